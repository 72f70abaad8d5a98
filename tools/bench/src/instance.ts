import { exampleOf } from '@katrol/testkit/example';
import { SupportRulesSchema, TutorRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { Everybody } from '../../../services/matching/src/domain/options.ts';

type Asked = { requests: number; tutors: number; aWeek: number; branches?: number; seed?: number };
type All = Everybody;
type Request = All['requests'][number];
type Tutor = All['tutors'][number];

/** A small generator of pseudo-random numbers (mulberry32): an instance is the same every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LANGUAGES = ['nl', 'tr', 'ar', 'fr', 'en', 'ti', 'uk', 'ps'];
const SUBJECTS = ['reading', 'mathematics', 'dutch', 'french', 'homework_planning'];
const STAGES = [
  'kindergarten',
  'primary_first',
  'primary_second',
  'primary_third',
  'secondary_first',
] as const;

/**
 * A branch as they are, or a consortium of towns: families after school and on Wednesday afternoon,
 * students with a few free hours, most with room for one family and a third for two.
 */
export function instance({ requests, tutors, aWeek, branches = 1, seed = 1 }: Asked): All {
  const random = randomFrom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const some = <T>(list: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: 1 + below(most) }, () => one(list))),
  ];
  const towns = Array.from({ length: branches }, () => ({ x: below(400), y: below(160) }));
  const near = (town: { x: number; y: number }) => ({
    x: Math.max(0, town.x + below(14) - 7),
    y: Math.max(0, town.y + below(14) - 7),
  });
  const slots = (most: number) =>
    some([1, 2, 3, 4, 5, 6], most).map((weekday) => {
      const fromMinute = (weekday === 3 ? 13 : weekday === 6 ? 9 : 16) * 60 + 30 * below(4);
      return { weekday, fromMinute, untilMinute: fromMinute + 60 + 30 * below(4) };
    });
  const rules = {
    support: {
      ...exampleOf(SupportRulesSchema),
      form: 'one_child' as const,
      lengthUnit: 'open' as const,
      sessionMinutes: 60,
      sessionsAWeek: aWeek,
      minimumSessions: 8,
      fixedHours: [],
      maximumChildren: 0,
    },
    tutors: {
      ...exampleOf(TutorRulesSchema),
      kinds: ['student' as const, 'volunteer' as const],
      checkRequired: true,
      requiredTrainings: ['start' as const],
      radiusMetres: 10_000,
      maximumFamilies: 2,
    },
  };
  const today = '2026-11-26';
  return {
    today,
    visitOn: '2026-12-03',
    holds: new Map(),
    requests: Array.from({ length: requests }, (_, i): Request => ({
      id: `r${i}`,
      familyId: `f${i - (i % 12 === 11 ? 1 : 0)}`,
      children: 1 + below(3),
      stages: [one(STAGES)],
      slots: slots(4),
      languages: some(LANGUAGES, 2),
      subjects: some(SUBJECTS, 3),
      placeKind: 'home',
      cell: near(towns[i % branches] as { x: number; y: number }),
      lifeDomains: ['homework'],
      askedOn: `2026-${String(1 + below(11)).padStart(2, '0')}-15`,
      earlierTutors: [],
      currentTutors: [],
      saidNo: [],
      rules,
    })),
    tutors: Array.from({ length: tutors }, (_, i): Tutor => ({
      id: `t${i}`,
      accountId: `a${i}`,
      branchCode: `b${i % branches}`,
      kind: 'student',
      slots: slots(4),
      languages: some(LANGUAGES, 2),
      subjects: some(SUBJECTS, 3),
      wishes: [],
      stages: random() < 0.3 ? some(STAGES, 3) : [],
      homeCell: near(towns[i % branches] as { x: number; y: number }),
      reachMetres: 3_000 + 1_000 * below(8),
      maximumFamilies: random() < 0.35 ? 2 : 1,
      placeKinds: [],
      trainings: random() < 0.92 ? ['start'] : [],
      checkValidUntil: random() < 0.94 ? '2027-08-31' : '2026-10-01',
      checkNotApplicable: false,
      worksFrom: '',
      worksUntil: '',
      worksEnd: '',
      families: 0,
      taken: new Set(),
      groups: [],
    })),
  };
}
