import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import { branches, card, coordinator, newTutor, tutor, type Training } from './seed.ts';

// Of what a tutor is reminded: what they did not switch off, while they work.
let t: Training;
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining);
  await branches(t, ['oostende', 'melle']);
});
afterAll(() => t.stop());

const visited = (tutorId: string, day: string) =>
  t.admin.query(
    `insert into hours (session_id, tutor_id, university_code, branch_code, occurred_on, minutes)
      values ($1, $2, '', 'oostende', $3, 60)`,
    [randomUUID(), tutorId, day],
  );
const waitingFor = async (id: string) =>
  (await t.system('gateway')('listReflectionsWaiting', {})).tutors.filter(
    (one) => one.tutorId === id,
  );
const addressOf = (tutorId: string, branchCode = 'oostende') =>
  t.system('gateway')('getTutorAddress', { tutorId, branchCode });

test('a reflection waits for a student who was with a family, until they wrote of that day', async () => {
  const noor = await newTutor(t, { accountId: 'noor', kind: 'student' });
  const mia = await newTutor(t, { accountId: 'mia', kind: 'volunteer' });
  const nobody = await newTutor(t, { kind: 'student' });
  expect(await waitingFor(noor.id)).toEqual([]);
  for (const one of [noor, mia, nobody]) await visited(one.id, '2026-11-20');
  expect(await waitingFor(noor.id)).toMatchObject([{ tutorId: noor.id, branchCode: 'oostende' }]);
  // volunteers owe nobody a text, and who does not sign in could write none
  expect([await waitingFor(mia.id), await waitingFor(nobody.id)]).toEqual([[], []]);
  const write = t.as(tutor('noor'));
  await write('keepReflection', { text: 'Eerder', occurredOn: '2026-11-10' });
  expect(await waitingFor(noor.id)).toHaveLength(1);
  await write('keepReflection', { text: 'Van vrijdag', occurredOn: '2026-11-20' });
  await write('keepReflection', { text: 'Nog van eerder', occurredOn: '2026-11-12' });
  expect(await waitingFor(noor.id)).toEqual([]);
  // of today it is early, and of long ago it is over
  await visited(noor.id, '2026-11-23');
  expect(await waitingFor(noor.id)).toEqual([]);
  t.clock.set('2026-11-24T10:00:00Z');
  expect(await waitingFor(noor.id)).toHaveLength(1);
  t.clock.set('2026-12-05T10:00:00Z');
  expect(await waitingFor(noor.id)).toEqual([]);
  t.clock.set('2026-11-23T10:00:00Z');
});

test('each kind is switched off by the tutor alone; the branch’s form leaves it as it is', async () => {
  const made = await newTutor(t, { accountId: 'sam' });
  await t.admin.query(`update tutor set email = 'sam@student.example' where id = $1`, [made.id]);
  expect(await addressOf(made.id)).toMatchObject({
    email: 'sam@student.example',
    remindersOff: [],
  });
  const off = ['visit_tomorrow', 'visit_tomorrow'] as const;
  const chosen = await t.as(tutor('sam'))('setMyReminders', { off: [...off] });
  expect(chosen.remindersOff).toEqual(['visit_tomorrow']);
  const as = t.as(coordinator('oostende'));
  // what was open at the branch is no older for it
  await as('keepTutor', {
    tutor: card({
      id: made.id,
      accountId: 'sam',
      active: true,
      email: 'sam@student.example',
      remindersOff: [],
      revision: made.revision,
    }),
  });
  expect((await addressOf(made.id)).remindersOff).toEqual(['visit_tomorrow']);
  await expect(as('setMyReminders', { off: [] })).rejects.toMatchObject({
    code: 'permission_denied',
  });
  await expect(addressOf(made.id, 'melle')).rejects.toMatchObject({ code: 'not_found' });
  await expect(addressOf(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  const now = await as('getTutor', { id: made.id });
  await as('stopTutor', { tutorId: made.id, stopsOn: '2026-11-23', revision: now.revision });
  await expect(addressOf(made.id)).rejects.toMatchObject({ code: 'not_found' });
});
