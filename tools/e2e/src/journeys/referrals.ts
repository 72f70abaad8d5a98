import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { choose, dropCsv, fill, press } from '../hands.ts';
import type { World } from '../world.ts';

const csv = `Familienaam;Voornaam;Telefoon;Leerjaar;School;Reden;Datum;Soort aanmelder;Aanmelder
Öztürk;Emre;0470 55 10 01;L3;De Duin;lezen gaat moeilijk;2026-09-14;school;Juf Ilse
Claes;Noor;0470 55 10 02;L5;De Duin;rekenen;31/02/2026;school;Juf Ilse
Ndiaye;Awa;0470 55 10 03;K3;Zeester;taal;2026-09-15;school;Juf Ilse`;

/** Step 1: a referral comes in. */
export function aReferralComesIn(world: () => World): void {
  test('a care teacher without an account refers a family; the form says who comes', async () => {
    const { page, open } = await world().seat('');
    await open('/aanmelden/oostende');
    await page.getByTestId('anchor').filter({ hasText: 'Marieke' }).waitFor();
    await page.getByLabel('Ik meld een gezin aan').click();
    await world().picture(page, 'aanmelden', ['360']);
    await fill(page, {
      'Uw naam': 'Juf Ilse',
      'School of organisatie': 'De Duin',
      'Uw telefoon': '059 70 00 01',
    });
    await fill(page, {
      Voornaam: 'Youssef',
      School: 'De Duin',
      'Naam van het gezin': 'El Amrani',
      'Telefoon van het gezin': '0470 11 22 33',
    });
    await choose(page, {
      Leerjaar: '3de leerjaar',
      'Taal om met het gezin te spreken': 'Arabisch',
    });
    await fill(page, {
      'Waarom meldt u dit gezin aan?': 'Youssef leest niet graag en thuis is het druk.',
      'Wat verwacht u ervan?': 'Dat lezen weer leuk wordt.',
    });
    await press(page, 'Aanmelding versturen');
    await page
      .getByTestId('thank-you')
      .filter({ hasText: 'Marieke leest de aanmelding.' })
      .waitFor();
    // the public never hears whether a family is known
    expect(await page.getByTestId('duplicates').count()).toBe(0);
  });

  test('a missing name is refused at its field and in a summary; typed words stay', async () => {
    const { page, open, complaints } = await world().seat('');
    await open('/aanmelden/oostende?wie=derde');
    await fill(page, { 'Uw naam': 'Meester Jan', 'Telefoon van het gezin': '0470' });
    await press(page, 'Aanmelding versturen');
    const summary = page.getByTestId('error-summary');
    await summary.getByRole('link', { name: /^Voornaam/ }).click();
    expect(
      await page
        .getByLabel('Voornaam', { exact: true })
        .evaluate((field) => field === document.activeElement),
    ).toBe(true);
    expect(await page.getByLabel('Uw naam', { exact: true }).inputValue()).toBe('Meester Jan');
    // what was refused stands in the console of the browser
    expect(complaints.splice(0).every((line) => line.includes('400'))).toBe(true);
  });

  test('a family asks for itself, in French, and sees whom it will meet', async () => {
    const { page, open } = await world().seat('');
    await open('/aanmelden/oostende?lang=fr');
    await page.getByLabel('Je demande de l’aide pour ma famille').click();
    await fill(page, {
      'Comment pouvons-nous aider ?': 'Aider ma fille pour l’école, et comprendre le courrier.',
    });
    await fill(page, { Prénom: 'Inès', 'Votre nom': 'Dubois', 'Votre téléphone': '0470 44 55 66' });
    await press(page, 'Envoyer ma demande');
    await page.getByTestId('thank-you').filter({ hasText: 'Marieke' }).waitFor();
    await press(page, /^nl, /);
    await page.locator('html[lang=nl]').waitFor();
  });
  byThoseWhoWorkThere(world);
}

