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

  describe('what stands on Vandaag of whom one looks for', () => {
    const lines = async (branch: string) =>
      (await t.as(coordinator(branch))('getToday', { branchCode: branch })).lines.map(
        ({ kind, subjectId, reason, since }) => ({ kind, subjectId, reason, since }),
      );
    const pairs = async (branch: string) =>
      (await t.as(coordinator(branch))('getProposals', { branchCode: branch })).pairs;

    test('nobody ran; a proposal to decide; nobody was found: each says so, and links to its request', async () => {
      profile(n, 'zele');
      const first = family(n, 'zele', { askedOn: '2026-11-01' });
      tutor(n, 'zele');
      const met = await openRequest(t, 'zele', first.familyId);
      await heardTutors('zele', 1);
      const since = '2026-11-01';
      expect(await lines('zele')).toEqual([
        { kind: 'REQUEST_UNMET', subjectId: met.id, reason: 'NOBODY_RAN', since },
      ]);
      const other = family(n, 'zele', { askedOn: '2026-11-02', needs: { languages: ['fr'] } });
      const unmet = await openRequest(t, 'zele', other.familyId);
      await t.as(coordinator('zele'))('proposeMatches', { branchCode: 'zele' });
      expect(await lines('zele')).toEqual([
        { kind: 'PROPOSAL_TO_DECIDE', subjectId: met.id, reason: '', since },
        { kind: 'REQUEST_UNMET', subjectId: unmet.id, reason: 'NOBODY_FOUND', since: '2026-11-02' },
      ]);
    });

    test('a pair kept apart is no proposal, and is one again when let go; its card stays to undo it', async () => {
      profile(n, 'wetteren');
      const { familyId } = family(n, 'wetteren');
      const who = tutor(n, 'wetteren');
      const request = await openRequest(t, 'wetteren', familyId);
      await heardTutors('wetteren', 1);
      const as = t.as(coordinator('wetteren'));
      await as('proposeMatches', { branchCode: 'wetteren' });
      const pair = { supportRequestId: request.id, tutorId: who.tutorId };
      await as('holdPair', { ...pair, hold: 'forbidden', reason: 'buren' });
      expect(await lines('wetteren')).toMatchObject([
        { kind: 'REQUEST_UNMET', subjectId: request.id, reason: 'PROPOSAL_GONE' },
      ]);
      expect(await pairs('wetteren')).toMatchObject([{ ...pair, hold: 'forbidden' }]);
      await as('holdPair', { ...pair, hold: 'free' });
      expect(await lines('wetteren')).toMatchObject([{ kind: 'PROPOSAL_TO_DECIDE' }]);
    });

    test.each<[string, object]>([
      ['who stopped', { worksUntil: '2026-10-01', worksEnd: 'STOPS' }],
      ['whose check ended', { checkValidUntil: '2026-10-01' }],
      ['whose free hour moved', { slots: [{ ...tuesday, weekday: 5 }] }],
    ])('a tutor %s is proposed no more: neither as a line nor as a card', async (why, more) => {
      const branch = `gavere-${why.replaceAll(' ', '-')}`;
      profile(n, branch);
      const { familyId } = family(n, branch);
      const who = tutor(n, branch);
      const request = await openRequest(t, branch, familyId);
      await heardTutors(branch, 1);
      await t.as(coordinator(branch))('proposeMatches', { branchCode: branch });
      expect(await lines(branch)).toMatchObject([{ kind: 'PROPOSAL_TO_DECIDE' }]);
      tutor(n, branch, { ...who, revision: 2, ...more }, who.tutorId);
      await eventually(async () =>
        expect(await lines(branch)).toMatchObject([
          { kind: 'REQUEST_UNMET', subjectId: request.id, reason: 'PROPOSAL_GONE' },
        ]),
      );
      expect(await pairs(branch)).toEqual([]);
    });

    test('what was accepted leaves, and the match stands in its place', async () => {
      profile(n, 'ninove');
      const { familyId } = family(n, 'ninove');
      const who = tutor(n, 'ninove');
      const request = await openRequest(t, 'ninove', familyId);
      await heardTutors('ninove', 1);
      const as = t.as(coordinator('ninove'));
      await as('proposeMatches', { branchCode: 'ninove' });
      const match = await as('acceptProposal', {
        supportRequestId: request.id,
        tutorId: who.tutorId,
        firstVisitOn: '2026-11-24T16:00',
        revision: request.revision,
      });
      expect(await lines('ninove')).toMatchObject([
        { kind: 'MATCH_WAITING', subjectId: match.id, reason: 'FIRST_VISIT' },
      ]);
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
