import { expect, test } from '@jest/globals';
import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Page } from 'playwright-core';
import { day } from '../day.ts';
import { addSlot, choose, fill, press, tap, textOf } from '../hands.ts';
import type { Seat } from '../seat.ts';
import type { World } from '../world.ts';

async function fromToday({ page, open }: Seat, kind: string, link: string): Promise<void> {
  await open('/');
  await page.getByTestId(`today-${kind}`).getByRole('link', { name: link }).click();
}

async function writeUp(
  seat: Seat,
  name: string,
  question: string,
  domains: string[],
): Promise<void> {
  const { page, open } = seat;
  await open('/');
  const line = page.getByTestId('today-REFERRAL_NEW').getByTestId('today-line');
  // one begins with a call: the number is there
  const call = line.filter({ hasText: name }).getByRole('link', { name: /^Bel / }).first();
  expect(await call.getAttribute('href')).toMatch(/^tel:\+?\d+$/);
  await fromToday(seat, 'REFERRAL_NEW', `Kennismaking plannen: ${name}`);
  await page
    .getByTestId('plan-visit-form')
    .getByLabel('Wanneer', { exact: true })
    .fill(`${day()}T16:00`);
  await press(page, 'Moment vastleggen');
  await page.getByText('De kennismaking is gepland.').waitFor();
  await press(page, 'Kennismaking opschrijven');
  const form = page.getByTestId('record-visit-form');
  expect(await form.getByLabel('Datum van het gesprek').inputValue()).toBe(day());
  await form.getByLabel('Gezegd dat meedoen vrijwillig is').check();
  await form.getByLabel('Wat vraagt het gezin nu zelf?').fill(question);
  await form
    .getByRole('group', { name: 'Gespreksgids van de werking' })
    .getByRole('textbox')
    .first()
    .fill('Verteld wie we zijn, met de tolk erbij.');
  await tap(form, 'Waar gaat de vraag over?', domains);
  await press(form, 'Gesprek bewaren');
  await page.getByText('Kennisgemaakt. Beslis samen met het gezin.').waitFor();
}

/** One conversation: what was said to each purpose, how it was asked, in which language. */
export async function converse(
  page: Page,
  said: Partial<Record<ConsentPurpose, string>>,
  o: { who?: string; means?: string; place?: string } = {},
): Promise<void> {
  await press(page, 'Gesprek noteren');
  const form = page.getByTestId('conversation-form');
  if (o.who) await form.getByLabel(o.who).check();
  for (const [purpose, answer] of Object.entries(said)) {
    const line = form.getByTestId(`say-${purpose}`);
    if (o.place && purpose === 'sharing_with_service') {
      await choose(line, { 'Met welke plek': o.place });
    }
    await line.getByText(answer, { exact: true }).click();
  }
  await choose(form, { 'Hoe gevraagd': o.means ?? 'mondeling', 'In welke taal': 'Arabisch' });
  await press(form, 'Gesprek bewaren');
  await form.waitFor({ state: 'detached' });
}

/** Step 2: the first conversation, and deciding together. */
export function decidingTogether(world: () => World): void {
  const marieke = () => world().seat('marieke.vanhoutte');

  test('from Vandaag to a trajectory: visit, guide, consents, advice, family’s say', async () => {
    const seat = await marieke();
    const { page } = seat;
    await writeUp(seat, 'El Amrani', 'Dat iemand ook meekijkt naar de brieven van de huisbaas.', [
      'huiswerk',
      'wonen',
    ]);

    await press(page, 'Kind toevoegen');
    await fill(page.getByTestId('child-form'), { Voornaam: 'Salma', School: 'De Duin' });
    await choose(page.getByTestId('child-form'), { Leerjaar: '1ste leerjaar' });
    await press(page.getByTestId('child-form'), 'Bewaren');
    await page.getByRole('button', { name: 'Salma aanpassen' }).waitFor();
    const yes = { registration: 'ja', sharing_with_tutor: 'ja', statistics: 'nee' };
    await converse(page, yes, { means: 'met tolk' });
    await page.getByTestId('consent-statistics').getByText('nee', { exact: true }).waitFor();
    await page.getByTestId('consent-registration').getByText('ja', { exact: true }).waitFor();

    await press(page, 'Samen beslissen');
    const advice = page.getByTestId('advice');
    await advice.getByText('de vraag gaat over meer dan huiswerk').waitFor();
    await advice.filter({ hasText: 'Doelen van de werking' }).waitFor();
    await world().picture(page, 'samen-beslissen');
    const form = page.getByTestId('decide-form');
    await fill(form, { 'Wat zegt het gezin zelf?': 'Graag, liefst op dinsdag.' });
    await form.getByLabel('een begeleider aan huis').check();
    await addSlot(form, 2, '16:00', '18:00');
    await addSlot(form, 4, '16:00', '18:00');
    await tap(form, 'Waarvoor', ['lezen']);
    await press(form, 'Beslissing bewaren');
    await page.getByText('Samen beslist: een begeleider aan huis').waitFor();
    expect(await page.getByTestId('questions').innerText()).toMatch(
      /Youssef leest niet graag[^]*brieven van de huisbaas/,
    );
  });

  test('another waits: the list says in which order, why, and contact past and next', async () => {
    const seat = await marieke();
    const { page, open } = seat;
    await writeUp(seat, 'Dubois', 'Hulp voor Inès, en Nederlands oefenen.', ['taal']);
    await press(page, 'Samen beslissen');
    await fill(page, { 'Wat zegt het gezin zelf?': 'Wachten is goed, als we iets horen.' });
    await page.getByLabel('even wachten').check();
    await press(page, 'Beslissing bewaren');
    await page.getByText('Samen beslist: even wachten').waitFor();
    await open('/wachtlijst');
    const row = page.getByRole('row', { name: /Dubois/ });
    expect(await row.innerText()).toMatch(/nog geen begeleider/);
    await row.getByRole('button', { name: 'Contact noteren: Dubois' }).click();
    await fill(page.getByTestId('contact-form'), {
      'Wat kwam eruit?': 'Gebeld, alles goed.',
      'Volgend contact op': day(21),
    });
    await press(page.getByTestId('contact-form'), 'Bewaren');
    await page.getByTestId('contact-form').waitFor({ state: 'detached' });
    expect(await row.innerText()).not.toContain('Nog geen contact');
  });
  elsewhereAndLists(world);
}

