import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { findings } from '../axe.ts';
import { day } from '../day.ts';
import { fill, press } from '../hands.ts';
import type { World } from '../world.ts';

const branchCode = 'oostende';
const NOTE = 'We lazen samen een heel hoofdstuk.';
const REPORT = 'Youssef las een heel hoofdstuk.';

/** From today the branch writes a report after each session. */
async function reportsFromToday(world: World): Promise<void> {
  const marieke = await world.as('marieke.vanhoutte');
  const { document, revision } = await marieke(IntakeService, 'getProfile', { branchCode });
  if (!document?.school) throw new Error('no profile');
  await marieke(IntakeService, 'editProfile', {
    branchCode,
    validFrom: day(),
    revision,
    document: { ...document, school: { ...document.school, contactPolicy: 'report' } },
  });
}

/** The tutor's family, whose child sits in the school that the branch knows. */
async function settled(world: World): Promise<string> {
  const marieke = await world.as('marieke.vanhoutte');
  const lotte = await world.as('lotte.demeyere');
  const { trajectories } = await lotte(MatchingService, 'listMyTrajectories', {});
  const { familyId = '' } = trajectories[0] ?? {};
  const { children } = await marieke(IntakeService, 'getFamily', { id: familyId });
  const { rows } = await marieke(SchoolLiaisonService, 'listSchools', { branchCode });
  const childId = children.find((one) => one.firstName === 'Youssef')?.id ?? '';
  const schoolId = rows.find((one) => one.name === 'De Regenboog')?.id ?? '';
  await marieke(SchoolLiaisonService, 'settlePupil', { branchCode, familyId, childId, schoolId });
  return familyId;
}

/** The tutor logs a session of today. */
async function logs(world: World, note: string): Promise<void> {
  const lotte = await world.as('lotte.demeyere');
  const { trajectories } = await lotte(MatchingService, 'listMyTrajectories', {});
  const whole = await lotte(MatchingService, 'getTrajectory', { id: trajectories[0]?.id ?? '' });
  await lotte(MatchingService, 'logSession', {
    trajectoryId: whole.id,
    occurredOn: day(),
    minutes: 60,
    note,
    revision: whole.revision,
    bothHappened: true,
  });
}

/** What the tutor logged is heard of a moment later. */
async function heard(world: World, familyId: string): Promise<void> {
  const marieke = await world.as('marieke.vanhoutte');
  for (let looked = 0; looked < 100; looked++) {
    const { reports } = await marieke(SchoolLiaisonService, 'getThread', { familyId });
    if (reports.length > 0) return;
    await sleep(100);
  }
  throw new Error('no report was asked for');
}

/** After a session, where the profile says so: the tutor's lines become a text for the parents first. */
export function aReportAfterASession(world: () => World): void {
  let familyId = '';

  test('a session that was held asks a report: from Vandaag its form begins with what the tutor wrote', async () => {
    await reportsFromToday(world());
    familyId = await settled(world());
    await logs(world(), NOTE);
    await heard(world(), familyId);
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/');
    const line = page.getByTestId('today-REPORT_TO_WRITE').getByTestId('today-line');
    await line.getByRole('link').click();
    const form = page.getByTestId('message-form');
    const text = form.getByLabel('Wat de school leest, in het Nederlands');
    await text.waitFor();
    expect(await text.inputValue()).toBe(NOTE);
    expect(await findings(page)).toEqual([]);
    await fill(form, { 'Wat de school leest, in het Nederlands': REPORT });
    await form.getByLabel('Els Maertens (zorgcoördinator)').check();
    await press(form, 'Bewaren als ontwerp');
    await form.waitFor({ state: 'detached' });
    await page.getByTestId('message').getByText(REPORT).waitFor();
    // written once: it asks no more
    await page.getByTestId('reports').waitFor({ state: 'detached' });
    const marieke = await world().as('marieke.vanhoutte');
    const { messages } = await marieke(SchoolLiaisonService, 'getThread', { familyId });
    expect(messages.map((one) => one.status)).toEqual(['draft']);
  });

  test('of another session nothing goes to the school: why is kept, and the line leaves', async () => {
    await logs(world(), 'Vandaag praatten we vooral.');
    await heard(world(), familyId);
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    await press(page, 'Geen verslagje');
    const form = page.getByTestId('skip-report-form');
    expect(await findings(page)).toEqual([]);
    await fill(form, { Waarom: 'Dit was voor het gezin alleen.' });
    await press(form, 'Geen verslagje');
    await page.getByTestId('reports').waitFor({ state: 'detached' });
    await open('/');
    expect(await page.getByTestId('today-REPORT_TO_WRITE').count()).toBe(0);
  });
}
