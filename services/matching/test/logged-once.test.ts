import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  heldOf,
  profile,
  startNeighbours,
  support,
  tutorPerson,
  type Matching,
  type Neighbours,
  type Supported,
} from './seed.ts';

const at = (weekday: number, hour: number) => ({
  weekday,
  fromMinute: hour * 60,
  untilMinute: hour * 60 + 60,
});
const twice = [at(2, 16), at(4, 17)];

let t: Matching;
let n: Neighbours;
const today = (day: string, hour = '10:00') => t.clock.set(`${day}T${hour}:00Z`);
const as = (branch = 'oostende') => t.as(coordinator(branch));
const page = (s: Supported) => as(s.branch)('getTrajectory', { id: s.trajectoryId });
const log = (s: Supported, occurredOn: string, more: object = {}) =>
  as(s.branch)('logSession', {
    trajectoryId: s.trajectoryId,
    occurredOn,
    minutes: 60,
    children: [s.childId],
    ...more,
  });

beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, {
    peers: n.peers,
    at: '2026-11-23T10:00:00Z',
  });
  profile(n, 'oostende', { sessionsAWeek: 2 });
  profile(n, 'brugge');
  profile(n, 'torhout');
});
afterAll(async () => {
  await t.stop();
  n.stop();
});
beforeEach(() => today('2026-11-23'));

describe('one hour is logged once', () => {
  test('by two people, by two keys, or at once: the second hears what is there', async () => {
    const s = await support(t, n, 'oostende', { visitedOn: '2026-11-10', hours: twice });
    const mine = t.as(tutorPerson(s.accountId));
    const given = {
      trajectoryId: s.trajectoryId,
      occurredOn: '2026-11-19',
      minutes: 60,
      children: [s.childId],
    };
    const outcomes = await Promise.allSettled([
      mine('logSession', given),
      mine('logSession', given),
      as()('logSession', { ...given, minutes: 45 }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes.filter(({ status }) => status === 'rejected'))
      expect(one).toMatchObject({
        reason: {
          reason: 'LOGGED_ALREADY',
          meta: { when: '2026-11-19T17:00', status: 'held' },
        },
      });
    expect(await page(s)).toMatchObject({ held: 1 });
    await expect(
      mine('missSession', { trajectoryId: s.trajectoryId, occurredOn: '2026-11-19' }),
    ).rejects.toMatchObject({ reason: 'LOGGED_ALREADY' });
    expect(await mine('logSession', { ...given, bothHappened: true })).toMatchObject({ held: 2 });
    // another day is another session
    expect(await mine('logSession', { ...given, occurredOn: '2026-11-17' })).toMatchObject({
      held: 3,
    });
  });

  test('a tutor with two families is not at both at once, in whatever branch; no family is named', async () => {
    const accountId = randomUUID();
    const here = await support(t, n, 'torhout', {
      visitedOn: '2026-11-10',
      hours: [at(2, 16)],
      tutor: { accountId },
    });
    const there = await support(t, n, 'brugge', {
      visitedOn: '2026-11-10',
      hours: [at(2, 17)],
      tutor: { accountId },
    });
    // half an hour longer than agreed, and the other one began by then
    const long = { minutes: 90 };
    // at once too: one of them is first
    const both = await Promise.allSettled([
      log(here, '2026-11-10', long),
      log(there, '2026-11-10'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await log(here, '2026-11-17', long);
    const refusal = await log(there, '2026-11-17').catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      reason: 'TUTOR_ELSEWHERE_THEN',
      meta: { when: '2026-11-17T16:00' },
    });
    const said = JSON.stringify((refusal as { meta: object }).meta);
    for (const secret of [here.familyId, here.trajectoryId, 'torhout'])
      expect(said).not.toContain(secret);
    const counted = await log(there, '2026-11-17', { bothHappened: true });
    expect(counted.sessions.map(({ occurredOn }) => occurredOn)).toContain('2026-11-17');
  });

  test('just after the other is not at the same time; put right to longer it would be', async () => {
    const accountId = randomUUID();
    const first = await support(t, n, 'torhout', {
      visitedOn: '2026-11-10',
      hours: [at(2, 16)],
      tutor: { accountId },
    });
    const second = await support(t, n, 'brugge', {
      visitedOn: '2026-11-10',
      hours: [at(2, 17)],
      tutor: { accountId },
    });
    const [session] = heldOf(await log(first, '2026-11-17'));
    expect(await log(second, '2026-11-17')).toMatchObject({ held: 1 });
    const right = {
      sessionId: session?.id ?? '',
      held: true,
      occurredOn: '2026-11-17',
      minutes: 61,
      children: [first.childId],
      revision: session?.revision ?? 0,
    };
    await expect(as('torhout')('correctSession', right)).rejects.toMatchObject({
      reason: 'TUTOR_ELSEWHERE_THEN',
    });
    // not held after all: the hour is free
    await as('torhout')('correctSession', { ...right, held: false, whatMadeItHard: 'ziek' });
    expect(await log(second, '2026-11-17', { bothHappened: true, minutes: 30 })).toMatchObject({
      held: 2,
    });
  });
});
