import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
import { randomUUID } from 'node:crypto';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  startNeighbours,
  tutor,
  type Matching,
  type Neighbours,
} from './seed.ts';

const NOW = '2026-11-23';
const hour = (weekday: number, from: number, until = from + 1) => ({
  weekday,
  fromMinute: from * 60,
  untilMinute: until * 60,
});

describe('an hour is given once', () => {
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

  const heard = (branch: string, count: number) =>
    eventually(async () => {
      const { rows } = await t.admin.query(
        'select count(*)::int as n from tutor where branch_code = $1',
        [branch],
      );
      if (rows[0].n < count) throw new Error('not all tutors are there yet');
    });
  const as = (branch: string) => t.as(coordinator(branch));
  const run = (branch: string) => as(branch)('proposeMatches', { branchCode: branch });
  const promised = async (accountId: string): Promise<string[]> =>
    (
      await t.admin.query<{ at: string }>(
        `select weekday || ' ' || half_hour as at from promised_hour where person = $1 order by weekday, half_hour`,
        [accountId],
      )
    ).rows.map((row) => row.at);
  const accept = async (branch: string, familyId: string, tutorId: string, more: object = {}) => {
    const request = await openRequest(t, branch, familyId);
    const ids = { supportRequestId: request.id, tutorId, revision: request.revision };
    return await as(branch)('acceptProposal', { ...ids, ...more });
  };

  test('a proposal names its hours; accepting gives them, and the first visit is the next of them', async () => {
    profile(n, 'oostende', { sessionsAWeek: 2 });
    const week = [hour(2, 16, 18), hour(4, 16, 18)];
    const { familyId } = family(n, 'oostende', { needs: { slots: week } });
    const who = tutor(n, 'oostende', { slots: week });
    await heard('oostende', 1);
    await openRequest(t, 'oostende', familyId);
    const { pairs } = await run('oostende');
    expect(pairs[0]?.hours).toMatchObject([hour(2, 16), hour(4, 16)]);
    const match = await accept('oostende', familyId, who.tutorId);
    // Monday: the next of Tuesday and Thursday is tomorrow
    expect(match).toMatchObject({ hours: pairs[0]?.hours, firstVisitOn: '2026-11-24T16:00' });
    expect(await promised(who.accountId)).toEqual(['2 32', '2 33', '4 32', '4 33']);
    const real = await as('oostende')('answerMatch', {
      matchId: match.id,
      visitedOn: NOW,
      familyAnswer: 'yes',
      tutorAnswer: 'yes',
      revision: match.revision,
    });
    const trajectory = await as('oostende')('getTrajectory', { id: real.trajectoryId });
    expect(trajectory.hours).toEqual(match.hours);
    await as('oostende')('closeTrajectory', {
      trajectoryId: real.trajectoryId,
      reason: 'goals_reached',
      revision: trajectory.revision,
    });
    expect(await promised(who.accountId)).toEqual([]);
  });

  test('a tutor with one hour and room for two: the second family is told why not', async () => {
    profile(n, 'melle');
    const first = family(n, 'melle', { needs: { slots: [hour(2, 16)] } });
    const second = family(n, 'melle', { needs: { slots: [hour(2, 16)] } });
    const who = tutor(n, 'melle', { slots: [hour(2, 16)], maximumFamilies: 2 });
    await heard('melle', 1);
    await openRequest(t, 'melle', second.familyId);
    await openRequest(t, 'melle', first.familyId);
    expect((await run('melle')).pairs).toHaveLength(1);
    await accept('melle', first.familyId, who.tutorId);
    const request = await openRequest(t, 'melle', second.familyId);
    const pair = await as('melle')('explainPair', {
      supportRequestId: request.id,
      tutorId: who.tutorId,
    });
    expect(pair.reasons.filter((r) => r.verdict === 'broken')).toMatchObject([
      { code: 'HOURS', values: { days: '0', needed: '1' } },
    ]);
    await expect(accept('melle', second.familyId, who.tutorId)).rejects.toMatchObject({
      reason: 'PAIR_IMPOSSIBLE',
      meta: { rules: 'HOURS' },
    });
  });

  test.each<[string, object[], string]>([
    ['one hour too many', [hour(2, 16), hour(4, 16)], 'HOURS_COUNT'],
    ['an hour that the family cannot', [hour(6, 10)], 'HOURS_NOT_SHARED'],
    ['an hour that is none', [{ ...hour(2, 16), untilMinute: 961 }], 'HOUR_TOO_SHORT'],
    ['an hour that runs over', [hour(2, 17, 19)], 'HOURS_NOT_SHARED'],
    ['an hour that is given', [hour(2, 17)], 'HOUR_TAKEN'],
  ])('other hours are named by a person, but not %s', async (what, hours, reason) => {
    const branch = `hours-${what.replaceAll(' ', '-')}`;
    profile(n, branch);
    const first = family(n, branch, { needs: { slots: [hour(2, 17)] } });
    const second = family(n, branch);
    const who = tutor(n, branch, { maximumFamilies: 2 });
    await heard(branch, 1);
    await openRequest(t, branch, first.familyId);
    await accept(branch, first.familyId, who.tutorId);
    await expect(accept(branch, second.familyId, who.tutorId, { hours })).rejects.toMatchObject({
      fields: [{ field: 'hours', reason }],
    });
    const match = await accept(branch, second.familyId, who.tutorId, { hours: [hour(2, 16)] });
    expect(match.hours).toMatchObject([hour(2, 16)]);
  });

  test('a first visit while the tutor is with another family is refused; on a free hour it is kept free too', async () => {
    profile(n, 'gent');
    const first = family(n, 'gent', { needs: { slots: [hour(2, 16)] } });
    const second = family(n, 'gent', { needs: { slots: [hour(4, 16)] } });
    const who = tutor(n, 'gent', { slots: [hour(2, 16), hour(4, 16)], maximumFamilies: 3 });
    await heard('gent', 1);
    await openRequest(t, 'gent', first.familyId);
    await accept('gent', first.familyId, who.tutorId);
    await expect(
      accept('gent', second.familyId, who.tutorId, { firstVisitOn: '2026-11-24T16:30' }),
    ).rejects.toMatchObject({ fields: [{ field: 'first_visit_on', reason: 'HOUR_TAKEN' }] });
    const visit = { firstVisitOn: '2026-11-27T15:00' };
    await accept('gent', second.familyId, who.tutorId, visit);
    expect(await promised(who.accountId)).toEqual(['2 32', '2 33', '4 32', '4 33', '5 30', '5 31']);
  });

  test('who works for two branches gives an hour to one of them, also at the same moment, and no family is told to the other', async () => {
    const accountId = randomUUID();
    const branches = ['aalst', 'ninove'];
    const pairs = branches.map((branch) => {
      profile(n, branch);
      const { familyId } = family(n, branch, { needs: { slots: [hour(2, 16)] } });
      const more = { accountId, slots: [hour(2, 16)], maximumFamilies: 5 };
      return { branch, familyId, tutorId: tutor(n, branch, more).tutorId };
    });
    for (const { branch, familyId } of pairs) {
      await heard(branch, 1);
      await openRequest(t, branch, familyId);
      expect((await run(branch)).pairs).toHaveLength(1);
    }
    const said = await Promise.allSettled(
      pairs.map(({ branch, familyId, tutorId }) => accept(branch, familyId, tutorId)),
    );
    expect(said.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await promised(accountId)).toEqual(['2 32', '2 33']);
    const other = pairs[said[0]?.status === 'fulfilled' ? 1 : 0];
    const { branch = '' } = other ?? {};
    const after = await run(branch);
    expect([after.pairs, after.unmet.map((u) => u.familyId)]).toEqual([[], [other?.familyId]]);
  });

  test('a withdrawal gives the hours back, and one that is taken back within its minute takes them again', async () => {
    profile(n, 'zele');
    const { familyId } = family(n, 'zele');
    const who = tutor(n, 'zele');
    await heard('zele', 1);
    await openRequest(t, 'zele', familyId);
    await accept('zele', familyId, who.tutorId);
    const registration = (given: boolean, sequence: number, undoes = 0) =>
      n.intake.tell(
        ConsentChangedSchema,
        {
          familyId,
          branchCode: 'zele',
          purpose: 'registration',
          given,
          occurredOn: NOW,
          sequence,
          undoes,
        },
        familyId,
      );
    registration(false, 2);
    await eventually(async () => expect(await promised(who.accountId)).toEqual([]));
    registration(true, 3, 2);
    await eventually(async () => expect(await promised(who.accountId)).toHaveLength(2));
  });

  test('other hours: the old ones can be given again, what was planned moves, another family’s are refused', async () => {
    profile(n, 'ronse');
    const week = [hour(2, 16), hour(4, 16), hour(5, 16)];
    const who = tutor(n, 'ronse', { slots: week, maximumFamilies: 2 });
    const [first, second] = [2, 4].map((day) =>
      family(n, 'ronse', { needs: { slots: [hour(day, 16)] } }),
    );
    await heard('ronse', 1);
    const begun = async (familyId = '') => {
      await openRequest(t, 'ronse', familyId);
      const match = await accept('ronse', familyId, who.tutorId);
      const yes = { visitedOn: NOW, familyAnswer: 'yes', tutorAnswer: 'yes' } as const;
      const { trajectoryId } = await as('ronse')('answerMatch', {
        matchId: match.id,
        revision: match.revision,
        ...yes,
      });
      return await as('ronse')('getTrajectory', { id: trajectoryId });
    };
    const one = await begun(first?.familyId);
    await begun(second?.familyId);
    expect(one.nextSessionOn).toBe('2026-11-24T16:00');
    const change = (hours: object[], revision: number) =>
      as('ronse')('changeHours', { trajectoryId: one.id, hours: hours as never, revision });
    await expect(change([hour(4, 16)], one.revision)).rejects.toMatchObject({
      reason: 'HOUR_TAKEN',
    });
    await expect(change([hour(5, 16), hour(5, 18)], one.revision)).rejects.toMatchObject({
      fields: [{ field: 'hours', reason: 'HOURS_SAME_DAY' }],
    });
    const moved = await change([hour(5, 16)], one.revision);
    expect(moved).toMatchObject({ hours: [hour(5, 16)], nextSessionOn: '2026-11-27T16:00' });
    expect(moved.sessions.filter((x) => x.status === 'planned')).toHaveLength(1);
    expect(await promised(who.accountId)).toEqual(['4 32', '4 33', '5 32', '5 33']);
    await expect(change([hour(2, 16)], one.revision)).rejects.toMatchObject({ reason: 'STALE' });
  });

  describe('a no lasts', () => {
    const declined = async (branch: string, answers: object) => {
      profile(n, branch);
      const f = family(n, branch);
      const who = tutor(n, branch);
      await heard(branch, 1);
      await openRequest(t, branch, f.familyId);
      const match = await accept(branch, f.familyId, who.tutorId);
      await as(branch)('answerMatch', { matchId: match.id, revision: match.revision, ...answers });
      const request = await openRequest(t, branch, f.familyId);
      return { ...f, ...who, supportRequestId: request.id };
    };
    const broken = async (branch: string, ids: { supportRequestId: string; tutorId: string }) =>
      (await as(branch)('explainPair', ids)).reasons
        .filter((r) => r.verdict === 'broken')
        .map(({ code, values }) => [code, values]);

    test.each([
      ['family', { familyAnswer: 'no' as const }],
      ['tutor', { tutorAnswer: 'no' as const }],
    ])(
      'of a %s: not proposed again, until somebody lets them try; a second no counts anew',
      async (who, answers) => {
        const branch = `no-of-${who}`;
        const { supportRequestId, tutorId, familyId } = await declined(branch, answers);
        const ids = { supportRequestId, tutorId };
        expect((await run(branch)).pairs).toEqual([]);
        expect(await broken(branch, ids)).toEqual([['SAID_NO', { who, on: NOW }]]);
        await as(branch)('holdPair', { ...ids, hold: 'free' });
        expect((await run(branch)).pairs).toMatchObject([{ tutorId }]);
        const match = await accept(branch, familyId, tutorId);
        await as(branch)('answerMatch', {
          matchId: match.id,
          revision: match.revision,
          ...answers,
        });
        expect((await run(branch)).pairs).toEqual([]);
      },
    );

    test.each([
      ['did_not_fit', false],
      ['family_stopped', false],
      ['goals_reached', true],
      ['term_ended', true],
    ] as const)('closed as %s: proposed to each other again: %s', async (reason, again) => {
      const branch = `closed-${reason.replaceAll('_', '-')}`;
      profile(n, branch);
      const { familyId } = family(n, branch);
      const { tutorId } = tutor(n, branch);
      await heard(branch, 1);
      await openRequest(t, branch, familyId);
      const match = await accept(branch, familyId, tutorId);
      const { trajectoryId } = await as(branch)('answerMatch', {
        matchId: match.id,
        visitedOn: NOW,
        familyAnswer: 'yes',
        tutorAnswer: 'yes',
        revision: match.revision,
      });
      const { revision } = await as(branch)('getTrajectory', { id: trajectoryId });
      const closing = { trajectoryId, reason, reopenRequest: true, revision };
      await as(branch)('closeTrajectory', closing);
      expect((await run(branch)).pairs.map((p) => p.tutorId)).toEqual(again ? [tutorId] : []);
    });

    test('keeping apart is between people: also for the next question of the family', async () => {
      profile(n, 'wetteren');
      const f = family(n, 'wetteren');
      const who = tutor(n, 'wetteren');
      await heard('wetteren', 1);
      const request = await openRequest(t, 'wetteren', f.familyId);
      const ids = { supportRequestId: request.id, tutorId: who.tutorId };
      await as('wetteren')('holdPair', { ...ids, hold: 'forbidden', reason: 'buren' });
      const sibling = family(n, 'wetteren', { familyId: f.familyId });
      expect(sibling.familyId).toBe(f.familyId);
      await eventually(async () => {
        const found = await run('wetteren');
        expect([found.requests, found.pairs]).toEqual([2, []]);
      });
    });
  });

  test('which tutors a branch takes is of today, also for who asked before', async () => {
    profile(n, 'deinze', {}, { tutors: { kinds: ['student'] } });
    const { familyId } = family(n, 'deinze');
    const who = tutor(n, 'deinze', { kind: 'volunteer' });
    await heard('deinze', 1);
    const request = await openRequest(t, 'deinze', familyId);
    const ids = { supportRequestId: request.id, tutorId: who.tutorId };
    const broken = async () =>
      (await as('deinze')('explainPair', ids)).reasons
        .filter((r) => r.verdict === 'broken')
        .map((r) => r.code);
    expect(await broken()).toEqual(['KIND']);
    profile(n, 'deinze', {}, { version: 2, tutors: { kinds: ['student', 'volunteer'] } });
    await eventually(async () => expect(await broken()).toEqual([]));
    // not before its day
    const later = { version: 3, validFrom: '2026-12-01', tutors: { kinds: ['student' as const] } };
    profile(n, 'deinze', {}, later);
    await eventually(async () => {
      const { rows } = await t.admin.query(
        `select 1 from branch_rules where branch_code = 'deinze' and version = 3`,
      );
      expect(rows).toHaveLength(1);
    });
    expect(await broken()).toEqual([]);
  });

  test('“why not her?”, of one who fits: she was kept for another family', async () => {
    profile(n, 'eeklo');
    const kept = family(n, 'eeklo', { askedOn: '2026-01-01' });
    const other = family(n, 'eeklo', { askedOn: '2026-11-20' });
    const who = tutor(n, 'eeklo');
    await heard('eeklo', 1);
    const ask = await openRequest(t, 'eeklo', other.familyId);
    const theirs = await openRequest(t, 'eeklo', kept.familyId);
    const { pairs } = await run('eeklo');
    expect(pairs.map((p) => p.supportRequestId)).toEqual([theirs.id]);
    const explain = (supportRequestId: string) =>
      as('eeklo')('explainPair', { supportRequestId, tutorId: who.tutorId });
    expect((await explain(ask.id)).keptFor).toEqual([theirs.id]);
    expect((await explain(theirs.id)).keptFor).toEqual([]);
  });

  test('hours that nobody named are agreed with the first visit, and are given then', async () => {
    profile(n, 'gavere');
    const { familyId } = family(n, 'gavere', { needs: { slots: [] } });
    const who = tutor(n, 'gavere', { slots: [] });
    await heard('gavere', 1);
    await openRequest(t, 'gavere', familyId);
    await expect(accept('gavere', familyId, who.tutorId)).rejects.toMatchObject({
      fields: [{ field: 'first_visit_on', reason: 'VALUE_MISSING' }],
    });
    const match = await accept('gavere', familyId, who.tutorId, {
      firstVisitOn: '2026-11-25T14:00',
    });
    expect(match.hours).toMatchObject([hour(3, 14)]);
  });
});
