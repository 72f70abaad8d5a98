import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReportState } from '@katrol/proto/katrol/common/v1/codes';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { ReportMovedSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
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
} from './seed.ts';

// What became of the lines that a tutor wrote is read on the page of the trajectory.
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

test('its tutor reads where the report of a session stands, in whatever order it was told', async () => {
  const s = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const other = await support(t, n, 'oostende', { visitedOn: '2026-11-17' });
  const as = t.as(coordinator('oostende'));
  const logged = await as('logSession', {
    trajectoryId: s.trajectoryId,
    occurredOn: '2026-11-20',
    minutes: 60,
    children: [s.childId],
    note: 'We lazen samen.',
  });
  const [held] = heldOf(logged);
  const sessionId = held?.id ?? '';
  const tell = (state: ReportState, sequence: number, skipReason: 'rather_not' | '' = '') =>
    n.school.tell(
      ReportMovedSchema,
      {
        sessionId,
        familyId: s.familyId,
        branchCode: 'oostende',
        state,
        skipReason,
        sequence,
        occurredOn: '2026-11-20',
      },
      s.familyId,
    );
  const reads = async () =>
    (await t.as(tutorPerson(s.accountId))('getTrajectory', { id: s.trajectoryId })).sessions.find(
      (one) => one.id === sessionId,
    );
  expect(await reads()).toMatchObject({ report: '', reportSkipped: '' });
  tell('skipped', 1_000_000, 'rather_not');
  tell('due', 0);
  await eventually(async () =>
    expect(await reads()).toMatchObject({ report: 'skipped', reportSkipped: 'rather_not' }),
  );
  tell('with_parents', 2_000_002);
  tell('written', 2_000_001);
  tell('sent', 2_000_005);
  tell('approved', 2_000_003);
  await eventually(async () => expect((await reads())?.report).toBe('sent'));
  const { rows } = await t.admin.query('select sequence from session_report');
  expect(rows).toEqual([{ sequence: 2_000_005 }]);
  await expect(
    t.as(tutorPerson(other.accountId))('getTrajectory', { id: s.trajectoryId }),
  ).rejects.toMatchObject({ code: 'not_found' });
  // putting the log right keeps what became of its report
  const corrected = { sessionId, minutes: 50, occurredOn: '2026-11-20', held: true };
  await as('correctSession', {
    ...corrected,
    children: [s.childId],
    revision: (await reads())?.revision ?? 0,
  });
  expect(await reads()).toMatchObject({ report: 'sent', minutes: 50 });
});
