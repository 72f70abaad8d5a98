import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, type Publisher } from '@katrol/testkit';
import {
  atSchool,
  coordinator,
  deciders,
  parentLink,
  profileHeard,
  startLiaison,
  type AtSchool,
  type Liaison,
} from './seed.ts';

// A talk about a young person: asked from the profile's age, and from eighteen decides alone.
let t: Liaison;
let intake: Publisher;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ t, intake, stop } = await startLiaison('2026-11-23T10:00:00Z'));
  await profileHeard(t, intake);
});
afterAll(() => stop());
const as = () => t.as(coordinator());

async function withYoung(role: 'young_person' | 'alone'): Promise<AtSchool> {
  const f = await atSchool(t, intake);
  deciders(intake, f, [{ id: f.mama }, { id: f.papa, held: true }, { id: f.childId, role }]);
  await eventually(async () => {
    const { rows } = await t.admin.query(
      `select 1 from family_person where family_id = $1 and role = $2`,
      [f.familyId, role],
    );
    expect(rows).toHaveLength(1);
  });
  return f;
}
const planned = (f: AtSchool) =>
  as()('keepMeeting', {
    meeting: {
      branchCode: 'oostende',
      kind: 'care',
      plannedFor: '2026-12-01T16:00',
      familyId: f.familyId,
      childId: f.childId,
      childName: 'Amina',
    },
  });
const says = (meetingId: string, personId: string, answer: 'yes' | 'no', points = '') =>
  as()('answerMeeting', { meetingId, personId, answer, points });
const holds = async (f: AtSchool, id: string) => {
  const { meetings } = await as()('getThread', { familyId: f.familyId });
  const meeting = meetings.find((one) => one.id === id);
  if (!meeting) throw new Error('a meeting that was planned is there');
  return await as()('keepMeeting', { meeting: { ...meeting, status: 'held' } });
};

test('who decides alone is noted with their own points, and nobody’s yes stands for theirs', async () => {
  const f = await withYoung('alone');
  const m = await planned(f);
  // who is held is asked nothing
  expect([...m.maySay].sort()).toEqual([f.mama, f.childId].sort());
  await says(m.id, f.mama, 'yes');
  await expect(holds(f, m.id)).rejects.toMatchObject({ reason: 'PARENTS_HAVE_NOT_AGREED' });
  const said = await says(m.id, f.childId, 'yes', 'Ik wil over mijn keuze praten.');
  expect(said.answers.find((one) => one.personId === f.childId)).toMatchObject({
    answer: 'yes',
    points: 'Ik wil over mijn keuze praten.',
  });
  expect((await holds(f, m.id)).status).toBe('held');
});

test('who is asked too says no, and it does not take place; with the own link they see the own words', async () => {
  const f = await withYoung('young_person');
  const m = await planned(f);
  await says(m.id, f.mama, 'yes', 'Alleen van mij.');
  await says(m.id, f.childId, 'no', 'Liever later.');
  await expect(holds(f, m.id)).rejects.toMatchObject({ reason: 'PARENTS_HAVE_NOT_AGREED' });
  const { meetings } = await parentLink(t, f, f.childId)('getMyThread', {});
  expect(meetings).toMatchObject([
    { id: m.id, maySay: [f.childId], answers: [{ personId: f.childId, points: 'Liever later.' }] },
  ]);
  expect(JSON.stringify(meetings)).not.toContain('Alleen van mij.');
  expect(JSON.stringify(meetings)).not.toContain(f.mama);
  await says(m.id, f.childId, 'yes');
  expect((await holds(f, m.id)).status).toBe('held');
});

test('a child that is not asked is noted by nobody, nor somebody of another family', async () => {
  const f = await atSchool(t, intake);
  const other = await withYoung('alone');
  const m = await planned(f);
  expect([...m.maySay].sort()).toEqual([f.mama, f.papa].sort());
  for (const nobody of [f.childId, other.childId, randomUUID()])
    await expect(says(m.id, nobody, 'yes')).rejects.toMatchObject({ code: 'not_found' });
});
