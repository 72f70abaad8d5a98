import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import people from '@katrol/platform/people.json' with { type: 'json' };
import type { Page } from 'playwright-core';
import { day } from '../day.ts';
import { addSlot, choose, dropCsv, fill, press, tap } from '../hands.ts';
import { PHONE, type Seat } from '../seat.ts';
import type { World } from '../world.ts';
import { linesThatLand } from './vandaag.ts';

const subjectOf = (username: string): string =>
  people.find((one) => one.username === username)?.subject ?? '';

async function seeCheck(page: Page): Promise<void> {
  await page.getByTestId('check-form').getByRole('button').click();
  await page.locator('#uittreksel').getByText('Marieke Vanhoutte').waitFor();
}

// a request that nobody can meet: secondary mathematics on a Saturday
async function unmetFamily(world: World): Promise<void> {
  const marieke = await world.as('marieke.vanhoutte');
  const referral = {
    branchCode: 'oostende',
    referrer: { kind: 'school' as const, name: 'Leerkracht Tom' },
    contact: { familyName: 'Kaya', phone: '0470 99 00 11' },
    children: [{ firstName: 'Deniz', grade: 'S3' as const }],
    reason: 'wiskunde',
  };
  const kept = await marieke(IntakeService, 'enterReferral', { referral });
  const visited = await marieke(IntakeService, 'recordVisit', {
    referralId: kept.id,
    revision: kept.revision,
    heldOn: day(),
    place: 'home',
    familyQuestion: 'Hulp bij wiskunde en met de papieren',
    saidVoluntary: true,
    lifeDomains: ['homework', 'administration'],
  });
  const { parents } = await marieke(IntakeService, 'getFamily', { id: kept.familyId });
  const personId = parents[0]?.id ?? '';
  const family = await marieke(IntakeService, 'recordConversation', {
    familyId: kept.familyId,
    answers: [{ personId, purpose: 'registration', answer: 'yes' }],
    means: 'spoken',
    language: 'tr',
    occurredOn: day(),
  });
  await marieke(IntakeService, 'decideOnReferral', {
    referralId: kept.id,
    revision: visited.revision,
    outcome: 'trajectory',
    familySay: 'Zaterdag lukt',
    occurredOn: day(),
    needs: {
      children: family.children.map((child) => ({ childId: child.id })),
      slots: [{ weekday: 6, fromMinute: 600, untilMinute: 720 }],
      subjects: ['secondary_mathematics'],
      placeKind: 'home',
      languages: ['tr'],
    },
  });
}

async function propose({ page }: Seat): Promise<void> {
  const before = await page
    .getByTestId('run-facts')
    .locator('time')
    .getAttribute('datetime')
    .catch(() => '');
  await page.getByTestId('propose').click();
  await page.getByText('Nieuwe voorstellen staan klaar.').first().waitFor();
  await page.waitForFunction(
    (old) =>
      document.querySelector('[data-testid=run-facts] time')?.getAttribute('datetime') !== old,
    before,
  );
}

