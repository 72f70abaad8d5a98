import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, said, type Intake } from './seed.ts';

// Who is first on the waiting list, and on which day a line of the home page begins to ask.
// Uilenspel calls who waits every 28 days, and looks to the first grades first.
const TODAY = '2026-11-23';
const branchCode = 'melle';
let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake, { at: `${TODAY}T10:00:00Z` });
  await openBranches(t, { melle: 'uilenspel' });
});
afterAll(() => t.stop());
const me = () => t.as(coordinator(branchCode));

async function visited(occurredOn: string, grade: string) {
  const r = await received(t, branchCode, { occurredOn, children: [{ firstName: 'Elif', grade }] });
  return await me()('recordVisit', {
    referralId: r.id,
    heldOn: '2026-10-20',
    familyQuestion: 'Hulp bij huiswerk',
    saidVoluntary: true,
    revision: r.revision,
  });
}

/** Waits since `since`; the branch was last in touch on `decidedOn`. */
async function waiting(since: string, grade: string, decidedOn: string): Promise<string> {
  const r = await visited(since, grade);
  await me()('decideOnReferral', {
    referralId: r.id,
    outcome: 'wait',
    familySay: 'We wachten',
    waitReason: 'no_tutor',
    occurredOn: decidedOn,
    revision: r.revision,
  });
  return r.id;
}

const due = async (kind: string): Promise<string[]> => {
  const { lines } = await me()('getToday', { branchCode });
  return lines.filter((line) => line.kind === kind).map((line) => line.subjectId);
};

test('grades in focus first, then who asked first; a contact is due from its day on', async () => {
  const late = await waiting('2026-10-12', 'L3', '2026-10-26');
  const early = await waiting('2026-10-10', 'L3', '2026-10-25');
  const secondary = await waiting('2026-10-01', 'S5', '2026-10-27');
  const { rows } = await me()('listWaiting', { branchCode });
  expect(rows.map(({ referralId }) => referralId)).toEqual([early, late, secondary]);
  expect(rows.map(({ nextContactOn }) => nextContactOn)).toEqual([
    '2026-11-22',
    '2026-11-23',
    '2026-11-24',
  ]);
  expect(await due('CONTACT_DUE')).toEqual([early, late]);
});

test('whether a family arrived is asked from the day that was agreed', async () => {
  const place = await me()('keepSocialMapPlace', {
    place: { branchCode, name: 'Huiswerkklas', domains: ['homework'] },
  });
  const led = async (checkOn: string): Promise<void> => {
    const r = await visited('2026-10-10', 'L3');
    const receiver = place.id;
    await said(t, branchCode, r.familyId, 'sharing_with_service', { receiver });
    await me()('decideOnReferral', {
      referralId: r.id,
      outcome: 'lead_elsewhere',
      familySay: 'Goed',
      occurredOn: '2026-11-01',
      warmReferral: { placeId: place.id, checkOn },
      revision: r.revision,
    });
  };
  await led('2026-11-24');
  expect(await due('ARRIVAL_DUE')).toHaveLength(0);
  await led(TODAY);
  expect(await due('ARRIVAL_DUE')).toHaveLength(1);
});