function byThoseWhoWorkThere(world: () => World): void {
  test('where prior consent is asked, a referral waits until the family said yes', async () => {
    const { page, open } = await world().seat('');
    await open('/aanmelden/geraardsbergen?wie=derde');
    await page.getByText('Wij starten pas als het gezin zelf ja zei').waitFor();
    await fill(page, {
      'Uw naam': 'Zorgjuf An',
      Voornaam: 'Lina',
      'Naam van het gezin': 'Haddad',
      'Telefoon van het gezin': '0470 77 88 99',
    });
    await page.getByLabel('Het gezin is akkoord met deze aanmelding').check();
    await press(page, 'Aanmelding versturen');
    await page
      .getByTestId('thank-you')
      .filter({ hasText: 'wacht tot het gezin ja zegt' })
      .waitFor();

    const bram = await world().seat('bram.roelandts');
    await bram.open('/');
    await bram.page
      .getByTestId('today-CONSENT_AWAITED')
      .getByRole('link', { name: 'Ja noteren: Haddad' })
      .click();
    await bram.page.getByLabel('Het gezin weet wat we doen').check();
    await press(bram.page, 'Het gezin zei ja');
    await bram.page.getByText('Nieuw binnen. Spreek een kennismaking af.').waitFor();
  });

  test('a coordinator enters one by phone and sees a likely duplicate before saving', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/aanmeldingen/nieuw');
    await choose(page, { 'U meldt aan als': 'CLB' });
    await fill(page, {
      'Uw naam': 'Sofie',
      Voornaam: 'Youssef',
      'Naam van het gezin': 'Elamrani',
      'Telefoon van het gezin': '+32 470 11 22 33',
    });
    const duplicates = page.getByTestId('duplicates');
    await duplicates.getByText('zelfde telefoon').waitFor();
    await duplicates.filter({ hasText: 'El Amrani' }).waitFor();
    await duplicates.getByRole('button', { name: 'Voeg toe aan dit gezin' }).click();
    await page.getByRole('button', { name: 'Bewaren bij gezin El Amrani' }).waitFor();
    await press(page, 'Toch een nieuw gezin');
    await fill(page, {
      Voornaam: 'Jonas',
      'Naam van het gezin': 'Vermeulen',
      'Telefoon van het gezin': '0470 66 00 11',
      'Waarom meldt u dit gezin aan?': 'Hulp bij het huiswerk.',
    });
    await press(page, 'Aanmelding bewaren');
    await page.getByRole('heading', { name: 'Gezin Vermeulen' }).waitFor();
  });

  test('a CSV: preview, bad line named, good ones loaded, again no more, taken back', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/aanmeldingen/inladen');
    await dropCsv(page, 'aanmeldingen.csv', csv);
    const bad = page.getByRole('row', { name: /Claes/ });
    await bad.filter({ hasText: '31/02/2026' }).waitFor();
    await bad.filter({ hasText: 'niet ingeladen' }).waitFor();
    await page.getByTestId('import-load').click();
    const outcome = page.getByTestId('import-outcome');
    await outcome.waitFor();
    expect((await outcome.innerText()).match(/\tnieuw/g)).toHaveLength(2);
    await press(page, 'Een ander bestand');
    await dropCsv(page, 'nog-eens.csv', csv);
    expect(
      (await page.getByTestId('import-preview').innerText()).match(/\twas er al/g),
    ).toHaveLength(2);
    expect(await page.getByTestId('import-load').isDisabled()).toBe(true);

    await open('/aanmeldingen/inladen');
    await dropCsv(
      page,
      'terug.csv',
      csv.replaceAll('0470 55', '0471 55').replace('Öztürk', 'Yılmaz').replace('Ndiaye', 'Sarr'),
    );
    await page.getByTestId('import-load').click();
    await page.getByTestId('import-undo').click();
    await page.getByText('Ongedaan gemaakt, regel per regel').waitFor();
    const families = await (
      await world().as('marieke.vanhoutte')
    )(IntakeService, 'listFamilies', { branchCode: 'oostende', options: { limit: 50 } });
    expect(families.rows.map((row) => row.familyName).sort()).toEqual([
      'Dubois',
      'El Amrani',
      'Ndiaye',
      'Vermeulen',
      'Öztürk',
    ]);
  });
}
