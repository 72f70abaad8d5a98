import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SessionCorrectedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { startUnderTest, toldBy } from '@katrol/testkit';
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
const lines = async (branch: string, kind: string) =>
  (await as(branch)('getToday', { branchCode: branch })).lines.filter((line) => line.kind === kind);

beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, {
    peers: n.peers,
    at: '2026-11-23T10:00:00Z',
  });
  profile(n, 'oostende', { sessionsAWeek: 2 });
});
afterAll(async () => {
  await t.stop();
  n.stop();
});
beforeEach(() => today('2026-11-23'));

describe('a session that could not be', () => {
  test('said before its day it was agreed on: nobody missed it, and what is needed is read', async () => {
    const s = await support(t, n, 'oostende', { visitedOn: '2026-11-17', hours: twice });
    const [planned] = (await page(s)).sessions;
    const miss = (more: object) =>
      as()('missSession', {
        trajectoryId: s.trajectoryId,
        whatMadeItHard: 'examen',
        whatIsNeeded: 'een avond in het weekend',
        missedBy: 'tutor',
        ...more,
      });
    const agreed = await miss({ sessionId: planned?.id, revision: planned?.revision });
    expect(agreed).toMatchObject({ missed: 0, nextSessionOn: '2026-11-26T17:00' });
    expect(agreed.sessions.map(({ status }) => status).sort()).toEqual(['cancelled', 'planned']);
    // kept on a phone without a network since the day before
    today('2026-11-26', '20:00');
    expect(await miss({ occurredOn: '2026-11-26', saidOn: '2026-11-25' })).toMatchObject({
      missed: 0,
    });
    today('2026-12-01', '20:00');
    const missed = await miss({ occurredOn: '2026-12-01', whatIsNeeded: 'een ander lokaal' });
    expect(missed).toMatchObject({ missed: 1, nextSessionOn: '2026-12-03T17:00' });
    const asked = (await lines('oostende', 'MISSED_TO_ANSWER')).filter(
      ({ familyId }) => familyId === s.familyId,
    );
    expect(asked.map(({ text, since }) => [since, text])).toEqual([
      ['2026-11-24', 'een avond in het weekend'],
      ['2026-11-26', 'een avond in het weekend'],
      ['2026-12-01', 'een ander lokaal'],
    ]);
    for (const { subjectId } of asked)
      await as()('answerMissed', { sessionId: subjectId, anotherMoment: true });
    const after = await lines('oostende', 'MISSED_TO_ANSWER');
    expect(after.filter(({ familyId }) => familyId === s.familyId)).toEqual([]);
    const [first] = asked;
    await expect(
      as()('answerMissed', { sessionId: first?.subjectId ?? '', answer: 'nog iets' }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
    const read = (await page(s)).sessions.find(({ id }) => id === first?.subjectId);
    expect(read).toMatchObject({ answeredOn: '2026-12-01', anotherMoment: true });
    await expect(as()('answerMissed', { sessionId: first?.subjectId ?? '' })).rejects.toMatchObject(
      { fields: [{ field: 'answer' }] },
    );
  });
});

describe('a log put right', () => {
  test('minutes, day and children; what it was stays; counts and hours follow', async () => {
    const s = await support(t, n, 'oostende', { visitedOn: '2026-11-03', hours: twice });
    const mine = t.as(tutorPerson(s.accountId));
    const logged = await mine('logSession', {
      trajectoryId: s.trajectoryId,
      occurredOn: '2026-11-19',
      minutes: 60,
      children: [s.childId],
      note: 'gelezen',
    });
    const session = logged.sessions.find(({ status }) => status === 'held');
    expect(session?.mayCorrect).toBe(true);
    const right = {
      sessionId: session?.id ?? '',
      held: true,
      occurredOn: '2026-11-17',
      minutes: 90,
      children: [s.childId],
      note: 'gelezen en gerekend',
      revision: session?.revision ?? 0,
    };
    // in the same breath nothing else than what is there is nothing at all
    const same = { ...right, occurredOn: '2026-11-19', minutes: 60, note: 'gelezen' };
    const unchanged = await mine('correctSession', same);
    expect(heldOf(unchanged)[0]).toMatchObject({ corrections: [], revision: right.revision });
    const after = await mine('correctSession', right);
    expect(after).toMatchObject({ held: 1, missed: 0, lastSessionOn: '2026-11-17' });
    expect(heldOf(after)).toMatchObject([
      {
        minutes: 90,
        corrections: [
          {
            on: '2026-11-23',
            minutes: 60,
            occurredOn: '2026-11-19',
            note: 'gelezen',
            status: 'held',
          },
        ],
      },
    ]);
    await expect(mine('correctSession', right)).rejects.toMatchObject({ reason: 'STALE' });
    const not = await as()('correctSession', {
      ...right,
      held: false,
      whatMadeItHard: 'de ouders waren ziek',
      revision: right.revision + 1,
    });
    expect(not).toMatchObject({ held: 0, missed: 1, lastSessionOn: '' });
    expect(await toldBy(t, SessionCorrectedSchema, s.familyId)).toMatchObject([
      { held: true, minutes: 90, occurredOn: '2026-11-17', correction: 1 },
      { held: false, minutes: 0, occurredOn: '2026-11-17', correction: 2 },
    ]);
    const again = await as()('correctSession', { ...right, revision: right.revision + 2 });
    expect(again).toMatchObject({ held: 1, missed: 0, lastSessionOn: '2026-11-17' });
    expect(heldOf(again)[0]?.corrections).toHaveLength(3);
  });

  test('by who wrote it and the coordinator only, on a day that can be', async () => {
    const s = await support(t, n, 'oostende', { visitedOn: '2026-11-10', hours: twice });
    const logged = await log(s, '2026-11-19');
    const [session] = heldOf(logged);
    const right = {
      sessionId: session?.id ?? '',
      held: true,
      occurredOn: '2026-11-19',
      minutes: 45,
      children: [s.childId],
      revision: session?.revision ?? 0,
    };
    const mine = t.as(tutorPerson(s.accountId));
    const own = heldOf(await mine('getTrajectory', { id: s.trajectoryId }));
    expect(own[0]?.mayCorrect).toBe(false);
    await expect(mine('correctSession', right)).rejects.toMatchObject({
      reason: 'NOT_YOURS_TO_CORRECT',
    });
    await expect(t.as(tutorPerson('somebody-else'))('correctSession', right)).rejects.toMatchObject(
      { code: 'not_found' },
    );
    const when = (occurredOn: string) => as()('correctSession', { ...right, occurredOn });
    await expect(when('2026-11-09')).rejects.toMatchObject({
      fields: [{ field: 'occurred_on', reason: 'DATE_TOO_EARLY' }],
    });
    await expect(when('2026-11-24')).rejects.toMatchObject({
      fields: [{ field: 'occurred_on' }],
    });
    await expect(
      as()('correctSession', { ...right, children: [randomUUID()] }),
    ).rejects.toMatchObject({ fields: [{ field: 'children[0]', reason: 'VALUE_UNKNOWN' }] });
    await expect(as()('correctSession', { ...right, minutes: 0 })).rejects.toMatchObject({
      fields: [{ field: 'minutes' }],
    });
  });

  test('until a month after the placement’s last day, and not a day longer', async () => {
    const s = await support(t, n, 'oostende', {
      visitedOn: '2026-11-10',
      hours: twice,
      tutor: { placementEndsOn: '2026-11-20' },
    });
    const [session] = heldOf(await log(s, '2026-11-17'));
    const right = (minutes: number, revision: number) => ({
      sessionId: session?.id ?? '',
      held: true,
      occurredOn: '2026-11-17',
      minutes,
      children: [s.childId],
      revision,
    });
    today('2026-12-20');
    expect(heldOf(await as()('correctSession', right(50, 1)))[0]?.minutes).toBe(50);
    today('2026-12-21');
    expect(heldOf(await page(s))[0]?.mayCorrect).toBe(false);
    await expect(as()('correctSession', right(55, 2))).rejects.toMatchObject({
      reason: 'TERM_SETTLED',
      meta: { until: '2026-12-20' },
    });
  });
});
