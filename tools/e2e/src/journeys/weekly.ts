import { expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { findings } from '../axe.ts';
import { day } from '../day.ts';
import { choose, fill, press, tap } from '../hands.ts';
import { PHONE } from '../seat.ts';
import type { World } from '../world.ts';

async function sessions(world: World): Promise<string[]> {
  const lotte = await world.as('lotte.demeyere');
  const { trajectories } = await lotte(MatchingService, 'listMyTrajectories', {});
  const whole = await lotte(MatchingService, 'getTrajectory', { id: trajectories[0]?.id ?? '' });
  return whole.sessions
    .filter((one) => one.status !== 'planned')
    .map((one) => one.status)
    .sort();
}

/** Step 4: every week, on a phone. */
export function everyWeek(world: () => World): void {
  const lotte = () => world().seat('lotte.demeyere', PHONE);

  test('the tutor sees the family, the anchor’s name, the next session, and logs one', async () => {
    const { page, open } = await lotte();
    await open('/');
    await page.getByRole('heading', { name: 'Gezin El Amrani' }).waitFor();
    await page.getByTestId('anchor').filter({ hasText: 'Marieke' }).waitFor();
    expect(await page.getByTestId('next-session').innerText()).toMatch(/\d/);
    await world().picture(page, 'begeleider', ['360']);
    await page.getByTestId('log-session').click();
    const form = page.getByTestId('log-form');
    expect(await form.getByRole('checkbox', { name: 'Youssef' }).isChecked()).toBe(true);
    await form.getByRole('checkbox', { name: 'Salma' }).uncheck();
    await tap(form, 'Wat hebben jullie gedaan?', ['gelezen']);
    await world().picture(page, 'loggen', ['360']);
    await press(form, 'Bewaren');
    await page.getByTestId('log-session').waitFor();
    expect(await sessions(world())).toEqual(['held']);
  });

  test('the tutor promises the own part of the agreement sheet, on the own page', async () => {
    const { page } = await lotte();
    const sheet = page.getByTestId('sheet-of-family');
    await sheet.locator('summary').click();
    // what stands under the bar above is not in sight
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await findings(page)).toEqual([]);
    await press(sheet, 'Mijn naam eronder zetten');
    await sheet.getByText('jouw naam eronder sinds', { exact: false }).waitFor();
    expect(await page.getByTestId('sign-sheet').count()).toBe(0);
  });

  test('one could not happen: a conversation, not a sanction', async () => {
    const { page } = await lotte();
    await page.getByTestId('miss-session').click();
    const form = page.getByTestId('miss-form');
    await fill(form, {
      'Wat maakte het moeilijk?': 'De bus reed niet.',
      'Wat heb je nodig?': 'Een ander uur.',
      Datum: day(-1),
    });
    await press(form, 'Bewaren');
    await page.getByTestId('miss-session').waitFor();
    expect(await sessions(world())).toEqual(['held', 'missed']);
    const marieke = await world().seat('marieke.vanhoutte');
    await marieke.open('/');
    const asked = marieke.page.getByTestId('today-MISSED_TO_ANSWER');
    await asked.getByText('Een ander uur.').waitFor();
    await asked.getByTestId('another-moment').click();
    await asked.waitFor({ state: 'detached' });
  });

  test('goals, strengths, barriers with levers, and going along are kept together', async () => {
    const { page } = await lotte();
    await page.getByRole('link', { name: 'Wat we samen doen' }).click();
    await press(page, 'Doel toevoegen');
    await fill(page.getByTestId('goal-form'), {
      'Wat willen jullie samen bereiken?': 'Elke avond tien minuten voorlezen.',
    });
    await press(page.getByTestId('goal-form'), 'Bewaren');
    await press(page, 'Drempel toevoegen');
    await choose(page.getByTestId('barrier-form'), { Levensdomein: 'wonen' });
    await fill(page.getByTestId('barrier-form'), {
      'Wat maakt het moeilijk?': 'Vocht in de kinderkamer.',
      'Wat kan helpen?': 'Woonwinkel\nTante in de straat',
    });
    await press(page.getByTestId('barrier-form'), 'Bewaren');
    await page.getByText('Woonwinkel; Tante in de straat').waitFor();
    await press(page, 'Meegaan noteren');
    await fill(page.getByTestId('going-along-form'), {
      'Naar welke dienst': 'Woonwinkel',
      'Wat nu?': 'Volgende week bellen.',
    });
    await tap(page.getByTestId('going-along-form'), 'Wat kwam ervan', ['gelukt']);
    await press(page.getByTestId('going-along-form'), 'Bewaren');
    await page.getByText('Volgende week bellen.').waitFor();
  });
  helpAndOwnWords(world);
}

