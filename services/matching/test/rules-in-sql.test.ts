import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { addDays } from '@katrol/runtime';
import { startUnderTest } from '@katrol/testkit';
import fc from 'fast-check';
import { daysOf } from '@katrol/calendar';
import { endForeseen } from '../src/domain/standing.ts';
import { quietSince, sessionBalance } from '../src/domain/trajectory.ts';
import { startMatching } from '../src/service.ts';
import { coordinator, type Matching } from './seed.ts';

// What the domain says of a trajectory stands in the lists' SQL too, so that they can filter by it.
// Both judge the same trajectories.
const TODAY = '2026-11-23';
const RUNS = 3;
const EACH = 200;

// the profile of no branch here was told: the Flemish calendar, and the exams of one university
const EXAMS = [{ from: '2026-11-09', until: '2026-11-20' }];
const daysFor = (university: string) => daysOf([], university === 'hogent' ? EXAMS : []);

let t: Matching;
beforeAll(async () => {
  t = await startUnderTest(MatchingService, startMatching, { at: `${TODAY}T10:00:00Z` });
  await t.admin.query(
    `insert into university_days (university_code, periods, revision) values ('hogent', $1, 1)`,
    [JSON.stringify(EXAMS)],
  );
});
afterAll(() => t.stop());

const daysAgo = (max: number) => fc.integer({ min: -2, max }).map((days) => addDays(TODAY, -days));
const nearSixWeeks = fc.constantFrom(-1, 0, 41, 42, 43, 60).map((days) => addDays(TODAY, days));
const trajectory = fc.record({
  status: fc.constantFrom('running' as const, 'running' as const, 'closed' as const),
  startedOn: daysAgo(60),
  lastSessionOn: fc.option(daysAgo(60), { nil: '' }),
  quietDays: fc.constantFrom(14, 21, 28),
  slotsPlanned: fc.constantFrom(0, 8, 10, 13),
  minimumSessions: fc.constantFrom(0, 8, 10),
  held: fc.integer({ min: 0, max: 11 }),
  missed: fc.integer({ min: 0, max: 6 }),
  endsOn: fc.option(nearSixWeeks, { nil: '' }),
  tutorUntil: fc.option(nearSixWeeks, { nil: '' }),
  universityCode: fc.constantFrom('', 'hogent'),
});
type Generated = typeof trajectory extends fc.Arbitrary<infer T> ? T : never;

const since = (one: Generated): string => quietSince(one, TODAY, daysFor(one.universityCode));

/** Puts them in a branch as they are; gives them with their ids. */
async function kept(branch: string, all: Generated[]): Promise<(Generated & { id: string })[]> {
  const { rows } = await t.admin.query<{ id: string }>(
    `insert into trajectory (match_id, support_request_id, family_id, tutor_id,
        branch_code, status, started_on, ends_on, slots_planned, minimum_sessions, quiet_days,
        children, slots, until_specialised, held, missed, last_session_on)
      select uuidv7(), uuidv7(), uuidv7(), uuidv7(), $1, r->>'status', (r->>'startedOn')::date,
        nullif(r->>'endsOn', '')::date, (r->>'slotsPlanned')::int, (r->>'minimumSessions')::int,
        (r->>'quietDays')::int, '[]', '[]', false, (r->>'held')::int, (r->>'missed')::int,
        nullif(r->>'lastSessionOn', '')::date
      from jsonb_array_elements($2::jsonb) with ordinality as one(r, at) order by one.at
      returning id::text`,
    [branch, JSON.stringify(all)],
  );
  const whole = all.map((one, i) => ({ ...one, id: rows[i]?.id ?? '' }));
  await t.admin.query(
    `insert into tutor (id, account_id, branch_code, kind, slots, languages, subjects, wishes,
        stages, reach_metres, maximum_families, place_kinds, check_not_applicable, trainings,
        university_code, works_until, revision)
      select t.tutor_id, '', $1, 'student', '[]', '{}', '{}', '{}', '{}', 1, 1, '{}', false, '{}',
        r->>'universityCode', nullif(r->>'tutorUntil', '')::date, 1
      from jsonb_array_elements($2::jsonb) r join trajectory t on t.id::text = r->>'id'`,
    [branch, JSON.stringify(whole)],
  );
  return whole;
}

async function listed(branch: string, field: string, value: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const { rows, info } = await t.as(coordinator(branch))('listTrajectories', {
      branchCode: branch,
      options: { filters: [{ field, values: [value] }], cursor, limit: 100 },
    });
    ids.push(...rows.map(({ id }) => id));
    cursor = info?.nextCursor ?? '';
    if (cursor === '') return ids.sort();
  }
}

test('quiet, an end that is near and the balance of sessions are in the lists what they are in the domain', async () => {
  let branches = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(trajectory, { minLength: EACH, maxLength: EACH }),
      async (generated) => {
        const branch = `eeklo-${branches++}`;
        const all = await kept(branch, generated);
        const where = (holds: (one: Generated) => boolean): string[] =>
          all
            .filter(holds)
            .map(({ id }) => id)
            .sort();
        const quiet = where((one) => since(one) !== '');
        expect(await listed(branch, 'quiet', 'yes')).toEqual(quiet);
        expect(await listed(branch, 'quiet', 'no')).toEqual(where((one) => since(one) === ''));
        const soon = where((one) => endForeseen(one, TODAY));
        expect(await listed(branch, 'ends_soon', 'yes')).toEqual(soon);
        for (const balance of ['minimum_reached', 'short_of_minimum', 'on_track']) {
          expect(await listed(branch, 'session_balance', balance)).toEqual(
            where((one) => sessionBalance(one) === balance),
          );
        }
        const { lines } = await t.as(coordinator(branch))('getToday', { branchCode: branch });
        const sinces = Object.fromEntries(all.map((one) => [one.id, since(one)]));
        const told = lines.filter(({ kind }) => kind === 'TRAJECTORY_QUIET');
        expect(told.map(({ subjectId }) => subjectId).sort()).toEqual(quiet);
        const ending = lines.filter(({ kind }) => kind === 'TUTOR_STOPS' || kind === 'TERM_ENDS');
        expect(ending.map(({ subjectId }) => subjectId).sort()).toEqual(soon);
        for (const line of told) expect(line.since).toBe(sinces[line.subjectId]);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});
