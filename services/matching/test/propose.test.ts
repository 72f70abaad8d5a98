import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  startNeighbours,
  tuesday,
  tutor,
  type Matching,
  type Neighbours,
} from './seed.ts';

describe('proposals for a branch at once', () => {
  let t: Matching;
  let n: Neighbours;
  beforeAll(async () => {
    n = await startNeighbours();
    t = await startUnderTest(MatchingService, startMatching, { peers: n.peers });
  });
  afterAll(async () => {
    await t.stop();
    n.stop();
  });
  const heardTutors = (branch: string, count: number) =>
    eventually(async () => {
      const { rows } = await t.admin.query(
        'select count(*)::int as n from tutor where branch_code = $1',
        [branch],
      );
      if (rows[0].n < count) throw new Error('not all tutors are there yet');
    });

  test('one tutor, two families: a shared language decides, the other says why not', async () => {
    profile(n, 'oostende');
    const turkish = family(n, 'oostende', { askedOn: '2026-11-01' });
    const other = family(n, 'oostende', {
      askedOn: '2026-11-01',
      needs: { languages: ['fr'], subjects: ['mathematics'] },
    });
    const { tutorId } = tutor(n, 'oostende');
    await openRequest(t, 'oostende', other.familyId);
    await heardTutors('oostende', 1);
    const run = await t.as(coordinator('oostende'))('proposeMatches', { branchCode: 'oostende' });
    expect(run).toMatchObject({ requests: 2, tutors: 1, optimal: true });
    expect(run.pairs.map((p) => [p.familyId, p.tutorId])).toEqual([[turkish.familyId, tutorId]]);
    expect(run.pairs[0]?.reasons.find((r) => r.code === 'SHARED_LANGUAGE')).toMatchObject({
      verdict: 'for',
      values: { language: 'tr' },
    });
    expect(run.unmet).toMatchObject([
      { familyId: other.familyId, missing: ['CAPACITY'], stages: ['primary_second'] },
    ]);
  });

  test('hard rules: check, training, slot, reach, level and capacity are each named', async () => {
    profile(n, 'aalter');
    const { familyId } = family(n, 'aalter', { needs: { subjects: ['secondary_mathematics'] } });
    const bad = {
      CHECK_VALID: { checkValidUntil: '2026-11-23', checkNotApplicable: true },
      TRAINING_DONE: { trainings: [] },
      SLOT_OVERLAP: { slots: [{ weekday: 5, fromMinute: 960, untilMinute: 1080 }] },
      WITHIN_REACH: { homeCell: { x: 500, y: 10 } },
      LEVEL: { stages: ['kindergarten'] },
      PLACE_KIND: { placeKinds: ['library'] },
      AVAILABLE: { worksUntil: '2026-10-01', worksEnd: 'STOPS' },
      SUBJECT: {},
    };
    const ids = Object.entries(bad).map(([code, more]) => ({
      code,
      ...tutor(n, 'aalter', {
        subjects: code === 'SUBJECT' ? ['reading'] : ['secondary_mathematics'],
        ...more,
      }),
    }));
    const request = await openRequest(t, 'aalter', familyId);
    await heardTutors('aalter', ids.length);
    for (const { code, tutorId } of ids) {
      const pair = await t.as(coordinator('aalter'))('explainPair', {
        supportRequestId: request.id,
        tutorId,
      });
      expect(pair.reasons.filter((r) => r.verdict === 'broken').map((r) => r.code)).toEqual([code]);
      await expect(
        t.as(coordinator('aalter'))('holdPair', {
          supportRequestId: request.id,
          tutorId,
          hold: 'pinned',
        }),
      ).rejects.toMatchObject({
        reason: 'PAIR_IMPOSSIBLE',
        meta: { rules: code },
      });
    }
    const run = await t.as(coordinator('aalter'))('proposeMatches', { branchCode: 'aalter' });
    expect(run.pairs).toHaveLength(0);
    expect(run.unmet[0]?.missing.length).toBeGreaterThan(0);
  });

  test('a pin and a ban are kept to in the next run', async () => {
    profile(n, 'eeklo');
    const { familyId } = family(n, 'eeklo');
    const near = tutor(n, 'eeklo');
    const far = tutor(n, 'eeklo', { languages: ['nl'], wishes: [] });
    const request = await openRequest(t, 'eeklo', familyId);
    await heardTutors('eeklo', 2);
    const as = t.as(coordinator('eeklo'));
    const proposed = async () =>
      (await as('proposeMatches', { branchCode: 'eeklo' })).pairs.map((p) => p.tutorId);
    expect(await proposed()).toEqual([near.tutorId]);
    await as('holdPair', { supportRequestId: request.id, tutorId: far.tutorId, hold: 'pinned' });
    expect(await proposed()).toEqual([far.tutorId]);
    await as('holdPair', {
      supportRequestId: request.id,
      tutorId: far.tutorId,
      hold: 'forbidden',
      reason: 'buren',
    });
    expect(await proposed()).toEqual([near.tutorId]);
    await expect(
      as('acceptProposal', {
        supportRequestId: request.id,
        tutorId: far.tutorId,
        firstVisitOn: '2026-11-24T16:00',
        revision: request.revision,
      }),
    ).rejects.toMatchObject({
      reason: 'PAIR_IMPOSSIBLE',
    });
  });

  test('unmet requests are counted by stage, subject and weekday', async () => {
    profile(n, 'melle');
    const { familyId } = family(n, 'melle', { needs: { slots: [tuesday], subjects: ['reading'] } });
    await openRequest(t, 'melle', familyId);
    const { counts } = await t.as(coordinator('melle'))('getUnmet', { branchCode: 'melle' });
    expect(counts).toMatchObject([
      { stage: 'primary_second', subject: 'reading', weekday: 2, count: 1 },
    ]);
  });
});
