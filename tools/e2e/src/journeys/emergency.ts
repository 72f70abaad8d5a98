import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Page } from 'playwright-core';
import { findings } from '../axe.ts';
import { choose, fill, press, textOf } from '../hands.ts';
import type { World } from '../world.ts';

const WHY = 'De moeder belt ons vanuit het ziekenhuis: niemand haalt de kinderen van school.';

/** These words, in this order, whatever stands between. */
const inTurn = (...words: string[]): RegExp => new RegExp(words.join('[^]*'));

async function ask(page: Page, childFirstName: string): Promise<void> {
  const form = page.getByTestId('emergency-form');
  await choose(form, { 'Bij welke werking hoort het gezin?': 'Oostende' });
  await fill(form, {
    'Naam van het gezin': 'el amrani',
    'Voornaam van een kind': childFirstName,
    'Waarom is het nodig?': WHY,
  });
  await press(form, 'Dossier openen voor 24 uur');
}

/**
 * A family of another branch calls: one file, read only, a day long; its own branch knows at once,
 * and so does the family later.
 */
export function inAnEmergency(world: () => World): void {
  const bram = () => world().seat('bram.roelandts');
  const marieke = () => world().seat('marieke.vanhoutte');

  test('who does not know the family is told nothing; who does reads its page only', async () => {
    const { page, open, complaints } = await bram();
    await open('/gezinnen');
    await page.getByRole('link', { name: 'Noodtoegang' }).click();
    await ask(page, 'Yusuf');
    await page
      .getByTestId('error-summary')
      .getByText('We vinden niet precies één gezin waarbij dit allemaal klopt.')
      .waitFor();
    // the browser's own word for the refusal that was asked for
    expect(complaints.splice(0)).toEqual([expect.stringContaining('OpenEmergencyAccess')]);
    await world().picture(page, 'noodtoegang', ['1280', '360']);
    await ask(page, 'Youssef');
    const banner = page.getByTestId('emergency-banner');
    await banner.getByText(/Noodtoegang: dit gezin hoort bij werking Oostende/).waitFor();
    await page.getByText('Youssef leest niet graag').first().waitFor();
    expect(await page.locator('main').getByRole('button').allInnerTexts()).toEqual([
      'Ik ben klaar: toegang stoppen',
    ]);
    await world().picture(page, 'noodtoegang-lezen', ['1280', '360']);
    await open('/gezinnen');
    expect(await textOf(page)).not.toContain('El Amrani');
    await open('/noodtoegang');
    await page.getByTestId('my-emergencies').getByText('El Amrani, Oostende').waitFor();
  });

  test('the family’s branch has it on Vandaag, with who and why; seen, it leaves', async () => {
    const { page, open } = await marieke();
    await open('/');
    const line = page.getByTestId('today-EMERGENCY').getByTestId('today-line');
    expect(await line.innerText()).toMatch(
      inTurn(
        'Bram Roelandts van werking Geraardsbergen opende het dossier van El Amrani',
        'ziekenhuis',
        'tot',
      ),
    );
    await world().picture(page, 'vandaag-noodtoegang', ['1280', '360']);
    await line.getByRole('button', { name: 'Gezien: Bram Roelandts, gezin El Amrani' }).click();
    await page.getByTestId('today-EMERGENCY').waitFor({ state: 'detached' });
  });
  onTheRecord(world);
}

function onTheRecord(world: () => World): void {
  const marieke = () => world().seat('marieke.vanhoutte');

  test('the family’s record says who, when and why, and prints from right to left', async () => {
    const { page, open } = await marieke();
    await open('/gezinnen?search=el+amrani');
    await page.getByRole('link', { name: 'El Amrani' }).click();
    await page
      .getByTestId('timeline')
      .getByText('Noodtoegang: iemand van een andere werking mocht dit dossier lezen')
      .waitFor();
    await page.getByRole('link', { name: 'Wie keek mee' }).click();
    const sheet = page.getByTestId('record-sheet');
    const of = (name: string) => sheet.getByTestId('record-line').filter({ hasText: name });
    expect(await of('Bram Roelandts').innerText()).toMatch(
      inTurn(
        'medewerker van een andere werking',
        'Bekeek uw dossier',
        'noodtoegang',
        'Geraardsbergen',
        'ziekenhuis',
      ),
    );
    expect(await of('Marieke Vanhoutte').first().innerText()).toMatch(
      /coördinator van de werking[^]*Waarom:/,
    );
    // what the tutor did is kept by another service
    expect(await of('Lotte Demeyere').first().innerText()).toMatch(
      /begeleider[^]*komt bij uw gezin/,
    );
    await world().picture(page, 'wie-keek-mee', ['1280', '360']);
    await page.getByTestId('record-language').selectOption('ar');
    await sheet.getByRole('heading', { name: 'من اطّلع على ملفكم' }).waitFor();
    expect([
      await sheet.getAttribute('dir'),
      await sheet.getAttribute('lang'),
      new URL(page.url()).search,
    ]).toEqual(['rtl', 'ar', '?taal=ar']);
    await page.emulateMedia({ media: 'print' });
    const onPaper = await textOf(page);
    expect(onPaper).toMatch(/Oostende[^]*El Amrani[^]*من حقكم أن تعرفوا/);
    expect(onPaper).not.toMatch(/Vandaag|Afdrukken|Elke keer|Wie keek mee|Uitloggen/);
    expect((await findings(page)).filter((one) => !one.startsWith('page-has-heading-one'))).toEqual(
      [],
    );
    await world().picture(page, 'wie-keek-mee-afdruk');
    await page.emulateMedia({ media: 'screen' });
  });

  test('the branch stops it early: who came from elsewhere finds nothing any more', async () => {
    const { page, open } = await marieke();
    const { rows } = await (
      await world().as('marieke.vanhoutte')
    )(IntakeService, 'listFamilies', { branchCode: 'oostende', options: { search: 'el amrani' } });
    const id = rows[0]?.id ?? '';
    await open(`/gezinnen/${id}`);
    await press(page.getByTestId('emergencies'), 'Stoppen');
    await page.getByTestId('emergencies').getByText('gestopt door Marieke Vanhoutte').waitFor();
    const theirs = await world().seat('bram.roelandts');
    await theirs.open(`/gezinnen/${id}`);
    await theirs.page.getByTestId('trouble').getByText('Dit is niet gevonden.').waitFor();
    expect(theirs.complaints.splice(0)).toEqual([expect.stringContaining('GetFamily')]);
    // one stays open, for who looks at every page
    await theirs.open('/noodtoegang');
    await ask(theirs.page, 'Youssef');
    await theirs.page.getByTestId('emergency-banner').waitFor();
  });
}
