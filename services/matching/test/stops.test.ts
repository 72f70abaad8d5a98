import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  TutorChangedSchema,
  type TutorChanged,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { addDays } from '@katrol/runtime';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  running,
  startNeighbours,
  tuesday,
  tutor,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

// Whatever ends a tutor's work ends it here too, on its day, whether somebody typed or only a day
// passed.
const TODAY = '2027-02-15';
const FIRST = '2026-11-03';
let t: Matching;
let n: Neighbours;
const as = () => t.as(coordinator('lede'));
beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, {
    peers: n.peers,
    at: `${TODAY}T10:00:00Z`,
  });
  profile(n, 'lede');
  profile(n, 'temse');
  profile(n, 'aalst', { lengthUnit: 'weeks', length: 16 });
});
afterAll(async () => {
  await t.stop();
  n.stop();
});

let revision = 1;
type Told = Partial<
  Pick<TutorChanged, 'worksUntil' | 'worksEnd' | 'checkValidUntil' | 'branchCode'>
>;
/** Tells a tutor anew, as volunteer-training does after a change; waits until it is heard. */
async function changed(who: { tutorId: string; accountId: string }, more: Told): Promise<void> {
  const told = {
    ...who,
    branchCode: 'lede',
    kind: 'student' as const,
    active: true,
    slots: [tuesday],
  };
  const rest = { homeCell: { x: 11, y: 10 }, maximumFamilies: 1, checkValidUntil: '2027-06-30' };
  revision += 1;
  const fact = { ...told, ...rest, trainings: ['start' as const], revision, ...more };
  n.training.tell(TutorChangedSchema, fact, who.tutorId);
  const now = revision;
  await eventually(async () => {
    const { rows } = await t.admin.query<{ revision: number }>(
      'select revision from tutor where id = $1',
      [who.tutorId],
    );
    if (rows[0]?.revision !== now) throw new Error('not heard yet');
  });
}
const linesOf = async (familyId: string, branchCode = 'lede') =>
  (await t.as(coordinator(branchCode))('getToday', { branchCode })).lines
    .filter((line) => line.familyId === familyId)
    .map(({ kind, due, reason }) => [kind, due, reason]);
const mine = async (account: string, branch = 'lede') =>
  (await t.as(tutorPerson(account, branch))('listMyTrajectories', {})).trajectories.map(
    (one) => one.id,
  );
const refused = { code: 'not_found' };

