import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, noAnomaly, pairs, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  profile,
  startNeighbours,
  tutor,
  type Matching,
  type Neighbours,
} from './seed.ts';

// R19: what one row may bear alone, and two together not
let t: Matching;
let n: Neighbours;
beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, { peers: n.peers });
  profile(n, 'oostende');
});
afterAll(async () => {
  await t.stop();
  n.stop();
});

const heard = (tutorId: string) =>
  eventually(async () => {
    const { rowCount } = await t.admin.query('select 1 from tutor where id = $1', [tutorId]);
    if (!rowCount) throw new Error('the tutor is not there yet');
  });
const requested = (familyId: string) =>
  eventually(async () => {
    const { rows } = await t.admin.query<{ id: string; revision: number }>(
      'select id::text, revision from support_request where family_id = $1',
      [familyId],
    );
    if (!rows[0]) throw new Error('the request is not there yet');
    return rows[0];
  });
const accept = (supportRequestId: string, tutorId: string, revision: number) =>
  t.as(coordinator('oostende'))('acceptProposal', {
    supportRequestId,
    tutorId,
    firstVisitOn: '2026-11-24T16:00',
    revision,
  });
const going = async (column: 'tutor_id' | 'support_request_id', id: string): Promise<number> =>
  (
    await t.admin.query<{ n: number }>(
      `select count(*)::int as n from match where ${column} = $1 and status in ('open', 'real')`,
      [id],
    )
  ).rows[0]?.n ?? 0;

test('R19: a tutor of one family gets one, whoever accepts beside it', async () => {
  const p = pairs(25);
  const anomalies: unknown[] = [];
  for (let i = 0; i < p.count; i++) {
    const families = [family(n, 'oostende'), family(n, 'oostende')];
    const { tutorId } = tutor(n, 'oostende');
    await heard(tutorId);
    const [one, other] = await Promise.all(families.map(({ familyId }) => requested(familyId)));
    if (!one || !other) throw new Error('two families');
    const outcomes = await p.beside(
      () => accept(one.id, tutorId, one.revision),
      () => accept(other.id, tutorId, other.revision),
    );
    const kept = await going('tutor_id', tutorId);
    if (kept !== 1) anomalies.push({ i, outcomes, kept });
    else expect(outcomes.sort()).toEqual(['PAIR_IMPOSSIBLE', 'done']);
    await t.admin.query(`update match set status = 'ended' where tutor_id = $1`, [tutorId]);
    await t.admin.query(`update support_request set status = 'closed' where id = any ($1)`, [
      [one.id, other.id],
    ]);
  }
  noAnomaly('a tutor over two matches', p, anomalies);
}, 3_600_000);

test('R19: a request gets one match, whichever tutors are accepted beside each other', async () => {
  const p = pairs(15);
  const anomalies: unknown[] = [];
  for (let i = 0; i < p.count; i++) {
    const { familyId } = family(n, 'oostende');
    const tutors = [tutor(n, 'oostende'), tutor(n, 'oostende')];
    for (const { tutorId } of tutors) await heard(tutorId);
    const { id, revision } = await requested(familyId);
    const outcomes = await p.beside(
      ...tutors.map(
        ({ tutorId }) =>
          () =>
            accept(id, tutorId, revision),
      ),
    );
    const kept = await going('support_request_id', id);
    if (kept !== 1 || outcomes.filter((o) => o === 'done').length !== 1) {
      anomalies.push({ i, outcomes, kept });
    }
  }
  noAnomaly('a request over two tutors', p, anomalies);
}, 3_600_000);
