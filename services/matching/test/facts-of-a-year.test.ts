import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ReferralClosedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  BarrierChangedSchema,
  HelpAnsweredSchema,
  HelpAskedSchema,
  RequestChangedSchema,
  SessionCorrectedSchema,
  SessionHeldSchema,
  SessionMissedSchema,
  TrajectoryClosedSchema,
  TrajectoryStartedSchema,
  WentAlongSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { chance, countsIn, tally, eventually, startUnderTest, toldBy } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  running,
  startNeighbours,
  type Matching,
  type Neighbours,
} from './seed.ts';

// A year of facts, heard from nothing, comes to what the owner's tables hold.
const FAMILIES = 6;
const STEPS = 14;
const { seed, pick } = chance();

let t: Matching;
let n: Neighbours;
beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, {
    peers: n.peers,
    at: '2026-11-23T10:00:00Z',
  });
  profile(n, 'oostende');
});
afterAll(async () => {
  await t.stop();
  n.stop();
});
const as = () => t.as(coordinator('oostende'));
const counted = (sql: string) => countsIn(t, sql);

async function oneYear(): Promise<void> {
  const { trajectoryId, referralId, familyId, childId } = await running(t, n, 'oostende');
  for (let step = 0; step < STEPS; step++) {
    const page = await as()('getTrajectory', { id: trajectoryId });
    const [barrier] = page.barriers;
    const [help] = page.help;
    const held = { trajectoryId, minutes: 60, children: [childId] };
    const day = `2026-11-${String(4 + step).padStart(2, '0')}`;
    await pick<() => Promise<unknown>>([
      () => as()('logSession', { ...held, occurredOn: day }),
      () => as()('missSession', { trajectoryId, occurredOn: day }),
      () => {
        const logged = page.sessions.find(
          (one) => one.status === 'held' || one.status === 'missed',
        );
        if (!logged) return as()('missSession', { trajectoryId, occurredOn: day });
        return as()('correctSession', {
          sessionId: logged.id,
          held: pick([true, false]),
          occurredOn: logged.occurredOn,
          minutes: pick([45, 75]),
          children: [childId],
          revision: logged.revision,
        });
      },
      () => as()('keepBarrier', { barrier: { trajectoryId, lifeDomain: 'money', text: 'Huur' } }),
      () =>
        barrier
          ? as()('keepBarrier', { barrier: { ...barrier, earlier: [], status: 'eased' } as never })
          : as()('askForHelp', { trajectoryId, note: `vraag ${step}` }),
      () =>
        help && help.answeredOn === ''
          ? as()('answerHelp', { helpRequestId: help.id, answer: 'Ja', revision: help.revision })
          : as()('askForHelp', { trajectoryId, note: `vraag ${step}` }),
      () =>
        as()('keepGoingAlong', {
          goingAlong: { trajectoryId, service: 'CLB', occurredOn: day, outcome: 'reached' },
        }),
    ])();
  }
  const { revision } = await as()('getTrajectory', { id: trajectoryId });
  const close = { trajectoryId, reason: 'term_ended' as const, revision };
  await pick<() => Promise<unknown>>([
    () => as()('closeTrajectory', close),
    () => as()('closeTrajectory', { ...close, reopenRequest: true }),
    () => Promise.resolve(),
    async () => {
      const closed = { referralId, familyId, branchCode: 'oostende', why: 'moved' as const };
      n.intake.tell(ReferralClosedSchema, { ...closed, occurredOn: '2026-11-23' }, familyId);
      await eventually(async () =>
        expect((await as()('getTrajectory', { id: trajectoryId })).status).toBe('closed'),
      );
    },
  ])();
}

test(`a year heard from nothing comes to the tables’ counts (KATROL_SEED=${seed})`, async () => {
  for (let one = 0; one < FAMILIES; one++) await oneYear();
  const waits = family(n, 'oostende');
  await openRequest(t, 'oostende', waits.familyId);

  const stands = new Map<string, string>();
  for (const { supportRequestId, status } of await toldBy(t, RequestChangedSchema))
    stands.set(supportRequestId, status);
  expect(tally([...stands.values()])).toEqual(
    await counted(
      'select status as k, count(*)::int as n from support_request group by 1 order by 1',
    ),
  );
  const sessions = new Map<string, { held: boolean; minutes: number }>();
  for (const { sessionId, minutes } of await toldBy(t, SessionHeldSchema))
    sessions.set(sessionId, { held: true, minutes });
  for (const { sessionId } of await toldBy(t, SessionMissedSchema))
    sessions.set(sessionId, { held: false, minutes: 0 });
  // put right later, it is as it was put right last
  for (const { sessionId, held, minutes } of await toldBy(t, SessionCorrectedSchema))
    sessions.set(sessionId, { held, minutes });
  const all = [...sessions.values()];
  const held = all.filter((one) => one.held);
  expect({ held: held.length, missed: all.length - held.length }).toEqual({
    held: 0,
    missed: 0,
    ...(await counted(`select status as k, count(*)::int as n from session
      where status in ('held', 'missed') group by 1`)),
  });
  expect(held.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(
    (await counted(`select 'n' as k, coalesce(sum(minutes), 0)::int as n from session`))['n'],
  );
  const barriers = new Map<string, string>();
  for (const { barrierId, status } of await toldBy(t, BarrierChangedSchema))
    barriers.set(barrierId, status);
  expect(tally([...barriers.values()])).toEqual(
    await counted('select status as k, count(*)::int as n from barrier group by 1 order by 1'),
  );
  expect({
    asked: (await toldBy(t, HelpAskedSchema)).length,
    answered: (await toldBy(t, HelpAnsweredSchema)).length,
    along: (await toldBy(t, WentAlongSchema)).length,
    running:
      (await toldBy(t, TrajectoryStartedSchema)).length -
      (await toldBy(t, TrajectoryClosedSchema)).length,
  }).toEqual(
    await counted(`select 'asked' as k, count(*)::int as n from help_request
      union all select 'answered', count(answered_on)::int from help_request
      union all select 'along', count(*)::int from going_along
      union all select 'running', count(*)::int from trajectory where status = 'running'`),
  );
});
