import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  SessionCorrectedSchema,
  SessionHeldSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import { branches, card, coordinator, type Training } from './seed.ts';
import { told } from './tell.ts';

let t: Training;
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining);
  await branches(t, ['oostende']);
});
afterAll(() => t.stop());

const EVENINGS = 18;
const MINUTES = 90;
const evening = (week: number): string =>
  new Date(Date.parse('2026-09-07T00:00:00Z') + week * 7 * 86_400_000).toISOString().slice(0, 10);

test('three families on 18 evenings of 90 minutes are 27 hours, in any order, told again or not', async () => {
  const as = t.as(coordinator('oostende'));
  const { id: tutorId } = await as('keepTutor', { tutor: card({ accountId: 'huiswerk' }) });
  const evenings = Array.from({ length: EVENINGS }, (_, week) => ({
    groupSessionId: randomUUID(),
    occurredOn: evening(week),
  }));
  const whose = { tutorId, branchCode: 'oostende', minutes: MINUTES };
  // family by family, each with an order of its own, as three keys of a broker may bring them
  const families = [
    evenings,
    evenings.toReversed(),
    [...evenings.slice(9), ...evenings.slice(0, 9)],
  ];
  const facts = families.flatMap((order) => {
    const family = { familyId: randomUUID(), trajectoryId: randomUUID() };
    return order.map((one) => ({
      id: randomUUID(),
      sessionId: randomUUID(),
      ...family,
      ...whose,
      ...one,
    }));
  });
  await told(t, 'matching', SessionHeldSchema, facts);
  await told(t, 'matching', SessionHeldSchema, facts.toReversed());
  expect(await as('getTutor', { id: tutorId })).toMatchObject({ minutesHeld: 27 * 60 });
  const alone = { ...whose, familyId: randomUUID(), trajectoryId: randomUUID(), minutes: 60 };
  await told(t, 'matching', SessionHeldSchema, [
    { ...alone, sessionId: randomUUID(), occurredOn: evening(0) },
  ]);
  expect(await as('getTutor', { id: tutorId })).toMatchObject({ minutesHeld: 28 * 60 });
  const { rows } = await t.admin.query(
    `select count(*)::int as n from outbox where type like '%HoursCounted'`,
  );
  expect(rows).toEqual([{ n: EVENINGS + 1 }]);
});

test('put right for all at once it counts as it was put right last, whichever family is heard first', async () => {
  const as = t.as(coordinator('oostende'));
  const { id: tutorId } = await as('keepTutor', { tutor: card({ accountId: 'rechtgezet' }) });
  const groupSessionId = randomUUID();
  const families = ['a', 'b', 'c'].map(() => ({
    familyId: randomUUID(),
    trajectoryId: randomUUID(),
    sessionId: randomUUID(),
    groupSessionId,
    tutorId,
    branchCode: 'oostende',
    occurredOn: evening(1),
  }));
  const [first, ...others] = families;
  const right = (correction: number, minutes: number) => ({ correction, minutes, held: true });
  // the last word of one family comes before the first of another
  await told(t, 'matching', SessionCorrectedSchema, [{ ...first, ...right(2, 45) }]);
  await told(
    t,
    'matching',
    SessionHeldSchema,
    families.map((one) => ({ ...one, minutes: MINUTES })),
  );
  await told(
    t,
    'matching',
    SessionCorrectedSchema,
    others.map((one) => ({ ...one, ...right(1, 60) })),
  );
  expect(await as('getTutor', { id: tutorId })).toMatchObject({ minutesHeld: 45 });
  // a family that was not there after all: the tutor was
  const away = { ...others[0], correction: 3, minutes: 0, held: false };
  await told(t, 'matching', SessionCorrectedSchema, [away]);
  expect(await as('getTutor', { id: tutorId })).toMatchObject({ minutesHeld: 45 });
  await told(t, 'matching', SessionCorrectedSchema, [{ ...first, ...right(3, 30) }]);
  expect(await as('getTutor', { id: tutorId })).toMatchObject({ minutesHeld: 30 });
});
