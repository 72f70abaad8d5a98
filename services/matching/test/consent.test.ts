import { holds, lineFor } from '@katrol/families';
import { randomInt, randomUUID } from 'node:crypto';
import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import {
  ConsentChangedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  ConsentAppliedSchema,
  MatchEndedSchema,
  MatchOpenedSchema,
  TrajectoryClosedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  running,
  startNeighbours,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

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
const as = () => t.as(coordinator('oostende'));
const branchCode = 'oostende';

type More = { given?: boolean; childId?: string; until?: string; undoes?: number };
function consent(
  familyId: string,
  purpose: ConsentPurpose,
  sequence: number,
  more: More = {},
): void {
  const fact = { familyId, branchCode, purpose, sequence, given: true, occurredOn: '2026-11-01' };
  n.intake.tell(ConsentChangedSchema, { ...fact, ...more }, familyId);
}
const applied = (familyId: string, sequence: number) =>
  eventually(async () => {
    const told = await toldOf(ConsentAppliedSchema, familyId);
    if (!told.some((one) => one.sequence === sequence)) throw new Error('not applied yet');
    return told;
  });
async function toldOf<S extends DescMessage>(
  schema: S,
  familyId: string,
): Promise<MessageShape<S>[]> {
  const { rows } = await t.admin.query<{ payload: Buffer }>(
    'select payload from outbox where type = $1 and key = $2 order by seq',
    [schema.typeName, familyId],
  );
  return rows.map(({ payload }) => fromBinary(schema, payload));
}

describe('registration is withdrawn', () => {
  test('support ends that day, the tutor’s access with it; taken back it goes on', async () => {
    const r = await running(t, n, 'oostende');
    consent(r.familyId, 'registration', 2);
    consent(r.familyId, 'registration', 3, { given: false });
    expect(await applied(r.familyId, 3)).toMatchObject([
      { sequence: 2, service: 'matching', purpose: 'registration' },
      { sequence: 3 },
    ]);
    const trajectory = await as()('getTrajectory', { id: r.trajectoryId });
    expect(trajectory.status).toBe('closed');
    const statuses = ({ sessions }: typeof trajectory) => sessions.map(({ status }) => status);
    expect(statuses(trajectory)).toEqual(['cancelled']);
    const tutor = t.as(tutorPerson(r.accountId));
    await expect(tutor('getTrajectory', { id: r.trajectoryId })).rejects.toMatchObject({
      code: 'not_found',
    });
    const reason = 'consent_withdrawn';
    expect(await toldOf(MatchEndedSchema, r.familyId)).toMatchObject([
      { matchId: r.matchId, reason },
    ]);
    expect(await toldOf(TrajectoryClosedSchema, r.familyId)).toMatchObject([
      { trajectoryId: r.trajectoryId, reason, occurredOn: '2026-11-23' },
    ]);
    consent(r.familyId, 'registration', 4, { undoes: 3 });
    await applied(r.familyId, 4);
    const again = await tutor('getTrajectory', { id: r.trajectoryId });
    expect(again).toMatchObject({ status: 'running', nextSessionOn: '2026-11-24T16:00' });
    expect(statuses(again)).toEqual(['planned']);
    expect(await toldOf(MatchOpenedSchema, r.familyId)).toHaveLength(2);
  });

  test('a later yes opens nothing by itself; what is decided anew does', async () => {
    const f = family(n, 'oostende');
    const request = await openRequest(t, 'oostende', f.familyId);
    consent(f.familyId, 'registration', 2, { given: false });
    consent(f.familyId, 'registration', 3);
    await applied(f.familyId, 3);
    const status = async () => (await openRequest(t, 'oostende', f.familyId)).status;
    expect(await status()).toBe('closed');
    const { rows } = await t.admin.query<{ referral_id: string }>(
      'select referral_id from support_request where id = $1',
      [request.id],
    );
    n.intake.tell(
      ReferralDecidedSchema,
      {
        referralId: rows[0]?.referral_id ?? '',
        familyId: f.familyId,
        branchCode,
        outcome: 'trajectory',
        occurredOn: '2026-11-23',
        profileVersion: 1,
        askedOn: '2026-09-01',
        needs: { children: [{ childId: f.childId }] },
      },
      f.familyId,
    );
    await eventually(async () => expect(await status()).toBe('open'));
  });

  test('of one child: the others go on', async () => {
    const brother = randomUUID();
    const children = [{ childId: randomUUID() }, { childId: brother }];
    const f = family(n, 'oostende', { needs: { children } });
    const request = await openRequest(t, 'oostende', f.familyId);
    consent(f.familyId, 'registration', 2, { childId: brother, given: false });
    await applied(f.familyId, 2);
    const now = async () => await openRequest(t, 'oostende', f.familyId);
    expect((await now()).needs?.children.map((c) => c.childId)).toEqual([children[0]?.childId]);
    expect((await now()).status).toBe('open');
    consent(f.familyId, 'registration', 3, { childId: brother, undoes: 2 });
    await applied(f.familyId, 3);
    expect((await now()).needs?.children).toHaveLength(2);
    expect(request.status).toBe('open');
  });
});

describe('sharing with the tutor, and figures', () => {
  test('the tutor reads nothing from the day after its last day, with nothing told', async () => {
    const r = await running(t, n, 'oostende');
    consent(r.familyId, 'sharing_with_tutor', 5, { until: '2026-11-23' });
    await applied(r.familyId, 5);
    const tutor = t.as(tutorPerson(r.accountId));
    const seen = async () => (await tutor('listMyTrajectories', {})).trajectories.length;
    expect(await seen()).toBe(1);
    t.clock.set('2026-11-24T10:00:00Z');
    expect(await seen()).toBe(0);
    t.clock.set('2026-11-23T10:00:00Z');
  });

  test('what was told earlier and comes later reopens nothing', async () => {
    const r = await running(t, n, 'oostende');
    consent(r.familyId, 'sharing_with_tutor', 7, { given: false });
    consent(r.familyId, 'sharing_with_tutor', 6);
    consent(r.familyId, 'statistics', 8);
    expect((await applied(r.familyId, 8)).map((one) => one.sequence)).toEqual([7, 8]);
    const tutor = t.as(tutorPerson(r.accountId));
    expect((await tutor('listMyTrajectories', {})).trajectories).toEqual([]);
    await expect(tutor('getTrajectory', { id: r.trajectoryId })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('a family that said no to figures is in none', async () => {
    const f = family(n, 'oostende', { needs: { subjects: ['astronomy'] } });
    await openRequest(t, 'oostende', f.familyId);
    const counted = async () =>
      (await as()('getUnmet', { branchCode })).counts.filter((c) => c.subject === 'astronomy')
        .length;
    expect(await counted()).toBe(1);
    consent(f.familyId, 'statistics', 2, { given: false });
    await applied(f.familyId, 2);
    expect(await counted()).toBe(0);
  });
});

const seed = Number(process.env['KATROL_SEED'] ?? randomInt(2 ** 31));
let state = seed;
// a small generator that a seed repeats
function chance(below: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >> 8) % below;
}

test(`any order of arrival, told twice or not, on any day, leads to what was told last (KATROL_SEED=${seed})`, async () => {
  const purposes: ConsentPurpose[] = ['registration', 'sharing_with_tutor', 'statistics'];
  const days = ['', '2026-11-23', '2026-11-25', '2026-12-01'];
  const families = Array.from({ length: 20 }, () => ({
    id: randomUUID(),
    kids: [randomUUID(), randomUUID()],
  }));
  const history = families.flatMap(({ id, kids }) =>
    Array.from({ length: 12 }, (_, i) => ({
      familyId: id,
      purpose: purposes[chance(3)] as ConsentPurpose,
      childId: ['', ...kids][chance(3)] ?? '',
      given: chance(2) === 1,
      until: days[chance(4)] ?? '',
      sequence: i + 1,
    })),
  );
  const shuffled = [...history, ...history.filter(() => chance(3) === 0)]
    .map((one) => ({ one, at: chance(1 << 20) }))
    .sort((a, b) => a.at - b.at);
  for (const {
    one: { familyId, purpose, sequence, ...more },
  } of shuffled) {
    const until = more.given ? more.until : '';
    consent(familyId, purpose, sequence, { ...more, until });
  }
  const last = randomUUID();
  consent(last, 'statistics', 1);
  await applied(last, 1);
  const { rows } = await t.admin.query<{
    family_id: string;
    purpose: string;
    childId: string;
    given: boolean;
    until: string;
  }>(
    `select family_id::text, purpose, child_id as "childId", given, coalesce(until::text, '') as until
      from family_consent where family_id = any ($1::uuid[])`,
    [families.map((f) => f.id)],
  );
  let compared = 0;
  for (const { id, kids } of families)
    for (const purpose of purposes)
      for (const childId of ['', ...kids])
        for (const today of ['2026-11-23', '2026-11-24', '2026-11-26', '2026-12-02']) {
          const of = (one: { purpose: string }) => one.purpose === purpose;
          const theirs = history.filter((one) => one.familyId === id && of(one));
          const own = theirs.filter((one) => one.childId === childId).at(-1);
          const told = own ?? theirs.filter((one) => one.childId === '').at(-1);
          const expected = told?.given && (told.until === '' || told.until >= today);
          const line = lineFor(
            rows.filter((r) => r.family_id === id && of(r)),
            childId,
          );
          expect([id, purpose, childId, today, line && holds(line, today)]).toEqual([
            id,
            purpose,
            childId,
            today,
            told && Boolean(expected),
          ]);
          compared += 1;
        }
  expect(compared).toBe(20 * 3 * 3 * 4);
});