function helpAndOwnWords(world: () => World): void {
  const lotte = () => world().seat('lotte.demeyere', PHONE);

  test('help with one tap; the coordinator sees it first and answers', async () => {
    const { page, open } = await lotte();
    await open('/');
    await page.getByTestId('ask-help').click();
    await fill(page.getByTestId('help-form'), {
      'Waarover? (mag leeg blijven)': 'Welk boek past bij hem?',
    });
    await press(page, 'Vraag hulp');
    await page.getByText('Je vraag is doorgegeven.').waitFor();
    const marieke = await world().seat('marieke.vanhoutte');
    await marieke.open('/');
    await marieke.page
      .getByTestId('today-HELP_ASKED')
      .getByText('Welk boek past bij hem?')
      .waitFor();
    await world().picture(marieke.page, 'vandaag', ['1280', '360']);
    await marieke.page.getByTestId('today-HELP_ASKED').getByRole('link').click();
    await fill(marieke.page.getByTestId('answer-help-form'), {
      'Jouw antwoord': 'Ik bel je vanavond.',
    });
    await press(marieke.page.getByTestId('answer-help-form'), 'Antwoord versturen');
    await marieke.page.getByText('Ik bel je vanavond.').waitFor();
    await world().picture(marieke.page, 'gezin', ['1280']);
    await open('/');
    await page.getByText('Ik bel je vanavond.').waitFor();
  });

  test('what the tutor sees of schools is a signal without names, and a question for them', async () => {
    const { page, open, complaints } = await lotte();
    await open('/');
    await press(page, 'Een signaal geven');
    const form = page.getByTestId('signal-form');
    await fill(form, { 'Wat zie je? Zonder namen': 'Facturen komen alleen digitaal.' });
    expect(await findings(page)).toEqual([]);
    await press(form, 'Signaal geven');
    await page.getByText('Je signaal staat bij de werking.').waitFor();
    await press(page, 'Een vraag voor het terugkommoment');
    const question = page.getByTestId('question-form');
    await fill(question, {
      'Wat wil je de scholen vragen? Zonder namen': 'Waarom elke week een toets?',
    });
    await press(question, 'Vraag bewaren');
    await page.getByText('Je vraag staat klaar voor het terugkommoment, zonder je naam.').waitFor();
    expect(complaints).toEqual([]);
    const marieke = await world().as('marieke.vanhoutte');
    const { rows } = await marieke(SchoolLiaisonService, 'listSignals', {
      branchCode: 'oostende',
    });
    expect(rows.map(({ text }) => text)).toContain('Facturen komen alleen digitaal.');
    await open('/');
  });

  test('a session is planned apart from the weekly one, called off: nobody missed it', async () => {
    const { page } = await world().seat('marieke.vanhoutte');
    await press(page, 'Moment plannen');
    await fill(page.getByTestId('plan-session-form'), { Wanneer: `${day(3)}T14:00` });
    await press(page.getByTestId('plan-session-form'), 'Moment plannen');
    await press(page, /^Moment afzeggen: .*14\.00$/);
    await fill(page.getByTestId('cancel-session-form'), {
      'Waarom gaat het niet door?': 'Feestdag',
    });
    await press(page.getByTestId('cancel-session-form'), 'Afzeggen');
    await page.getByText('afgezegd').waitFor();
    expect(await sessions(world())).toEqual(['cancelled', 'held', 'missed']);
  });

  test('a log made without a network is kept, said, and sent once', async () => {
    const { page, context, complaints, open } = await lotte();
    await open('/');
    // the network goes while the last of the page is on its way
    await page.getByTestId('log-session').click();
    await page.getByTestId('log-form').waitFor();
    await context.setOffline(true);
    await tap(page.getByTestId('log-form'), 'Wat hebben jullie gedaan?', ['gespeeld']);
    await fill(page.getByTestId('log-form'), { Datum: day(-2) });
    await press(page.getByTestId('log-form'), 'Bewaren');
    await page.getByText('Eén verslag wacht op netwerk en wordt één keer verstuurd.').waitFor();
    expect(await sessions(world())).toHaveLength(3);
    await context.setOffline(false);
    await page.getByText('Je verslag is nu verstuurd.').waitFor();
    await page.reload();
    await page.getByTestId('log-session').waitFor();
    expect(await sessions(world())).toEqual(['cancelled', 'held', 'held', 'missed']);
    expect(complaints.splice(0).every((line) => line.includes('ERR_INTERNET_DISCONNECTED'))).toBe(
      true,
    );
  });

  test('a log is put right on the phone; what it was stays, and the coordinator reads it', async () => {
    const { page, open } = await lotte();
    await open('/');
    await page.getByRole('link', { name: 'Wat we samen doen' }).click();
    await page.getByTestId('correct-session').first().click();
    const form = page.getByTestId('correct-form');
    await fill(form, { Minuten: '75', 'Wil je iets onthouden?': 'We rekenden ook.' });
    await world().picture(page, 'verbeteren', ['360']);
    await press(form, 'Bewaren');
    await form.waitFor({ state: 'detached' });
    await page.getByText('75 minuten').waitFor();
    expect(await page.getByTestId('correction').innerText()).toMatch(/60 minuten/);
    const marieke = await world().seat('marieke.vanhoutte');
    await marieke.open('/gezinnen');
    await marieke.page
      .getByRole('link', { name: /El Amrani/ })
      .first()
      .click();
    await marieke.page.getByTestId('correction').first().waitFor();
    expect(await marieke.page.getByTestId('correction').innerText()).toMatch(
      /60 minuten.*verbeterd door Lotte/,
    );
    // it was not held after all, and it was: both by the coordinator
    for (const [held, count] of [
      [false, 1],
      [true, 2],
    ] as const) {
      await marieke.page.getByTestId('correct-session').first().click();
      const right = marieke.page.getByTestId('correct-form');
      await right.getByLabel('Het is doorgegaan').setChecked(held);
      await press(right, 'Bewaren');
      await right.waitFor({ state: 'detached' });
      const logged = await sessions(world());
      expect(logged.filter((one) => one === 'held')).toHaveLength(count);
    }
  });

  test('twice for one day is noticed, also from a phone without a network: nothing is lost', async () => {
    const { page, open, context, complaints } = await lotte();
    await open('/');
    await page.getByTestId('log-session').click();
    const form = page.getByTestId('log-form');
    await fill(form, { Datum: day() });
    await press(form, 'Bewaren');
    await form.getByText(/Dit moment staat er al/).waitFor();
    await press(form, 'Annuleren');
    const before = await sessions(world());
    await page.getByTestId('log-session').click();
    await page.getByTestId('log-form').waitFor();
    await context.setOffline(true);
    await fill(page.getByTestId('log-form'), { Datum: day() });
    await press(page.getByTestId('log-form'), 'Bewaren');
    await page.getByText('Eén verslag wacht op netwerk en wordt één keer verstuurd.').waitFor();
    await context.setOffline(false);
    const notice = page.getByTestId('offline-notice');
    await notice.getByText(/Dit moment staat er al/).waitFor();
    expect(await sessions(world())).toEqual(before);
    await notice.getByTestId('send-both').click();
    await notice.waitFor({ state: 'detached' });
    expect(await sessions(world())).toHaveLength(before.length + 1);
    complaints.splice(0);
  });

  test('a reflection warns of a name, and is shared or not', async () => {
    const { page, open } = await lotte();
    await open('/mijn-reflecties');
    await fill(page, { 'Wat hield je bezig?': 'Vandaag zei Youssef dat lezen leuk is.' });
    await page.getByTestId('name-warning').filter({ hasText: 'Youssef' }).waitFor();
    await fill(page, { 'Wat hield je bezig?': 'Vandaag zei de oudste dat lezen leuk is.' });
    await page.getByTestId('name-warning').waitFor({ state: 'detached' });
    await press(page, 'Bewaren voor mezelf');
    await page.getByText('Alleen voor jou').waitFor();
    await press(page, 'Delen met mijn lector-coach');
    await page.getByTestId('reflections').getByText('Gedeeld met je lector-coach').waitFor();
  });
}
