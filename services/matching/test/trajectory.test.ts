import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { SpecialisedQueueChangedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest, toldBy } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  running,
  startNeighbours,
  tutor,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

describe('from a match to every week', () => {
  let t: Matching;
  let n: Neighbours;
  beforeAll(async () => {
    n = await startNeighbours();
    t = await startUnderTest(MatchingService, startMatching, {
      peers: n.peers,
      at: '2026-11-23T10:00:00Z',
    });
    profile(n, 'oostende');
    profile(n, 'roeselare', { lengthUnit: 'weeks', length: 10, sessionsAWeek: 1 });
  });
  afterAll(async () => {
    await t.stop();
    n.stop();
  });

  test('two accept for one request at once: one match, and the other is told to look again', async () => {
    const { familyId } = family(n, 'oostende');
    const tutors = [tutor(n, 'oostende'), tutor(n, 'oostende')];
    const request = await openRequest(t, 'oostende', familyId);
    const as = t.as(coordinator('oostende'));
    const accept = (tutorId: string) =>
      as('acceptProposal', {
        supportRequestId: request.id,
        tutorId,
        firstVisitOn: '2026-11-20T16:00',
        revision: request.revision,
      });
    // both are known here: a pair that is possible is only refused for what the other did
    for (const { tutorId } of tutors)
      await eventually(() =>
        as('explainPair', { supportRequestId: request.id, tutorId }).then(() => undefined),
      );
    const outcomes = await Promise.allSettled(tutors.map(({ tutorId }) => accept(tutorId)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      // what it is depends on how far the other was
      reason: { reason: expect.stringMatching(/^(STALE|MATCH_EXISTS)$/) },
    });
  });

  test('a match is real only when family and tutor both said yes after a visit', async () => {
    const { familyId } = family(n, 'oostende');
    const { tutorId, accountId } = tutor(n, 'oostende');
    const request = await openRequest(t, 'oostende', familyId);
    const as = t.as(coordinator('oostende'));
    const accept = {
      supportRequestId: request.id,
      tutorId,
      firstVisitOn: '2026-11-20T16:00',
      revision: request.revision,
    };
    const open = await eventually(() => as('acceptProposal', accept));
    expect(open.status).toBe('open');
    await expect(as('acceptProposal', accept)).rejects.toMatchObject({ reason: 'STALE' });
    const mine = t.as(tutorPerson(accountId));
    await expect(
      mine('answerMatch', { matchId: open.id, familyAnswer: 'yes', revision: 1 }),
    ).rejects.toMatchObject({
      fields: [{ field: 'family_answer', reason: 'NOT_YOURS_TO_ANSWER' }],
    });
    const half = await mine('answerMatch', {
      matchId: open.id,
      tutorAnswer: 'yes',
      visitedOn: '2026-11-20',
      revision: 1,
    });
    expect(half).toMatchObject({ status: 'open', trajectoryId: '' });
    const real = await as('answerMatch', {
      matchId: open.id,
      familyAnswer: 'yes',
      revision: half.revision,
    });
    expect(real.status).toBe('real');
    const { trajectories } = await mine('listMyTrajectories', {});
    expect(trajectories).toMatchObject([
      { id: real.trajectoryId, familyId, nextSessionOn: '2026-11-24T16:00' },
    ]);
  });

  test('a no opens the request again, and another tutor sees nothing of it', async () => {
    const { familyId } = family(n, 'oostende');
    const { tutorId, accountId } = tutor(n, 'oostende');
    const request = await openRequest(t, 'oostende', familyId);
    const as = t.as(coordinator('oostende'));
    const open = await eventually(() =>
      as('acceptProposal', {
        supportRequestId: request.id,
        tutorId,
        firstVisitOn: '2026-11-20T16:00',
        revision: request.revision,
      }),
    );
    const no = await as('answerMatch', {
      matchId: open.id,
      familyAnswer: 'no',
      visitedOn: '2026-11-20',
      revision: open.revision,
    });
    expect(no.status).toBe('declined');
    expect((await openRequest(t, 'oostende', familyId)).status).toBe('open');
    expect((await t.as(tutorPerson(accountId))('listMyTrajectories', {})).matches).toHaveLength(0);
  });

  test('without the family’s yes to sharing nobody is sent; withdrawn, nobody sees', async () => {
    const r = await running(t, n, 'oostende');
    const mine = t.as(tutorPerson(r.accountId));
    expect((await mine('listMyTrajectories', {})).trajectories).toHaveLength(1);
    n.intake.tell(
      ConsentChangedSchema,
      {
        familyId: r.familyId,
        branchCode: 'oostende',
        purpose: 'sharing_with_tutor',
        given: false,
        occurredOn: '2026-11-23',
      },
      r.familyId,
    );
    await eventually(async () =>
      expect((await mine('listMyTrajectories', {})).trajectories).toHaveLength(0),
    );
    await expect(mine('getTrajectory', { id: r.trajectoryId })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('ten weekly slots: eight held is the minimum, three missed is short of eight', async () => {
    // ten weeks in which nothing is off
    const r = await running(t, n, 'roeselare', '2026-04-21');
    const as = t.as(coordinator('roeselare'));
    const day = (week: number) =>
      new Date(Date.parse('2026-04-28T00:00:00Z') + week * 7 * 86_400_000)
        .toISOString()
        .slice(0, 10);
    for (const week of [0, 1])
      await as('missSession', {
        trajectoryId: r.trajectoryId,
        occurredOn: day(week),
        whatMadeItHard: 'ziek',
        missedBy: 'family',
      });
    expect((await as('getTrajectory', { id: r.trajectoryId })).sessionBalance).toBe('on_track');
    for (const week of [2, 3, 4, 5, 6, 7, 8])
      await as('logSession', {
        trajectoryId: r.trajectoryId,
        occurredOn: day(week),
        minutes: 60,
        children: [r.childId],
      });
    const seven = await as('getTrajectory', { id: r.trajectoryId });
    expect(seven).toMatchObject({ held: 7, missed: 2, planned: 10, sessionBalance: 'on_track' });
    expect(
      (
        await as('logSession', {
          trajectoryId: r.trajectoryId,
          occurredOn: day(9),
          minutes: 60,
          children: [r.childId],
        })
      ).sessionBalance,
    ).toBe('minimum_reached');
    const short = await running(t, n, 'roeselare', '2026-04-21');
    for (const week of [0, 1, 2])
      await as('missSession', { trajectoryId: short.trajectoryId, occurredOn: day(week) });
    expect((await as('getTrajectory', { id: short.trajectoryId })).sessionBalance).toBe(
      'short_of_minimum',
    );
  });

  test('while specialised help has a queue the trajectory stays, past its plan', async () => {
    const r = await running(t, n, 'roeselare', '2026-08-01');
    const as = t.as(coordinator('roeselare'));
    const before = await as('getTrajectory', { id: r.trajectoryId });
    const queued = await as('keepSpecialisedQueue', {
      trajectoryId: r.trajectoryId,
      specialisedQueue: 'Logopedie',
      revision: before.plan?.revision ?? 0,
    });
    expect(queued).toMatchObject({ extended: true, status: 'running' });
    const close = {
      trajectoryId: r.trajectoryId,
      reason: 'goals_reached' as const,
      revision: queued.revision,
    };
    await expect(as('closeTrajectory', close)).rejects.toMatchObject({
      reason: 'SPECIALISED_HELP_NOT_STARTED',
    });
    const started = await as('keepSpecialisedQueue', {
      trajectoryId: r.trajectoryId,
      specialisedQueue: '',
      revision: queued.plan?.revision ?? 0,
    });
    expect(await toldBy(t, SpecialisedQueueChangedSchema, r.familyId)).toMatchObject([
      { waits: true, since: '2026-11-23' },
      { waits: false, since: '2026-11-23' },
    ]);
    expect((await as('closeTrajectory', { ...close, revision: started.revision })).status).toBe(
      'closed',
    );
  });

  test('a session is logged once, names its children, and the next one is planned', async () => {
    const r = await running(t, n, 'oostende', '2026-11-10');
    const mine = t.as(tutorPerson(r.accountId));
    await mine('planSession', { trajectoryId: r.trajectoryId, plannedFor: '2026-11-17T16:00' });
    const { sessions } = await mine('getTrajectory', { id: r.trajectoryId });
    expect(sessions.map((s) => s.plannedFor)).toEqual(['2026-11-24T16:00', '2026-11-17T16:00']);
    const [, planned] = sessions;
    const log = {
      trajectoryId: r.trajectoryId,
      sessionId: planned?.id ?? '',
      occurredOn: '2026-11-17',
      minutes: 55,
      children: [r.childId],
      done: ['reading' as const],
      revision: planned?.revision ?? 0,
    };
    await expect(
      mine('logSession', { ...log, minutes: 2, done: ['sleeping' as never] }),
    ).rejects.toMatchObject({
      fields: [
        { field: 'minutes', reason: 'VALUE_OUT_OF_RANGE' },
        { field: 'done[0]', reason: 'VALUE_UNKNOWN' },
      ],
    });
    await expect(
      mine('logSession', { ...log, children: ['00000000-0000-7000-8000-000000000000'] }),
    ).rejects.toMatchObject({ fields: [{ field: 'children[0]', reason: 'VALUE_UNKNOWN' }] });
    const after = await mine('logSession', log, { key: 'log-once-12345' });
    expect(await mine('logSession', log, { key: 'log-once-12345' })).toEqual(after);
    await expect(mine('logSession', { ...log, revision: 2 })).rejects.toMatchObject({
      reason: 'LOGGED_ALREADY',
      meta: { when: '2026-11-17T16:00', status: 'held' },
    });
    expect(after).toMatchObject({
      held: 1,
      lastSessionOn: '2026-11-17',
      nextSessionOn: '2026-11-24T16:00',
    });
    expect(after.sessions.map((s) => s.status)).toEqual(['planned', 'held']);
    const { rows } = await t.admin.query(
      `select count(*)::int as n from outbox
        where type = 'katrol.matching.v1.SessionHeld' and key = $1`,
      [r.familyId],
    );
    expect(rows[0].n).toBe(1);
  });

  test('a goal that shifts keeps what it was; barriers, going along and help stay', async () => {
    const r = await running(t, n, 'oostende');
    const as = t.as(tutorPerson(r.accountId));
    const { trajectoryId } = r;
    const [goal] = (
      await as('keepGoal', { goal: { trajectoryId, kind: 'learning', text: 'Vlot lezen' } })
    ).goals;
    const shifted = await as('keepGoal', {
      goal: { ...goal, text: 'Graag naar school gaan', kind: 'context' } as never,
    });
    expect(shifted.goals).toMatchObject([
      {
        text: 'Graag naar school gaan',
        earlier: [{ was: 'Vlot lezen', on: '2026-11-23', by: expect.any(String) }],
      },
    ]);
    const [barrier] = (
      await as('keepBarrier', {
        barrier: {
          trajectoryId,
          lifeDomain: 'housing',
          text: 'Vocht',
          levers: ['buurman kent de huurdersbond'],
        },
      })
    ).barriers;
    const along = await as('keepGoingAlong', {
      goingAlong: {
        trajectoryId,
        service: 'Huurdersbond',
        occurredOn: '2026-11-20',
        whoWent: ['parent', 'tutor'],
        outcome: 'reached',
        barrierId: barrier?.id ?? '',
      },
    });
    expect(along.goingAlong).toMatchObject([{ service: 'Huurdersbond', outcome: 'reached' }]);
    await as('askForHelp', { trajectoryId });
    const asked = await as('askForHelp', { trajectoryId });
    expect(asked.help).toHaveLength(1);
    const today = await t.as(coordinator('oostende'))('getToday', { branchCode: 'oostende' });
    expect(today.lines[0]).toMatchObject({ kind: 'HELP_ASKED', familyId: r.familyId });
    const other = await running(t, n, 'oostende');
    const note = 'Welk boek past bij haar?';
    const [help] = (
      await t.as(tutorPerson(other.accountId))('askForHelp', {
        trajectoryId: other.trajectoryId,
        note,
      })
    ).help;
    const texts = async () =>
      (await t.as(coordinator('oostende'))('getToday', { branchCode: 'oostende' })).lines
        .filter((line) => line.familyId === other.familyId && line.kind === 'HELP_ASKED')
        .map(({ kind, text }) => [kind, text]);
    expect(await texts()).toEqual([['HELP_ASKED', note]]);
    await t.as(coordinator('oostende'))('answerHelp', {
      helpRequestId: help?.id ?? '',
      answer: 'De gele reeks',
      revision: help?.revision ?? 0,
    });
    expect(await texts()).toEqual([]);
    await expect(
      t.as(tutorPerson('somebody-else'))('getTrajectory', { id: trajectoryId }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