/** Step 3: a tutor is found. */
export function aTutorIsFound(world: () => World): void {
  const marieke = () => world().seat('marieke.vanhoutte');

  test('a volunteer entered by hand: slots, wishes, and only four facts of the check', async () => {
    const { page, open } = await marieke();
    await open('/begeleiders/nieuw');
    const form = page.getByTestId('tutor-form');
    await choose(form, { 'Student of vrijwilliger': 'vrijwilliger' });
    await fill(form, {
      Voornaam: 'Guido',
      Achternaam: 'Tanghe',
      'E-mail': 'guido@voorbeeld.invalid',
      Account: subjectOf('guido.tanghe'),
      'Woont in': 'Oostende',
    });
    await addSlot(form, 2, '15:30', '18:30');
    await addSlot(form, 4, '15:30', '18:30');
    await tap(form, 'Talen', ['Arabisch']);
    await tap(form, 'Voor welke leeftijd', ['lager, eerste graad', 'lager, tweede graad']);
    await tap(form, 'Kan helpen met', ['lezen']);
    await tap(form, 'Doet graag', ['voorlezen']);
    await press(form, 'Bewaren');
    await page.getByRole('heading', { name: 'Guido Tanghe' }).waitFor();
    await seeCheck(page);
    expect(await page.locator('#uittreksel input').count()).toBe(2);
  });

  test('a roster by the placement officer: a bad line is named, good ones are kept', async () => {
    const { page, open } = await world().seat('karim.ramdani');
    await open('/rooster');
    const roster = `Studentennummer,Voornaam,Naam,E-mail,Werking,Uren,Start,Einde,Lector
H-1001,Lotte,Demeyere,lotte@student.invalid,Oostende,60,2026-09-21,2027-06-30,
H-1002,Ruben,Ghekierre,ruben(at)student,Oostende,60,2026-09-21,2027-06-30,`;
    await dropCsv(page, 'rooster.csv', roster);
    expect(await page.getByRole('row', { name: /Ruben/ }).innerText()).toMatch(
      /e-mail[^]*ruben\(at\)student/i,
    );
    await page.getByTestId('import-load').click();
    await page.getByTestId('import-outcome').waitFor();
    await open('/studenten');
    await page.getByText('Lotte Demeyere').waitFor();
  });

  test('the coordinator completes the student, and notes who was at the training', async () => {
    const { page, open } = await marieke();
    await open('/begeleiders');
    await page.getByRole('link', { name: /Lotte/ }).click();
    const form = page.getByTestId('tutor-form');
    await fill(form, { Account: subjectOf('lotte.demeyere') });
    await addSlot(form, 2, '16:00', '18:00');
    await addSlot(form, 4, '16:00', '18:00');
    await tap(form, 'Voor welke leeftijd', ['lager, eerste graad', 'lager, tweede graad']);
    await Promise.all([page.waitForResponse(/GetTutor$/), press(form, 'Bewaren')]);
    await seeCheck(page);
    await open('/vormingen');
    await press(page, 'Vorming plannen');
    await fill(page.getByTestId('training-form'), {
      Titel: 'Startvorming',
      Wanneer: `${day(-7)}T13:30`,
      'Wie geeft ze': 'Steunpunt',
    });
    await press(page.getByTestId('training-form'), 'Bewaren');
    await page.getByRole('button', { name: 'Deelnemers van Startvorming' }).click();
    for (const name of ['Guido Tanghe', 'Lotte Demeyere']) {
      await choose(page, { 'Begeleider inschrijven': name });
      await page.getByTestId('enrol').click();
      await page.getByRole('checkbox', { name }).check();
    }
    await page.getByTestId('save-attendance').click();
    await page.getByText('was er').nth(1).waitFor();
  });
  matched(world);
  whatIsLookedFor(world);
}

