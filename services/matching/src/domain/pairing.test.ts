import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SupportRulesSchema, TutorRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { exampleOf } from '@katrol/testkit/example';
import type { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import { Pair, type Request, type TutorCopy } from './pair.ts';
import { judge, weigh } from './pairing.ts';
import { distance, overlaps } from './rules.ts';
import { sessionBalance } from './trajectory.ts';

const support = {
  ...exampleOf(SupportRulesSchema),
  lengthUnit: 'open' as const,
  length: 0,
  minimumSessions: 8,
  sessionsAWeek: 1,
  sessionMinutes: 60,
  form: 'one_child' as const,
  places: [],
  parentPresent: 'welcome' as const,
  fixedHours: [],
  maximumChildren: 0,
  anchor: 'coordinator' as const,
  quietDays: 14,
  untilSpecialisedHelp: true,
};
const some = <T>(...from: T[]) => fc.subarray(from);
const slot = fc.record({
  weekday: fc.integer({ min: 1, max: 7 }),
  fromMinute: fc.integer({ min: 480, max: 1000 }),
  untilMinute: fc.integer({ min: 1001, max: 1300 }),
});
const cell = fc.option(
  fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 40 }) }),
  { nil: undefined },
);
const day = fc.constantFrom('', '2026-10-01', '2026-11-23', '2027-01-01');
const request: fc.Arbitrary<Request> = fc.record({
  id: fc.constant('r'),
  branchCode: fc.constant('oostende'),
  familyId: fc.constant('f'),
  children: fc.integer({ min: 1, max: 3 }),
  saidNo: fc.constant([]),
  stages: some('primary_first' as const, 'secondary_first' as const),
  slots: fc.array(slot, { maxLength: 3 }),
  languages: some('nl', 'tr', 'ar'),
  subjects: some('reading', 'secondary_mathematics'),
  placeKind: fc.constantFrom('' as const, 'home' as const, 'library' as const),
  cell,
  lifeDomains: some('homework' as const, 'administration' as const),
  askedOn: fc.constantFrom('2026-01-01', '2026-11-01'),
  currentTutors: some('t', 'u'),
  earlierTutors: some('t'),
  rules: fc.record({
    support: fc.constant(support),
    tutors: fc
      .record({
        checkRequired: fc.boolean(),
        requiredTrainings: some('start' as const, 'asking_on' as const),
        radiusMetres: fc.constantFrom(0, 3000),
        maximumFamilies: fc.integer({ min: 1, max: 2 }),
      })
      .map((varied) => ({
        ...exampleOf(TutorRulesSchema),
        ...varied,
        kinds: ['student' as const],
        checkValidityMonths: 12,
      })),
  }),
});
const tutor: fc.Arbitrary<TutorCopy> = fc.record({
  id: fc.constant('t'),
  slots: fc.array(slot, { maxLength: 3 }),
  languages: some('nl', 'tr', 'ar'),
  subjects: some('reading', 'secondary_mathematics'),
  wishes: some('reading', 'papers'),
  stages: some('primary_first' as const),
  homeCell: cell,
  accountId: fc.constant(''),
  branchCode: fc.constant('oostende'),
  kind: fc.constantFrom('student' as const, 'volunteer' as const),
  reachMetres: fc.constantFrom(0, 2000),
  maximumFamilies: fc.integer({ min: 0, max: 2 }),
  placeKinds: some('home' as const, 'library' as const),
  checkValidUntil: day,
  checkNotApplicable: fc.boolean(),
  trainings: some('start' as const, 'asking_on' as const),
  worksFrom: day,
  worksUntil: day,
  worksEnd: fc.constantFrom('' as const, 'STOPS' as const, 'CHECK' as const),
  families: fc.integer({ min: 0, max: 2 }),
  taken: fc.uniqueArray(fc.integer({ min: 0, max: 335 })).map((halves) => new Set(halves)),
  groups: fc.constant([]),
});

describe('judging a pair', () => {
  test('what is weighed is what is explained', () => {
    fc.assert(
      fc.property(
        request,
        tutor,
        fc.constantFrom<Hold>('free', 'pinned', 'forbidden'),
        (r, t, hold) => {
          const sides = { r, t, today: '2026-11-23', visitOn: '2026-11-30' };
          const explained = judge(new Pair(sides, hold));
          expect(weigh(new Pair(sides, hold))).toBe(
            explained.possible ? explained.points : undefined,
          );
          expect(explained.possible).toBe(!explained.reasons.some((x) => x.verdict === 'broken'));
        },
      ),
    );
  });
  test('slots overlap only where the session fits, distances are straight', () => {
    const tuesday = { weekday: 2, fromMinute: 960, untilMinute: 1080 };
    expect(overlaps([tuesday], [{ weekday: 2, fromMinute: 1000, untilMinute: 1200 }], 60)).toEqual([
      { weekday: 2, fromMinute: 1000, untilMinute: 1080 },
    ]);
    expect(overlaps([tuesday], [{ weekday: 2, fromMinute: 1030, untilMinute: 1200 }], 60)).toEqual(
      [],
    );
    expect(distance({ x: 0, y: 0 }, { x: 3, y: 4 })).toBe(2500);
  });
});

describe('the plan of a trajectory', () => {
  test.each([
    [8, 2, 'minimum_reached'],
    [5, 2, 'on_track'],
    [5, 3, 'short_of_minimum'],
    [0, 0, 'on_track'],
  ])('%i held, %i missed of ten: %s', (held, missed, balance) => {
    expect(sessionBalance({ held, missed, slotsPlanned: 10, minimumSessions: 8 })).toBe(balance);
  });
});
