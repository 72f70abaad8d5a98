import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BarrierChangedSchema, WentAlongSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest, toldBy } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  openRequest,
  profile,
  running,
  startNeighbours,
  tutor,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

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

/** A first tutor's plan with the family, and a second tutor after the term. */
async function handedOver() {
  const first = await running(t, n, 'oostende');
  const { trajectoryId, familyId, requestId } = first;
  const lien = t.as(tutorPerson(first.accountId));
  await lien('keepGoal', { goal: { trajectoryId, kind: 'learning', text: 'Vlot lezen' } });
  await lien('keepBarrier', { barrier: { trajectoryId, lifeDomain: 'housing', text: 'Vocht' } });
  const page = await lien('keepStrengths', { trajectoryId, strengths: ['oma helpt'] });
  const queued = await as()('keepSpecialisedQueue', {
    trajectoryId,
    specialisedQueue: 'Logopedie',
    revision: page.plan?.revision ?? 0,
  });
  const close = { trajectoryId, reason: 'term_ended' as const, revision: queued.revision };
  await expect(as()('closeTrajectory', close)).rejects.toMatchObject({
    reason: 'SPECIALISED_HELP_NOT_STARTED',
  });
  await as()('closeTrajectory', { ...close, reopenRequest: true });
  const second = tutor(n, 'oostende');
  const request = await openRequest(t, 'oostende', familyId);
  const match = await eventually(() =>
    as()('acceptProposal', {
      supportRequestId: requestId,
      tutorId: second.tutorId,
      firstVisitOn: '2026-11-20T16:00',
      revision: request.revision,
    }),
  );
  const real = await as()('answerMatch', {
    matchId: match.id,
    visitedOn: '2026-11-20',
    familyAnswer: 'yes',
    tutorAnswer: 'yes',
    revision: match.revision,
  });
  return { first, second, familyId, trajectoryId: real.trajectoryId };
}

test('the plan outlives the tutor, and the next one reads what the parents agreed on', async () => {
  const { first, second, trajectoryId, familyId } = await handedOver();
  const next = t.as(tutorPerson(second.accountId));
  const before = await next('getTrajectory', { id: trajectoryId });
  expect(before).toMatchObject({ goals: [], barriers: [], specialisedQueue: '' });
  expect(before.plan).toMatchObject({ strengths: [], specialisedQueue: '' });
  const page = await as()('getTrajectory', { id: trajectoryId });
  expect(page).toMatchObject({
    goals: [{ text: 'Vlot lezen' }],
    barriers: [{ text: 'Vocht', openedOn: '2026-11-23' }],
    specialisedQueue: 'Logopedie',
    plan: { strengths: ['oma helpt'], queueSince: '2026-11-23' },
  });
  const [goal] = page.goals;
  const [barrier] = page.barriers;
  // what was not passed on cannot be changed by guessing its id either
  await expect(
    next('keepBarrier', {
      barrier: { id: barrier?.id ?? '', trajectoryId, lifeDomain: 'money', revision: 1 },
    }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await as()('agreeOnPlan', {
    trajectoryId,
    partIds: [goal?.id ?? ''],
    strengths: true,
    saidBy: 'moeder',
    planRevision: page.plan?.revision ?? 0,
  });
  const after = await next('getTrajectory', { id: trajectoryId });
  expect(after).toMatchObject({
    goals: [{ text: 'Vlot lezen' }],
    barriers: [],
    specialisedQueue: '',
    plan: { strengths: ['oma helpt'], agreedBy: '', earlier: [] },
  });
  const shifted = await next('keepGoal', {
    goal: {
      id: goal?.id ?? '',
      trajectoryId,
      kind: 'learning',
      text: 'Graag lezen',
      revision: goal?.revision ?? 0,
    },
  });
  expect(shifted.goals).toMatchObject([
    { text: 'Graag lezen', earlier: [{ was: 'Vlot lezen', on: '2026-11-23' }], passesOn: true },
  ]);
  // the first tutor reads nothing of it any more
  await expect(
    t.as(tutorPerson(first.accountId))('getTrajectory', { familyId }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    as()('agreeOnPlan', { trajectoryId, saidBy: 'vader', planRevision: 1 }),
  ).rejects.toMatchObject({ reason: 'STALE' });
});

test('figures hear codes and days of it, and no word', async () => {
  const { trajectoryId, familyId } = await running(t, n, 'oostende');
  const barrier = { trajectoryId, lifeDomain: 'money' as const, text: 'Schulden', levers: ['oom'] };
  const opened = await as()('keepBarrier', { barrier });
  const { id = '', revision = 0 } = opened.barriers[0] ?? {};
  // a word put right is no fact
  await as()('keepBarrier', { barrier: { ...barrier, id, revision, text: 'Oude schulden' } });
  const eased = await as()('keepBarrier', {
    barrier: { ...barrier, id, revision: revision + 1, status: 'eased' },
  });
  expect(eased.barriers).toMatchObject([{ status: 'eased', easedOn: '2026-11-23' }]);
  await as()('keepGoingAlong', {
    goingAlong: {
      trajectoryId,
      service: 'OCMW',
      occurredOn: '2026-11-20',
      outcome: 'reached',
      barrierId: id,
    },
  });
  expect(await toldBy(t, BarrierChangedSchema, familyId)).toMatchObject([
    { lifeDomain: 'money', status: 'open', levers: 1 },
    { lifeDomain: 'money', status: 'eased' },
  ]);
  expect(await toldBy(t, WentAlongSchema, familyId)).toMatchObject([{ outcome: 'reached' }]);
});
