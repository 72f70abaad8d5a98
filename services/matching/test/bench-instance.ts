import { chance, type Chance } from '@katrol/testkit/chance';
import { exampleOf } from '@katrol/testkit/example';
import { SupportRulesSchema, TutorRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { Everybody } from '../src/domain/options.ts';

/** How large an instance is, how often its tutors come, and over how many towns it lies. */
export type Asked = {
  requests: number;
  tutors: number;
  aWeek: number;
  branches?: number;
  seed?: number;
};
type All = Everybody;
type Request = All['requests'][number];
type Tutor = All['tutors'][number];

const LANGUAGES = ['nl', 'tr', 'ar', 'fr', 'en', 'ti', 'uk', 'ps'];
const SUBJECTS = ['reading', 'mathematics', 'dutch', 'french', 'homework_planning'];
const STAGES = [
  'kindergarten',
  'primary_first',
  'primary_second',
  'primary_third',
  'secondary_first',
] as const;

const TODAY = '2026-11-26';
const rulesOf = (sessionsAWeek: number): Request['rules'] => ({
  support: {
    ...exampleOf(SupportRulesSchema),
    form: 'one_child',
    lengthUnit: 'open',
    sessionMinutes: 60,
    sessionsAWeek,
    minimumSessions: 8,
    fixedHours: [],
    maximumChildren: 0,
  },
  tutors: {
    ...exampleOf(TutorRulesSchema),
    kinds: ['student', 'volunteer'],
    checkRequired: true,
    requiredTrainings: ['start'],
    radiusMetres: 10_000,
    maximumFamilies: 2,
  },
});

type Of = { rules: Request['rules']; branches: number };

/** Draws what people are like, the same every time. */
class Draw {
  readonly #chance: Chance;
  readonly #towns: { x: number; y: number }[];

  constructor(seed: number, branches: number) {
    this.#chance = chance(seed);
    this.#towns = Array.from({ length: branches }, () => ({
      x: this.below(400),
      y: this.below(160),
    }));
  }

  below = (n: number): number => Math.floor(this.#chance.next() * n);
  often = (share: number): boolean => this.#chance.next() < share;
  one = <T>(list: readonly T[]): T => this.#chance.pick(list);
  some = <T>(list: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: 1 + this.below(most) }, () => this.one(list))),
  ];
  near = (i: number): { x: number; y: number } => {
    const town = this.#towns[i % this.#towns.length] as { x: number; y: number };
    const about = (at: number): number => Math.max(0, at + this.below(14) - 7);
    return { x: about(town.x), y: about(town.y) };
  };
  // after school, on Wednesday afternoon, on Saturday morning
  slots = (): Request['slots'] =>
    this.some([1, 2, 3, 4, 5, 6], 4).map((weekday) => {
      const hour = weekday === 3 ? 13 : weekday === 6 ? 9 : 16;
      const fromMinute = hour * 60 + 30 * this.below(4);
      return { weekday, fromMinute, untilMinute: fromMinute + 60 + 30 * this.below(4) };
    });
}

const aRequest = (draw: Draw, i: number, { rules, branches }: Of): Request => ({
  id: `r${i}`,
  branchCode: `b${i % branches}`,
  // every twelfth is a sibling of the one before
  familyId: `f${i % 12 === 11 ? i - 1 : i}`,
  children: 1 + draw.below(3),
  stages: [draw.one(STAGES)],
  slots: draw.slots(),
  languages: draw.some(LANGUAGES, 2),
  subjects: draw.some(SUBJECTS, 3),
  placeKind: 'home',
  cell: draw.near(i),
  lifeDomains: ['homework'],
  askedOn: `2026-${String(1 + draw.below(11)).padStart(2, '0')}-15`,
  earlierTutors: [],
  currentTutors: [],
  saidNo: [],
  rules,
});

const aTutor = (draw: Draw, i: number, branches: number): Tutor => ({
  id: `t${i}`,
  accountId: `a${i}`,
  branchCode: `b${i % branches}`,
  kind: 'student',
  slots: draw.slots(),
  languages: draw.some(LANGUAGES, 2),
  subjects: draw.some(SUBJECTS, 3),
  wishes: [],
  stages: draw.often(0.3) ? draw.some(STAGES, 3) : [],
  homeCell: draw.near(i),
  reachMetres: 3_000 + 1_000 * draw.below(8),
  maximumFamilies: draw.often(0.35) ? 2 : 1,
  placeKinds: [],
  trainings: draw.often(0.92) ? ['start'] : [],
  checkValidUntil: draw.often(0.94) ? '2027-08-31' : '2026-10-01',
  checkNotApplicable: false,
  worksFrom: '',
  worksUntil: '',
  worksEnd: '',
  families: 0,
  taken: new Set(),
  groups: [],
});

/**
 * A branch as they are, or a consortium of towns: families after school and on Wednesday afternoon,
 * students with a few free hours, most with room for one family and a third for two.
 */
export function instance({ requests, tutors, aWeek, branches = 1, seed = 1 }: Asked): All {
  const draw = new Draw(seed, branches);
  const rules = rulesOf(aWeek);
  return {
    today: TODAY,
    visitOn: '2026-12-03',
    holds: new Map(),
    requests: Array.from({ length: requests }, (_, i) => aRequest(draw, i, { rules, branches })),
    tutors: Array.from({ length: tutors }, (_, i) => aTutor(draw, i, branches)),
  };
}