function matched(world: () => World): void {
  const marieke = () => world().seat('marieke.vanhoutte');

  test('all open requests at once: reasons, what lacks, why not another, pin, forbid', async () => {
    await unmetFamily(world());
    const seat = await marieke();
    const { page, open } = seat;
    await expectRequests(seat, 2);
    await open('/');
    const waits = page.getByTestId('today-REQUEST_UNMET');
    await waits.getByText('El Amrani').waitFor();
    expect(await page.getByTestId('today-PROPOSAL_TO_DECIDE').count()).toBe(0);
    await open('/koppelen');
    await propose(seat);
    const pair = page.getByTestId('pair').filter({ hasText: 'El Amrani' });
    await pair.filter({ hasText: 'Guido Tanghe' }).waitFor();
    expect(await pair.innerText()).toMatch(/Spreken samen een taal/);
    const unmet = page.getByTestId('unmet');
    expect(await unmet.innerText()).toMatch(/Kaya[^]*Wat er ontbreekt/);
    await world().picture(page, 'koppelen', ['1280']);

    const why = page.getByTestId('why-not');
    await choose(why, { Gezin: 'El Amrani', Begeleider: 'Lotte Demeyere' });
    await why.getByText('Er is een gemeenschappelijk moment').waitFor();
    await pair.getByTestId('pin-pair').click();
    await propose(seat);
    await pair.getByText('Vastgezet').waitFor();
    await pair.getByTestId('pin-pair').click();
    await pair.getByText('Vastgezet').waitFor({ state: 'detached' });
    await pair.getByTestId('forbid-pair').click();
    await fill(page.getByTestId('forbid-form'), {
      'Waarom niet samen?': 'Woont in dezelfde straat',
    });
    await press(page.getByTestId('forbid-form'), 'Niet samen');
    await page.getByTestId('forbid-form').waitFor({ state: 'detached' });
    await propose(seat);
    await pair.getByText('Lotte Demeyere').waitFor();
    await open('/koppelen');
    await choose(why, { Gezin: 'El Amrani', Begeleider: 'Guido Tanghe' });
    await why.getByText('Niet samen, zo afgesproken').waitFor();
    await why.getByTestId('free-pair').click();
    await why.getByText('Niet samen, zo afgesproken').waitFor({ state: 'detached' });
  });

  linesThatLand(world);

  test('accepted, visited together, and real when tutor and family both said yes', async () => {
    const { page, open } = await marieke();
    const pair = page.getByTestId('pair').filter({ hasText: 'El Amrani' });
    await pair.getByTestId('accept-pair').click();
    await page
      .getByTestId('accept-form')
      .getByLabel('Eerste bezoek samen')
      .fill(`${day(-7)}T16:00`);
    await press(page.getByTestId('accept-form'), 'Eerste bezoek afspreken');
    await page.getByTestId('matches').getByText('El Amrani').waitFor();

    const lotte = await world().seat('lotte.demeyere', PHONE);
    await lotte.open('/');
    await lotte.page.getByText('Een nieuw gezin: El Amrani').waitFor();
    await lotte.page.getByLabel('Ja, graag').check();
    await press(lotte.page, 'Mijn antwoord doorgeven');
    await lotte.page.getByText('Je antwoord is binnen. We wachten nog op het gezin.').waitFor();

    await open('/');
    await page
      .getByTestId('today-MATCH_WAITING')
      .getByRole('link', { name: /El Amrani/ })
      .click();
    await choose(page.getByTestId('answer-form'), { 'Het gezin zegt': 'ja' });
    await press(page.getByTestId('answer-form'), 'Bewaren');
    await page.getByText('Geen koppelingen die wachten.').waitFor();
  });
}

function whatIsLookedFor(world: () => World): void {
  test('whom one looks for is counted; what a family asks for and where can change', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/koppelen');
    expect(await page.getByTestId('recruiting').innerText()).toMatch(
      /secundair, tweede graad\twiskunde \(secundair\)\tzaterdag\t1/,
    );
    await page.getByTestId('unmet').getByRole('link', { name: 'Kaya' }).click();
    await press(page, 'Aanpassen wat we zoeken');
    await choose(page.getByTestId('edit-needs-form'), {
      'Oost of west van het midden van de werking': '1 km naar het oosten',
    });
    await press(page.getByTestId('edit-needs-form'), 'Bewaren');
    await page.getByTestId('edit-needs-form').waitFor({ state: 'detached' });
    const { rows } = await (
      await world().as('marieke.vanhoutte')
    )(MatchingService, 'listSupportRequests', { branchCode: 'oostende', options: {} });
    // a place that nobody gave stays unknown
    expect(rows.map((row) => row.needs?.cell?.x).filter((x) => x !== undefined)).toEqual([102]);
  });
}

// what intake decided reaches matching as an event
async function expectRequests({ page, open }: Seat, count: number): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await open('/koppelen');
    await page.getByText(/\d+ open hulpvragen, [1-9]\d* begeleiders/).waitFor();
    if (await page.getByText(`${count} open hulpvragen`).count()) return;
    await page.waitForTimeout(250);
  }
  throw new Error(`matching never heard of ${count} requests`);
}
