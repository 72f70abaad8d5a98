import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ConsentChangedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  family,
  openRequest,
  profile,
  startNeighbours,
  tutor,
  type Matching,
  type Neighbours,
} from './seed.ts';

describe('what is heard has its effect once', () => {
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
  const count = async (sql: string, ...values: unknown[]): Promise<number> =>
    (await t.admin.query(`select count(*)::int as n from ${sql}`, values)).rows[0].n;

  test('the same event twice is one effect', async () => {
    const familyId = randomUUID();
    const fact = {
      referralId: randomUUID(),
      familyId,
      branchCode: 'oostende',
      outcome: 'trajectory' as const,
      profileVersion: 1,
      askedOn: '2026-09-01',
      occurredOn: '2026-10-01',
      needs: { children: [{ childId: randomUUID() }] },
    };
    const id = n.intake.tell(ReferralDecidedSchema, fact, familyId);
    n.intake.tell(ReferralDecidedSchema, fact, familyId, id);
    const last = family(n, 'oostende');
    await openRequest(t, 'oostende', last.familyId);
    expect(await count('support_request where family_id = $1', familyId)).toBe(1);
    expect(await count('inbox where id = $1', id)).toBe(1);
  });

  test('what another branch was told already is parked, with the reason', async () => {
    const fact = {
      referralId: randomUUID(),
      familyId: randomUUID(),
      branchCode: 'oostende',
      outcome: 'trajectory' as const,
      profileVersion: 1,
      askedOn: '2026-09-01',
      occurredOn: '2026-10-01',
      needs: { children: [{ childId: randomUUID() }] },
    };
    n.intake.tell(ReferralDecidedSchema, fact, fact.familyId);
    n.intake.tell(ReferralDecidedSchema, { ...fact, branchCode: 'melle' }, 'told-elsewhere');
    await eventually(async () => {
      const { rows } = await t.admin.query('select reason from parked where key = $1', [
        'told-elsewhere',
      ]);
      expect(rows).toEqual([{ reason: 'EVENT_OF_ELSEWHERE' }]);
    });
    expect(await count('support_request where family_id = $1', fact.familyId)).toBe(1);
  });

  test('a bad event is parked with all behind it under its key; other keys go on', async () => {
    const bad = 'no-family-at-all';
    const consent = (familyId: string) => ({
      familyId,
      branchCode: 'oostende',
      purpose: 'statistics' as const,
      given: true,
      occurredOn: '2026-10-01',
    });
    n.intake.tell(ConsentChangedSchema, consent(bad), bad);
    n.intake.tell(ConsentChangedSchema, consent(randomUUID()), bad);
    const fine = family(n, 'oostende');
    await openRequest(t, 'oostende', fine.familyId);
    const { rows } = await t.admin.query('select reason from parked where key = $1 order by seq', [
      bad,
    ]);
    expect(rows.map((r) => r.reason)).toEqual(['EVENT_INVALID', 'BEHIND_PARKED']);
    expect(await count(`cursor where source = 'intake' and position > 0`)).toBe(1);
  });

  test('an older copy of a tutor never overwrites a newer one', async () => {
    const { tutorId } = tutor(n, 'oostende', { revision: 5, maximumFamilies: 3 });
    n.training.tell(
      TutorChangedSchema,
      { tutorId, branchCode: 'oostende', revision: 4, maximumFamilies: 1, active: true },
      tutorId,
    );
    const after = tutor(n, 'oostende');
    await eventually(async () => expect(await count('tutor where id = $1', after.tutorId)).toBe(1));
    expect(await count('tutor where id = $1 and maximum_families = 3', tutorId)).toBe(1);
  });
});