describe('every kind of end', () => {
  test.each<[string, Told]>([
    ['set inactive, or a leaving day that is today', { worksEnd: 'STOPS' }],
    ['availability that ended', { worksEnd: 'AVAILABILITY' }],
    ['a placement that ended', { worksEnd: 'PLACEMENT_STOPPED' }],
    ['a check that ended', { worksEnd: 'CHECK', checkValidUntil: '2027-02-14' }],
  ])('%s: no access, no proposal, on the page, and back as whole', async (_, end) => {
    const r = await running(t, n, 'lede', FIRST);
    const who = { tutorId: r.tutorId, accountId: r.accountId };
    const her = t.as(tutorPerson(r.accountId, 'lede'));
    expect(await mine(r.accountId)).toEqual([r.trajectoryId]);
    await changed(who, { ...end, worksUntil: '2027-02-14' });
    expect(await mine(r.accountId)).toEqual([]);
    await expect(her('getTrajectory', { id: r.trajectoryId })).rejects.toMatchObject(refused);
    await expect(her('askForHelp', { trajectoryId: r.trajectoryId })).rejects.toMatchObject(
      refused,
    );
    expect(await linesOf(r.familyId)).toEqual([['TUTOR_STOPS', '2027-02-14', 'TUTOR_GONE']]);
    const other = family(n, 'lede');
    const request = await openRequest(t, 'lede', other.familyId);
    const pair = { supportRequestId: request.id, tutorId: r.tutorId };
    const broken = (await as()('explainPair', pair)).reasons.filter(
      ({ verdict }) => verdict === 'broken',
    );
    expect(broken.map(({ code }) => code)).toContain(
      end.worksEnd === 'CHECK' ? 'CHECK_VALID' : 'AVAILABLE',
    );
    await expect(
      as()('acceptProposal', {
        ...pair,
        firstVisitOn: `${TODAY}T16:00`,
        revision: request.revision,
      }),
    ).rejects.toMatchObject({ reason: 'PAIR_IMPOSSIBLE' });
    await changed(who, { worksUntil: '' });
    expect(await mine(r.accountId)).toEqual([r.trajectoryId]);
    expect(await linesOf(r.familyId)).toEqual([['TRAJECTORY_QUIET', '', '']]);
  });

  test('a day that comes without anybody typing takes effect that day', async () => {
    const r = await running(t, n, 'lede', FIRST);
    await changed(r, { worksUntil: addDays(TODAY, 1), worksEnd: 'STOPS' });
    expect(await mine(r.accountId)).toEqual([r.trajectoryId]);
    t.clock.set(`${addDays(TODAY, 1)}T22:30:00Z`);
    expect(await mine(r.accountId)).toEqual([r.trajectoryId]);
    // half past midnight in Flanders
    t.clock.set(`${addDays(TODAY, 1)}T23:30:00Z`);
    try {
      expect(await mine(r.accountId)).toEqual([]);
      expect((await linesOf(r.familyId))[0]).toEqual(['TUTOR_STOPS', '2027-02-16', 'TUTOR_GONE']);
    } finally {
      t.clock.set(`${TODAY}T10:00:00Z`);
    }
  });

  test('who leaves, or whose check ends, before the first visit is not proposed for it', async () => {
    const f = family(n, 'lede');
    const who = tutor(n, 'lede', { worksUntil: addDays(TODAY, 3), worksEnd: 'STOPS' });
    const request = await openRequest(t, 'lede', f.familyId);
    const accept = (day: string) =>
      eventually(() =>
        as()('acceptProposal', {
          supportRequestId: request.id,
          tutorId: who.tutorId,
          firstVisitOn: `${day}T16:00`,
          revision: request.revision,
        }),
      );
    await eventually(() =>
      as()('explainPair', { supportRequestId: request.id, tutorId: who.tutorId }),
    );
    const run = await as()('proposeMatches', { branchCode: 'lede' });
    expect(run.pairs.filter((pair) => pair.tutorId === who.tutorId)).toEqual([]);
    await expect(
      as()('acceptProposal', {
        supportRequestId: request.id,
        tutorId: who.tutorId,
        firstVisitOn: `${addDays(TODAY, 4)}T16:00`,
        revision: request.revision,
      }),
    ).rejects.toMatchObject({ reason: 'PAIR_IMPOSSIBLE', meta: { rules: 'AVAILABLE' } });
    const match = await accept(addDays(TODAY, 2));
    // she leaves earlier still: the match says so, and cannot become real any more
    await changed(who, { worksUntil: addDays(TODAY, -1), worksEnd: 'STOPS' });
    expect(await linesOf(f.familyId)).toEqual([
      ['MATCH_WAITING', `${addDays(TODAY, 2)}T16:00`, 'TUTOR_STOPS'],
    ]);
    const yes = { matchId: match.id, visitedOn: TODAY, revision: match.revision };
    await expect(
      as()('answerMatch', { ...yes, familyAnswer: 'yes', tutorAnswer: 'yes' }),
    ).rejects.toMatchObject({ reason: 'TUTOR_STOPPED' });
    expect((await as()('answerMatch', { ...yes, tutorAnswer: 'no' })).status).toBe('declined');
  });
});

