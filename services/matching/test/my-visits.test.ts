import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  parents,
  profile,
  startNeighbours,
  support,
  type Matching,
  type Neighbours,
} from './seed.ts';

// When the tutor comes is read by whom the tutor comes to, and by no other parent.
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

const visitsOf = (object: string, person: string) =>
  t
    .link({ link: 'parent-page', object, person, branch: 'oostende' })('getMyVisits', {})
    .then(({ visits }) => visits);

test('the parent to whom the tutor comes reads when; the other nothing, nor who is held since', async () => {
  const s = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const { mother, father } = parents(n, 'oostende', s);
  const hers = await eventually(async () => {
    const visits = await visitsOf(s.familyId, mother);
    expect(visits).toHaveLength(1);
    return visits;
  });
  expect(hers).toMatchObject([
    {
      childIds: [s.childId],
      nextOn: '2026-11-24T16:00',
      hours: [{ weekday: 2, fromMinute: 960, untilMinute: 1020 }],
      placeKind: 'home',
      inGroup: false,
    },
  ]);
  expect(await visitsOf(s.familyId, father)).toEqual([]);
  parents(n, 'oostende', s, { sequence: 2, motherHeld: true }, [mother, father]);
  await eventually(async () => expect(await visitsOf(s.familyId, mother)).toEqual([]));
  // told at an earlier count, it opens nothing again
  parents(n, 'oostende', s, { sequence: 1 }, [mother, father]);
  const other = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const told = parents(n, 'oostende', other);
  await eventually(async () => expect(await visitsOf(other.familyId, told.mother)).toHaveLength(1));
  expect(await visitsOf(s.familyId, mother)).toEqual([]);
});

test('that it was read stands in the family’s own record; a trajectory that ended is no visit', async () => {
  const s = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const { mother } = parents(n, 'oostende', s);
  await eventually(async () => expect(await visitsOf(s.familyId, mother)).toHaveLength(1));
  const { rows } = await t.admin.query(
    `select distinct kind from audit where subject = 'link:' || $1 and object_id = $2`,
    [mother, s.familyId],
  );
  expect(rows).toEqual([{ kind: 'link' }]);
  const as = t.as(coordinator('oostende'));
  const { revision } = await as('getTrajectory', { id: s.trajectoryId });
  await as('closeTrajectory', {
    trajectoryId: s.trajectoryId,
    reason: 'goals_reached',
    revision,
  });
  expect(await visitsOf(s.familyId, mother)).toEqual([]);
});

test('at which parent is a fact of the trajectory: that one reads when, and the other no more', async () => {
  const s = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const other = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const { mother, father } = parents(n, 'oostende', s);
  const stranger = parents(n, 'oostende', other).mother;
  await eventually(async () => expect(await visitsOf(s.familyId, mother)).toHaveLength(1));
  const as = t.as(coordinator('oostende'));
  const page = () => as('getTrajectory', { id: s.trajectoryId });
  const keep = async (personId: string, revision?: number) =>
    await as('keepVisitsAt', {
      trajectoryId: s.trajectoryId,
      personId,
      revision: revision ?? (await page()).revision,
    });
  const before = (await page()).revision;
  for (const nobody of [stranger, s.tutorId])
    await expect(keep(nobody)).rejects.toMatchObject({ fields: [{ field: 'person_id' }] });
  expect(await keep(father)).toMatchObject({ atPersonId: father });
  expect(await visitsOf(s.familyId, father)).toMatchObject([
    { childIds: [s.childId], nextOn: '2026-11-24T16:00' },
  ]);
  expect(await visitsOf(s.familyId, mother)).toEqual([]);
  await expect(keep(mother, before)).rejects.toMatchObject({ reason: 'STALE' });
  const two = await Promise.allSettled([
    keep(mother, before + 1),
    keep('', before + 1),
    as('planSession', { trajectoryId: s.trajectoryId, plannedFor: '2026-12-03T16:00' }),
  ]);
  expect(two.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  await keep(father);
  // a log saves the trajectory, and leaves where it is
  await as('logSession', {
    trajectoryId: s.trajectoryId,
    occurredOn: '2026-11-20',
    minutes: 60,
    children: [s.childId],
  });
  expect(await visitsOf(s.familyId, mother)).toEqual([]);
  // held since: then nobody reads it, least of all the other one
  parents(n, 'oostende', s, { sequence: 2, motherHeld: true }, [father, mother]);
  await eventually(async () => expect(await visitsOf(s.familyId, father)).toEqual([]));
  expect(await visitsOf(s.familyId, mother)).toEqual([]);
  await expect(keep(father)).rejects.toMatchObject({ fields: [{ field: 'person_id' }] });
  expect(await keep('')).toMatchObject({ atPersonId: '' });
});

test('who has a visit tomorrow is told with the hour and nothing of the family; a cancelled one not', async () => {
  const s = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const tomorrow = async () =>
    (await t.system('gateway')('listVisitsTomorrow', {})).tutors.filter(
      (one) => one.tutorId === s.tutorId,
    );
  expect(await tomorrow()).toMatchObject([
    { tutorId: s.tutorId, branchCode: 'oostende', at: ['16:00'] },
  ]);
  t.clock.set('2026-11-24T10:00:00Z');
  expect(await tomorrow()).toEqual([]);
  t.clock.set('2026-11-23T10:00:00Z');
  const as = t.as(coordinator('oostende'));
  const { sessions } = await as('getTrajectory', { id: s.trajectoryId });
  const next = sessions.find((one) => one.plannedFor === '2026-11-24T16:00');
  await as('cancelSession', { sessionId: next?.id ?? '', revision: next?.revision ?? 0 });
  expect(await tomorrow()).toEqual([]);
  await expect(as('listVisitsTomorrow', {})).rejects.toMatchObject({ code: 'permission_denied' });
});
