import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  running,
  startNeighbours,
  tuesday,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

// What a branch's profile says of how it helps: where, with whom, who carries it.
let t: Matching;
let n: Neighbours;
beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, {
    peers: n.peers,
    at: '2026-11-23T10:00:00Z',
  });
  profile(n, 'gent', {
    parentPresent: 'separate',
    anchor: 'coach',
    form: 'one_child',
  });
  profile(n, 'tielt', { form: 'small_group', maximumChildren: 2, places: ['home', 'school'] });
  profile(n, 'ronse', { parentPresent: 'expected', anchor: 'care_teacher' });
});
afterAll(async () => {
  await t.stop();
  n.stop();
});

test('a trajectory says what the profile says: who carries it, the form, whether parents are asked after', async () => {
  const apart = await running(t, n, 'gent', '2026-11-10');
  expect(
    await t.as(tutorPerson(apart.accountId, 'gent'))('getTrajectory', { id: apart.trajectoryId }),
  ).toMatchObject({
    parentPresent: 'separate',
    anchor: 'coach',
    form: 'one_child',
    sessionMinutes: 60,
    placeKind: 'home',
  });
  const ronse = await running(t, n, 'ronse', '2026-11-10');
  expect(
    await t.as(coordinator('ronse'))('getTrajectory', { id: ronse.trajectoryId }),
  ).toMatchObject({ parentPresent: 'expected', anchor: 'care_teacher' });
});

test('where parents and tutor are apart nobody keeps who was there', async () => {
  const kept = async (branch: string) => {
    const r = await running(t, n, branch, '2026-11-10');
    const { sessions } = await t.as(coordinator(branch))('logSession', {
      trajectoryId: r.trajectoryId,
      occurredOn: '2026-11-17',
      minutes: 60,
      children: [r.childId],
      parentPresent: true,
    });
    const logged = sessions.find((one) => one.status === 'held');
    const right = await t.as(coordinator(branch))('correctSession', {
      sessionId: logged?.id ?? '',
      held: true,
      occurredOn: '2026-11-17',
      minutes: 45,
      children: [r.childId],
      parentPresent: true,
      revision: logged?.revision ?? 0,
    });
    return [logged, ...right.sessions.filter((one) => one.status === 'held')].map(
      (one) => one?.parentPresent,
    );
  };
  expect([await kept('gent'), await kept('ronse')]).toEqual([
    [false, false],
    [true, true],
  ]);
});

test('a request stays within the places of the branch and the size of its groups', async () => {
  const { familyId, childId } = family(n, 'tielt');
  const request = await openRequest(t, 'tielt', familyId);
  const as = t.as(coordinator('tielt'));
  const child = { childId, stage: 'primary_second' as const, grade: 'L3' as const };
  const needs = { children: [child], slots: [tuesday], subjects: ['reading'] };
  const edit = (more: object) =>
    as('editSupportRequest', {
      id: request.id,
      needs: { ...needs, placeKind: 'school' as const, ...more },
      revision: request.revision,
    });
  await expect(edit({ placeKind: 'library' })).rejects.toMatchObject({
    fields: [{ field: 'needs.place_kind', reason: 'PLACE_NOT_OFFERED' }],
    meta: { places: 'home,school' },
  });
  await expect(edit({ children: [child, child, child] })).rejects.toMatchObject({
    fields: [{ field: 'needs.children', reason: 'MORE_THAN_A_GROUP' }],
  });
  expect((await edit({})).needs?.placeKind).toBe('school');
});