describe('an account', () => {
  test('linked for the first time after the match, or to another one: at once, and only that one', async () => {
    const f = family(n, 'lede');
    const first = tutor(n, 'lede', { accountId: '' });
    const request = await openRequest(t, 'lede', f.familyId);
    const match = await eventually(() =>
      as()('acceptProposal', {
        supportRequestId: request.id,
        tutorId: first.tutorId,
        firstVisitOn: `${TODAY}T16:00`,
        revision: request.revision,
      }),
    );
    const who = (accountId: string) => ({ tutorId: first.tutorId, accountId });
    const one = randomUUID();
    const other = randomUUID();
    const matches = async (account: string) =>
      (await t.as(tutorPerson(account, 'lede'))('listMyTrajectories', {})).matches.length;
    expect(await matches(one)).toBe(0);
    await changed(who(one), {});
    expect(await matches(one)).toBe(1);
    const real = await as()('answerMatch', {
      matchId: match.id,
      visitedOn: TODAY,
      familyAnswer: 'yes',
      tutorAnswer: 'yes',
      revision: match.revision,
    });
    expect(await mine(one)).toEqual([real.trajectoryId]);
    await changed(who(other), {});
    expect([await mine(one), await mine(other)]).toEqual([[], [real.trajectoryId]]);
    await expect(
      t.as(tutorPerson(one, 'lede'))('getTrajectory', { id: real.trajectoryId }),
    ).rejects.toMatchObject(refused);
    await changed(who(''), {});
    expect(await mine(other)).toEqual([]);
  });
});

