import { randomUUID } from 'node:crypto';
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
  tutor,
  type Matching,
  type Neighbours,
} from './seed.ts';

const operator = { subject: 'operator', roles: ['operator' as const], branches: [] };
const hour = (weekday: number) => ({ weekday, fromMinute: 960, untilMinute: 1_020 });

describe('towns that agreed run together', () => {
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
  const as = (branch: string) => t.as(coordinator(branch));
  const together = (...branchCodes: string[]) => t.as(operator)('proposeTogether', { branchCodes });
  const agree = (branch: string, townsTogether: string[], version = 1) =>
    profile(n, branch, {}, { version, tutors: { townsTogether } });
  const towns = async () =>
    (await t.as(operator)('listTownsTogether', {})).towns.map((x) => x.branchCodes);

  test('who works for both is given once, where it helps most; each branch reads its own, the operator counts', async () => {
    agree('aalst', ['gent']);
    agree('gent', ['aalst']);
    const accountId = randomUUID();
    const slots = [hour(2)];
    const needs = { slots };
    const aalst = family(n, 'aalst', { needs });
    const gent = family(n, 'gent', { needs });
    const sharedIn = new Map(
      ['aalst', 'gent'].map((branch) => [
        branch,
        tutor(n, branch, { accountId, slots, maximumFamilies: 2 }).tutorId,
      ]),
    );
    // only in Aalst somebody else can too: so the shared one goes to Gent
    const own = tutor(n, 'aalst', { slots, languages: ['nl'] });
    await openRequest(t, 'aalst', aalst.familyId);
    await openRequest(t, 'gent', gent.familyId);
    await eventually(async () => {
      const { rows } = await t.admin.query('select count(*)::int as n from tutor');
      expect(rows[0].n).toBe(3);
      expect(await towns()).toEqual([['aalst', 'gent']]);
    });
    // alone, Aalst would take the shared one, who speaks the language
    const alone = await as('aalst')('proposeMatches', { branchCode: 'aalst' });
    expect(alone.pairs.map((p) => p.tutorId)).toEqual([sharedIn.get('aalst')]);

    const ran = await together('gent', 'aalst', 'gent');
    expect(ran).toMatchObject({
      branches: [
        { branchCode: 'aalst', requests: 1, tutors: 2, matched: 1 },
        { branchCode: 'gent', requests: 1, tutors: 1, matched: 1 },
      ],
      shared: 1,
      optimal: true,
    });
    const said = JSON.stringify({ ...ran, branches: ran.branches });
    for (const secret of [aalst, gent].flatMap((f) => [f.familyId, f.childId]))
      expect(said).not.toContain(secret);
    for (const id of [...sharedIn.values(), own.tutorId]) expect(said).not.toContain(id);

    const of = async (branch: string) => await as(branch)('getProposals', { branchCode: branch });
    const inAalst = await of('aalst');
    expect(inAalst).toMatchObject({
      pairs: [{ familyId: aalst.familyId, tutorId: own.tutorId }],
      togetherWith: ['gent'],
      requests: 1,
    });
    expect(inAalst.changes).toMatchObject([{ reason: 'better', tutorId: own.tutorId }]);
    const inGent = await of('gent');
    expect(inGent.pairs).toMatchObject([
      { familyId: gent.familyId, tutorId: sharedIn.get('gent'), hours: [hour(2)] },
    ]);
    expect(JSON.stringify(inGent.pairs)).not.toContain(aalst.familyId);
    // the operator still reads no branch
    await expect(t.as(operator)('getProposals', { branchCode: 'gent' })).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
  });

  test('branches that do not name each other are not run together, and no coordinator runs another’s', async () => {
    agree('eeklo', ['zele']);
    agree('zele', []);
    await eventually(async () => {
      const { rows } = await t.admin.query(
        `select 1 from branch_rules where branch_code in ('eeklo', 'zele')`,
      );
      expect(rows).toHaveLength(2);
    });
    for (const codes of [
      ['eeklo', 'zele'],
      ['eeklo', 'nergens'],
      ['eeklo', 'eeklo'],
    ])
      await expect(together(...codes)).rejects.toMatchObject({ reason: 'BRANCHES_DO_NOT_AGREE' });
    await expect(together('eeklo')).rejects.toMatchObject({ reason: 'INPUT_INVALID' });
    await expect(
      as('eeklo')('proposeTogether', { branchCodes: ['eeklo', 'zele'] }),
    ).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    // said again otherwise: what holds today counts
    agree('zele', ['eeklo'], 2);
    await eventually(async () => expect(await towns()).toContainEqual(['eeklo', 'zele']));
    agree('zele', [], 3);
    await eventually(async () => expect(await towns()).not.toContainEqual(['eeklo', 'zele']));
  });
});
