import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CloseReason } from '@katrol/proto/katrol/matching/v1/codes';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { Refusal } from '@katrol/runtime';
import { chance, eventually, startUnderTest } from '@katrol/testkit';
import { halvesOf } from '../src/domain/week.ts';
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

// Two branches that share some of their tutors, and people who do things in whatever order.
const { seed, next, pick: one } = chance();
const below = (most: number): number => Math.floor(next() * most);
const STEPS = 90;
const BRANCHES = ['oostende', 'melle'];
const FAMILIES = 6;

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

const slots = () =>
  Array.from({ length: 2 + below(2) }, (_, i) => {
    const fromMinute = 960 + 30 * below(3);
    return {
      weekday: 1 + ((i * 2 + below(2)) % 5),
      fromMinute,
      untilMinute: fromMinute + 60 + 30 * below(3),
    };
  });
const as = (branch: string) => t.as(coordinator(branch));

type Given = {
  person: string;
  tutorId: string;
  status: string;
  familyId: string;
  hours: { weekday: number; fromMinute: number; untilMinute: number }[];
  maximum: number;
};
const given = async (): Promise<Given[]> =>
  (
    await t.admin.query<Given>(
      `select u.account_id as person, m.tutor_id::text as "tutorId", m.status, m.family_id::text as "familyId",
          m.hours, u.maximum_families as maximum
        from match m join tutor u on u.id = m.tutor_id where m.status in ('open', 'real') and m.group_id is null`,
    )
  ).rows;

/** What must hold whatever was done: no hour twice, no more families than a tutor takes. */
async function expectLivable(): Promise<void> {
  const matches = await given();
  const { rows } = await t.admin.query<{ person: string; half: number }>(
    'select person, (weekday - 1) * 48 + half_hour as half from promised_hour',
  );
  const promised = new Set(rows.map((row) => `${row.person} ${row.half}`));
  const seen = new Set<string>();
  for (const { person, hours } of matches) {
    expect(new Set(hours.map((hour) => hour.weekday)).size).toBe(2);
    for (const half of hours.flatMap(halvesOf)) {
      const key = `${person} ${half}`;
      expect([key, seen.has(key), promised.has(key)]).toEqual([key, false, true]);
      seen.add(key);
    }
  }
  for (const person of new Set(matches.map((m) => m.person))) {
    const own = matches.filter((m) => m.person === person);
    expect(own.length).toBeLessThanOrEqual(Math.max(...own.map((m) => m.maximum)));
  }
  // and nothing is kept for nobody: beside the hours only first visits that are still to come
  const going = new Set(matches.map((m) => m.person));
  expect(rows.filter((row) => !going.has(row.person))).toEqual([]);
}

const refused = new Map<string, number>();
const nos = new Set<string>();

/** A refusal is an answer too; anything else is a fault. */
async function trying<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refused.set(error.reason, (refused.get(error.reason) ?? 0) + 1);
    return undefined;
  }
}

const steps: Record<string, (branch: string) => Promise<unknown>> = {
  run: async (branch) => {
    const run = await as(branch)('proposeMatches', { branchCode: branch });
    for (const pair of run.pairs)
      expect([pair.familyId, nos.has(`${pair.familyId} ${pair.tutorId}`)]).toEqual([
        pair.familyId,
        false,
      ]);
    return run;
  },
  accept: async (branch) => {
    const { pairs } = await as(branch)('getProposals', { branchCode: branch });
    const { rows } = await as(branch)('listSupportRequests', { branchCode: branch });
    // two coordinators, each with a proposal of before the other's
    await Promise.all(
      [one(pairs), one(pairs)].map(async (pair) => {
        const request = rows.find((r) => r.id === pair?.supportRequestId);
        if (!pair || !request) return;
        const ids = {
          supportRequestId: request.id,
          tutorId: pair.tutorId,
          revision: request.revision,
        };
        const hours = below(2) === 0 ? { hours: pair.hours } : {};
        await trying(as(branch)('acceptProposal', { ...ids, ...hours }));
      }),
    );
  },
  anyPair: async (branch) => {
    const { rows } = await as(branch)('listSupportRequests', { branchCode: branch });
    const request = one(rows);
    const { rows: tutors } = await t.admin.query('select id from tutor where branch_code = $1', [
      branch,
    ]);
    const ids = {
      supportRequestId: request?.id ?? '',
      tutorId: one(tutors).id,
      revision: request?.revision ?? 0,
    };
    await trying(as(branch)('acceptProposal', ids));
  },
  answer: async (branch) => {
    const { rows } = await as(branch)('listMatches', {
      branchCode: branch,
      options: { filters: [{ field: 'status', values: ['open'] }] },
    });
    const match = one(rows);
    if (!match) return;
    const yes = { visitedOn: '2026-11-23', familyAnswer: 'yes', tutorAnswer: 'yes' } as const;
    const said = one([yes, yes, { familyAnswer: 'no' } as const, { tutorAnswer: 'no' } as const]);
    const { status, familyId, tutorId } = await as(branch)('answerMatch', {
      matchId: match.id,
      revision: match.revision,
      ...said,
    });
    if (status === 'declined') nos.add(`${familyId} ${tutorId}`);
  },
  close: async (branch) => {
    const { rows } = await as(branch)('listTrajectories', {
      branchCode: branch,
      options: { filters: [{ field: 'status', values: ['running'] }] },
    });
    const running = one(rows);
    if (!running) return;
    const reason = one<CloseReason>(['goals_reached', 'did_not_fit', 'term_ended']);
    const { id: trajectoryId, revision, familyId, tutorId } = running;
    const closing = { trajectoryId, reason, reopenRequest: true, revision };
    if ((await trying(as(branch)('closeTrajectory', closing))) && reason === 'did_not_fit')
      nos.add(`${familyId} ${tutorId}`);
  },
};

test(`whatever is done in whatever order can be lived (KATROL_SEED=${seed})`, async () => {
  const shared = [randomUUID(), randomUUID()];
  for (const branch of BRANCHES) {
    profile(n, branch, { sessionsAWeek: 2 });
    for (let i = 0; i < FAMILIES; i++) family(n, branch, { needs: { slots: slots() } });
    for (let i = 0; i < 4; i++) {
      const account = shared[i] ? { accountId: shared[i] } : {};
      tutor(n, branch, {
        ...account,
        slots: [...slots(), ...slots()],
        maximumFamilies: 1 + below(3),
      });
    }
  }
  await eventually(async () => {
    const { rows } = await t.admin.query(
      `select (select count(*) from support_request)::int as r, (select count(*) from tutor)::int as t`,
    );
    expect(rows).toEqual([{ r: BRANCHES.length * FAMILIES, t: BRANCHES.length * 4 }]);
  });
  const done = new Map<string, number>();
  for (let i = 0; i < STEPS; i++) {
    const name = one(['run', 'accept', 'accept', 'anyPair', 'answer', 'answer', 'close']);
    await (i < 2 ? steps['run'] : steps[name])?.(BRANCHES[i % 2] as string);
    done.set(name, (done.get(name) ?? 0) + 1);
    await expectLivable();
  }
  const { rows } = await t.admin.query(
    'select status, count(*)::int as n from match group by 1 order by 1',
  );
  process.stdout.write(
    `any order: ${[...done].map(([k, v]) => `${k} ${v}`).join(', ')}; matches ${rows
      .map((r) => `${r.status} ${r.n}`)
      .join(
        ', ',
      )}; refused ${[...refused].map(([k, v]) => `${k} ${v}`).join(', ')}; seed ${seed}\n`,
  );
  expect(rows.length).toBeGreaterThan(1);
}, 120_000);