describe('an end that is foreseen', () => {
  test('from six weeks before, each family is on the page, with what to do next', async () => {
    const r = await running(t, n, 'lede', FIRST);
    const soon = (days: number) =>
      changed(r, { worksUntil: addDays(TODAY, days), worksEnd: 'STOPS' });
    await soon(43);
    expect((await linesOf(r.familyId)).map(([kind]) => kind)).toEqual(['TRAJECTORY_QUIET']);
    await expect(
      as()('seekNextTutor', { trajectoryId: r.trajectoryId, seek: true }),
    ).rejects.toMatchObject({ reason: 'TUTOR_STAYS' });
    await soon(42);
    expect((await linesOf(r.familyId))[0]).toEqual(['TUTOR_STOPS', addDays(TODAY, 42), 'STOPS']);
    const page = await as()('getTrajectory', { id: r.trajectoryId });
    expect(page).toMatchObject({
      tutorUntil: addDays(TODAY, 42),
      tutorEnd: 'STOPS',
      endForeseen: true,
    });
  });

  test('the next tutor is found before the gap, begins beside, and the history stays', async () => {
    const ours = () => t.as(coordinator('temse'));
    const mineIn = (account: string) => mine(account, 'temse');
    const r = await running(t, n, 'temse', FIRST);
    for (const occurredOn of ['2027-01-12', '2027-01-19'])
      await ours()('logSession', {
        trajectoryId: r.trajectoryId,
        occurredOn,
        minutes: 60,
        children: [r.childId],
      });
    await changed(r, {
      worksUntil: addDays(TODAY, 14),
      worksEnd: 'PLACEMENT',
      branchCode: 'temse',
    });
    const seek = { trajectoryId: r.trajectoryId, seek: true };
    expect((await ours()('seekNextTutor', seek)).requestStatus).toBe('continuing');
    // a second tap is the same wish
    expect((await ours()('seekNextTutor', seek)).requestStatus).toBe('continuing');
    // nobody was looked for yet: there is no proposal to decide
    expect(await linesOf(r.familyId, 'temse')).toContainEqual(['REQUEST_UNMET', '', 'NOBODY_RAN']);
    const next = tutor(n, 'temse');
    const request = await openRequest(t, 'temse', r.familyId);
    const ids = { supportRequestId: request.id, tutorId: next.tutorId };
    await eventually(() => ours()('explainPair', ids));
    const run = await ours()('proposeMatches', { branchCode: 'temse' });
    const pair = run.pairs.find((one) => one.familyId === r.familyId);
    expect(pair).toBeDefined();
    expect(pair?.tutorId).not.toBe(r.tutorId);
    expect(await linesOf(r.familyId, 'temse')).toContainEqual([
      'PROPOSAL_TO_DECIDE',
      '',
      'NEXT_TUTOR',
    ]);
    const match = await ours()('acceptProposal', {
      ...ids,
      firstVisitOn: `${TODAY}T16:00`,
      revision: request.revision,
    });
    const real = await ours()('answerMatch', {
      matchId: match.id,
      visitedOn: TODAY,
      familyAnswer: 'yes',
      tutorAnswer: 'yes',
      revision: match.revision,
    });
    // both come until the last day of the first
    expect(await mineIn(r.accountId)).toEqual([r.trajectoryId]);
    expect(await mineIn(next.accountId)).toEqual([real.trajectoryId]);
    expect((await linesOf(r.familyId, 'temse')).map(([kind]) => kind)).not.toContain('TUTOR_STOPS');
    const page = await t.as(tutorPerson(next.accountId, 'temse'))('getTrajectory', {
      id: real.trajectoryId,
    });
    expect(page).toMatchObject({
      heldBefore: 2,
      held: 0,
      requestStatus: 'in_support',
      runningBefore: r.trajectoryId,
    });
    t.clock.set(`${addDays(TODAY, 15)}T10:00:00Z`);
    try {
      expect(await mineIn(r.accountId)).toEqual([]);
      expect(await linesOf(r.familyId, 'temse')).toContainEqual([
        'TUTOR_STOPS',
        addDays(TODAY, 14),
        'TUTOR_GONE',
      ]);
      const { revision: now } = await ours()('getTrajectory', { id: r.trajectoryId });
      const closed = await ours()('closeTrajectory', {
        trajectoryId: r.trajectoryId,
        reason: 'term_ended',
        occurredOn: addDays(TODAY, 14),
        revision: now,
      });
      expect(closed).toMatchObject({ status: 'closed', requestStatus: 'in_support' });
      expect(await mineIn(next.accountId)).toEqual([real.trajectoryId]);
    } finally {
      t.clock.set(`${TODAY}T10:00:00Z`);
    }
  });

  test('a next tutor who begins after the last day closes what stood open, on its day', async () => {
    const r = await running(t, n, 'lede', FIRST);
    await changed(r, { worksUntil: addDays(TODAY, -3), worksEnd: 'CHECK' });
    const before = await as()('getTrajectory', { id: r.trajectoryId });
    await as()('keepSpecialisedQueue', {
      trajectoryId: r.trajectoryId,
      specialisedQueue: 'Logopedie',
      revision: before.plan?.revision ?? 0,
    });
    await as()('seekNextTutor', { trajectoryId: r.trajectoryId, seek: true });
    const next = tutor(n, 'lede');
    const request = await openRequest(t, 'lede', r.familyId);
    const match = await eventually(() =>
      as()('acceptProposal', {
        supportRequestId: request.id,
        tutorId: next.tutorId,
        firstVisitOn: `${TODAY}T16:00`,
        revision: request.revision,
      }),
    );
    const real = await as()('answerMatch', {
      matchId: match.id,
      visitedOn: TODAY,
      familyAnswer: 'yes',
      tutorAnswer: 'yes',
      revision: match.revision,
    });
    const { rows } = await t.admin.query(
      'select status, closed_on::text as on, close_reason as why from trajectory where id = $1',
      [r.trajectoryId],
    );
    expect(rows).toEqual([{ status: 'closed', on: addDays(TODAY, -3), why: 'term_ended' }]);
    // the queue binds the initiative, not the student
    expect(await as()('getTrajectory', { id: real.trajectoryId })).toMatchObject({
      specialisedQueue: 'Logopedie',
    });
  });

  test('who goes on after all: nobody looks for the next one any more', async () => {
    const r = await running(t, n, 'lede', FIRST);
    await changed(r, { worksUntil: addDays(TODAY, 10), worksEnd: 'STOPS' });
    await as()('seekNextTutor', { trajectoryId: r.trajectoryId, seek: true });
    await changed(r, {});
    const page = await as()('getTrajectory', { id: r.trajectoryId });
    expect(page).toMatchObject({ requestStatus: 'in_support', tutorUntil: '' });
  });

  test('a plan that comes to its end while the tutor goes on is foreseen too', async () => {
    const r = await running(t, n, 'aalst', FIRST);
    const { lines } = await t.as(coordinator('aalst'))('getToday', { branchCode: 'aalst' });
    expect(lines.map(({ kind, due, subjectId }) => [kind, due, subjectId])).toContainEqual([
      'TERM_ENDS',
      '2027-02-23',
      r.trajectoryId,
    ]);
  });
});
