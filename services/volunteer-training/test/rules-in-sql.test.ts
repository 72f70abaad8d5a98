import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { addDays } from '@katrol/runtime';
import { startUnderTest } from '@katrol/testkit';
import fc from 'fast-check';
import { toDo } from '../src/domain/tutor.ts';
import { startVolunteerTraining } from '../src/service.ts';
import { branches, coordinator, type Training } from './seed.ts';

// What still stands before a first visit is the domain's word, and stands in the list's SQL so that
// it can filter by it. Both judge the same tutors.
// The first of a month, and thirty days before one of 31: the check of a minor ends the day before
// the month in which they turn 18.
const TODAY = '2026-12-01';
const EACH = 200;
const CODES = ['CHECK_MISSING', 'CHECK_EXPIRED', 'TRAINING_MISSING', 'SLOTS_MISSING'] as const;

let t: Training;
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining, {
    at: `${TODAY}T10:00:00Z`,
  });
});
afterAll(() => t.stop());

const near = fc.integer({ min: -3, max: 3 }).map((days) => addDays(TODAY, days));
const check = fc.oneof(
  fc.constant({ seenOn: '', validUntil: '', notApplicable: false }),
  fc.record({ seenOn: near, validUntil: near, notApplicable: fc.constant(false) }),
  fc.record({
    seenOn: fc.oneof(near, fc.constant('')),
    // around the months before it as well
    validUntil: fc.integer({ min: -3, max: 40 }).map((days) => addDays(TODAY, days)),
    notApplicable: fc.constant(true),
  }),
);
const generated = fc.record({
  check: check.map((one) => ({ ...one, seenBy: '' })),
  trainingCodes: fc.subarray(['start', 'asking_on', 'diversity'] as const).map((all) => [...all]),
  slots: fc.array(fc.constant({ weekday: 1, fromMinute: 900, untilMinute: 1_000 }), {
    maxLength: 1,
  }),
});
type Generated = typeof generated extends fc.Arbitrary<infer T> ? T : never;

async function kept(branch: string, all: Generated[]): Promise<(Generated & { id: string })[]> {
  const { rows } = await t.admin.query<{ id: string }>(
    `insert into tutor (branch_code, kind, first_name, last_name, email, phone, account_id, search,
        slots, languages, subjects, wishes, stages, municipality, reach_metres, maximum_families,
        place_kinds, check_seen_on, check_valid_until, check_not_applicable, training_codes,
        recorded_at)
      select $1, 'student', 'T', at::text, '', '', '', '', r->'slots', '{}', '{}', '{}', '{}', '',
        1000, 1, '{}', nullif(r->'check'->>'seenOn', '')::date,
        nullif(r->'check'->>'validUntil', '')::date, (r->'check'->>'notApplicable')::boolean,
        array(select jsonb_array_elements_text(r->'trainingCodes')), now()
      from jsonb_array_elements($2::jsonb) with ordinality as one(r, at) order by one.at
      returning id::text`,
    [branch, JSON.stringify(all)],
  );
  return all.map((one, i) => ({ ...one, id: rows[i]?.id ?? '' }));
}

async function listed(branch: string, code: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const { rows, info } = await t.as(coordinator(branch))('listTutors', {
      branchCode: branch,
      options: { filters: [{ field: 'to_do', values: [code] }], cursor, limit: 100 },
    });
    ids.push(...rows.map(({ id }) => id));
    cursor = info?.nextCursor ?? '';
    if (cursor === '') return ids.sort();
  }
}

test.each([
  ['asks-all', { checkRequired: true, requiredTrainings: ['start', 'asking_on'] }],
  ['asks-little', { checkRequired: false, requiredTrainings: [] }],
] as const)('what a tutor still needs, in a branch that %s', async (branch, rules) => {
  await branches(t, [branch], rules);
  await fc.assert(
    fc.asyncProperty(fc.array(generated, { minLength: EACH, maxLength: EACH }), async (drawn) => {
      await t.admin.query('delete from tutor where branch_code = $1', [branch]);
      const all = await kept(branch, drawn);
      for (const code of CODES) {
        const needing = all.filter((one) =>
          toDo(one, { ...rules, requiredTrainings: [...rules.requiredTrainings] }, TODAY).includes(
            code,
          ),
        );
        expect([code, await listed(branch, code)]).toEqual([
          code,
          needing.map(({ id }) => id).sort(),
        ]);
      }
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

test('a check about to end: of tutors who did not stop, a month before, where one is asked', async () => {
  const branch = 'asks-all';
  await t.admin.query('delete from tutor where branch_code = $1', [branch]);
  const ending = (validUntil: string): Generated => ({
    check: { seenOn: '2026-01-01', seenBy: '', validUntil, notApplicable: false },
    trainingCodes: [],
    slots: [],
  });
  const days = [-1, 0, 30, 31].map((one) => addDays(TODAY, one));
  const [gone, today, month, , stopped] = await kept(branch, [
    ...days.map(ending),
    ending(addDays(TODAY, 1)),
  ]);
  await t.admin.query('update tutor set stops_on = $2 where id = $1', [stopped?.id, TODAY]);
  const { lines } = await t.as(coordinator(branch))('getToday', { branchCode: branch });
  expect(lines.map(({ subjectId, due, reason }) => [subjectId, due, reason])).toEqual([
    [gone?.id, days[0], 'CHECK_EXPIRED'],
    [today?.id, days[1], ''],
    [month?.id, days[2], ''],
  ]);
  await branches(t, ['asks-none'], { checkRequired: false });
  await kept('asks-none', [ending(TODAY)]);
  const none = await t.as(coordinator('asks-none'))('getToday', { branchCode: 'asks-none' });
  expect(none.lines).toEqual([]);
});

test('a check of a minor about to end: of who turns 18 in the month after, its last day too', async () => {
  const branch = 'asks-all';
  await t.admin.query('delete from tutor where branch_code = $1', [branch]);
  const minor = (validUntil: string): Generated => ({
    check: { seenOn: '', seenBy: '', validUntil, notApplicable: true },
    trainingCodes: [],
    slots: [],
  });
  const [last] = await kept(branch, ['2027-01-31', '2027-02-01'].map(minor));
  const { lines } = await t.as(coordinator(branch))('getToday', { branchCode: branch });
  expect(lines.map(({ subjectId, due, reason }) => [subjectId, due, reason])).toEqual([
    [last?.id, '2026-12-31', 'CHECK_MISSING'],
  ]);
});

test('rules from a later day are kept, and apply from that day', async () => {
  const branch = 'asks-later';
  await branches(t, [branch], { checkRequired: false, requiredTrainings: [] });
  await branches(t, [branch], {}, { version: 2, validFrom: addDays(TODAY, 1) });
  const [fresh] = await kept(branch, [
    {
      check: { seenOn: '', seenBy: '', validUntil: '', notApplicable: false },
      trainingCodes: [],
      slots: [],
    },
  ]);
  const seen = await t.as(coordinator(branch))('getTutor', { id: fresh?.id ?? '' });
  expect(seen.toDo).toEqual(['SLOTS_MISSING']);
  await branches(t, [branch], {}, { version: 3, validFrom: TODAY });
  const now = await t.as(coordinator(branch))('getTutor', { id: fresh?.id ?? '' });
  expect(now.toDo).toContain('CHECK_MISSING');
});