function elsewhereAndLists(world: () => World): void {
  const marieke = () => world().seat('marieke.vanhoutte');

  test('another is led warmly to a named place; whether they arrived comes back', async () => {
    const seat = await marieke();
    const { page, open } = seat;
    await open('/sociale-kaart?open=new');
    await fill(page.getByTestId('place-form'), {
      Naam: 'Huiswerkklas De Zeeslag',
      Telefoon: '059 70 00 22',
    });
    await tap(page.getByTestId('place-form'), 'Waarvoor', ['huiswerk']);
    await press(page.getByTestId('place-form'), 'Bewaren');
    await page.getByTestId('place-form').waitFor({ state: 'detached' });

    await writeUp(seat, 'Vermeulen', 'Alleen een rustige plek voor het huiswerk.', ['huiswerk']);
    // this place hears of the family only after a yes for this place
    const place = 'Huiswerkklas De Zeeslag';
    await converse(page, { sharing_with_service: 'ja' }, { place });
    await press(page, 'Samen beslissen');
    await page.getByTestId('advice').getByText('samen naar een ander aanbod').waitFor();
    const form = page.getByTestId('decide-form');
    await fill(form, { 'Wat zegt het gezin zelf?': 'De huiswerkklas is dichtbij, dat past.' });
    await form.getByLabel('samen naar een andere plek').check();
    await choose(form, { 'Naar welke plek': 'Huiswerkklas De Zeeslag' });
    await fill(form, {
      'Hoe dragen we over?': 'We gaan de eerste keer mee.',
      'Wanneer vragen we of ze aankwamen?': day(),
    });
    await press(form, 'Beslissing bewaren');
    await page.getByText('Samen beslist: naar een andere plek').waitFor();

    await fromToday(seat, 'ARRIVAL_DUE', 'Navragen: Vermeulen');
    await tap(page.getByTestId('arrival-form'), 'Aangekomen?', ['nog niet geweten']);
    await press(page.getByTestId('arrival-form'), 'Bewaren');
    await page.getByTestId('arrival-form').waitFor({ state: 'detached' });
    await open('/toeleidingen');
    await page.getByRole('button', { name: 'Aangekomen? Vermeulen' }).click();
    await tap(page.getByTestId('arrival-form'), 'Aangekomen?', ['aangekomen']);
    await press(page.getByTestId('arrival-form'), 'Bewaren');
    await page
      .getByRole('row', { name: /Vermeulen/ })
      .getByText('aangekomen', { exact: true })
      .waitFor();
  });

  test('the list is filtered by its address, sorted, and exported with its filter', async () => {
    const { page, open } = await marieke();
    await open('/aanmeldingen?status=waiting');
    await page.getByRole('row', { name: /Dubois/ }).waitFor();
    const whole = (await textOf(page)).includes('Vermeulen');
    const families = await (
      await world().as('marieke.vanhoutte')
    )(IntakeService, 'listFamilies', { branchCode: 'oostende', options: { search: 'oztu' } });
    expect([families.rows.map((row) => row.familyName), whole]).toEqual([['Öztürk'], false]);
    const file = page.waitForEvent('download');
    await page.getByTestId('export').click();
    expect((await file).suggestedFilename()).toMatch(/^referrals-.*\.csv$/);
  });
}
