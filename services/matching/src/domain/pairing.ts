import { daysBetween } from '@katrol/runtime';
import { distance, overlaps, type Cell, type Rules, type Slot } from './rules.ts';

export type Request = {
  id: string;
  familyId: string;
  stages: string[];
  slots: Slot[];
  languages: string[];
  subjects: string[];
  placeKind: string;
  cell: Cell | undefined;
  lifeDomains: string[];
  askedOn: string;
  /** tutors of an earlier trajectory of this family */
  earlierTutors: string[];
  rules: Rules;
};

export type TutorCopy = {
  id: string;
  active: boolean;
  slots: Slot[];
  languages: string[];
  subjects: string[];
  wishes: string[];
  stages: string[];
  home: Cell | undefined;
  reachMetres: number;
  maximumFamilies: number;
  placeKinds: string[];
  checkValidUntil: string;
  checkNotApplicable: boolean;
  trainings: string[];
  availableFrom: string;
  availableUntil: string;
  /** families in support now */
  families: number;
};

export type Verdict = 'kept' | 'broken' | 'for' | 'against';
export type Reason = {
  code: string;
  verdict: Verdict;
  points: number;
  values: Record<string, string>;
};
export type Hold = 'free' | 'pinned' | 'forbidden';
export type Judged = {
  requestId: string;
  tutorId: string;
  points: number;
  possible: boolean;
  reasons: Reason[];
  slots: Slot[];
  hold: Hold;
};

/** A pair with what several rules look at, worked out once. */
type Pair = {
  r: Request;
  t: TutorCopy;
  today: string;
  hold: Hold;
  shared: Slot[];
  metres: number | undefined;
};
type Values = Record<string, string>;
/** A rule that nobody bends: kept, or broken with the values of its sentence. */
type HardRule = { code: string; kept: (p: Pair) => boolean; values?: (p: Pair) => Values };
/** A rule that speaks for or against: undefined when it has nothing to say. */
type SoftRule = {
  code: string;
  points: (p: Pair) => number | undefined;
  values?: (p: Pair) => Values;
};

const NEIGHBOUR_METRES = 750;
const metresOf = (p: Pair): Values =>
  p.metres === undefined ? {} : { distance_metres: String(p.metres) };
const missingTrainings = ({ r, t }: Pair): string[] =>
  r.rules.tutors.requiredTrainings.filter((code) => !t.trainings.includes(code));
const reachOf = ({ r, t }: Pair): number =>
  Math.min(t.reachMetres || Infinity, r.rules.tutors.radiusMetres || Infinity);
const levelsBeyond = ({ r, t }: Pair): string[] =>
  r.stages.filter((s) => s !== '' && t.stages.length > 0 && !t.stages.includes(s));
const subjectsBeyond = ({ r, t }: Pair): string[] =>
  r.subjects.filter((s) => s.startsWith('secondary_') && !t.subjects.includes(s));
const inCommon = (a: readonly string[], b: readonly string[]): string[] =>
  a.filter((x) => b.includes(x));

/** How many families at most: the tutor's own word, else the profile's. */
export const capacityOf = (t: Pick<TutorCopy, 'maximumFamilies'>, rules: Rules): number =>
  t.maximumFamilies || rules.tutors.maximumFamilies;

// What is not known is not held against a pair.
const hardRules: HardRule[] = [
  {
    code: 'CHECK_VALID',
    // "not applicable" ends on the day the tutor turns 18, which is what it is valid until
    kept: ({ r, t, today }) =>
      !r.rules.tutors.checkRequired ||
      (t.checkValidUntil !== '' &&
        (t.checkNotApplicable ? t.checkValidUntil > today : t.checkValidUntil >= today)),
    values: ({ t }) => ({ valid_until: t.checkValidUntil }),
  },
  {
    code: 'TRAINING_DONE',
    kept: (p) => missingTrainings(p).length === 0,
    values: (p) => ({ training: missingTrainings(p).join(',') }),
  },
  {
    code: 'AVAILABLE',
    kept: ({ t, today }) =>
      t.active &&
      (t.availableFrom === '' || t.availableFrom <= today) &&
      (t.availableUntil === '' || t.availableUntil >= today),
    values: ({ t }) => ({ available_from: t.availableFrom, available_until: t.availableUntil }),
  },
  {
    code: 'CAPACITY',
    kept: ({ r, t }) => t.families < capacityOf(t, r.rules),
    values: ({ r, t }) => ({
      families: String(t.families),
      maximum: String(capacityOf(t, r.rules)),
    }),
  },
  {
    code: 'SLOT_OVERLAP',
    kept: ({ r, t, shared }) => r.slots.length === 0 || t.slots.length === 0 || shared.length > 0,
    values: almostSlot,
  },
  {
    code: 'WITHIN_REACH',
    kept: (p) => p.metres === undefined || p.metres <= reachOf(p),
    values: (p) =>
      p.metres === undefined ? {} : { ...metresOf(p), reach_metres: String(reachOf(p)) },
  },
  {
    code: 'PLACE_KIND',
    kept: ({ r, t }) =>
      r.placeKind === '' || t.placeKinds.length === 0 || t.placeKinds.includes(r.placeKind),
    values: ({ r }) => ({ place_kind: r.placeKind }),
  },
  {
    code: 'LEVEL',
    kept: (p) => levelsBeyond(p).length === 0,
    values: (p) => ({ stage: levelsBeyond(p).join(',') }),
  },
  {
    code: 'SUBJECT',
    kept: (p) => subjectsBeyond(p).length === 0,
    values: (p) => ({ subject: subjectsBeyond(p).join(',') }),
  },
  { code: 'FORBIDDEN', kept: ({ hold }) => hold !== 'forbidden' },
];

const sharedLanguages = ({ r, t }: Pair): string[] =>
  inCommon(r.languages, t.languages).filter((l) => l !== 'nl');
const wishesMet = ({ r, t }: Pair): string[] =>
  t.wishes.filter(
    (w) =>
      r.subjects.includes(w) ||
      r.lifeDomains.includes(w) ||
      (w === 'papers' && r.lifeDomains.includes('administration')),
  );
const daysWaiting = ({ r, today }: Pair): number => Math.max(0, daysBetween(r.askedOn, today));
const someOf = (found: readonly string[], points: number): number | undefined =>
  found.length > 0 ? points : undefined;

const softRules: SoftRule[] = [
  {
    code: 'NEIGHBOURHOOD',
    points: ({ metres }) => (metres !== undefined && metres <= NEIGHBOUR_METRES ? 10 : undefined),
  },
  {
    code: 'DISTANCE',
    points: ({ metres }) =>
      metres === undefined ? undefined : Math.round(20 * Math.max(0, 1 - metres / 10_000)),
    values: metresOf,
  },
  {
    code: 'SHARED_LANGUAGE',
    points: (p) => someOf(sharedLanguages(p), 15),
    values: (p) => ({ language: sharedLanguages(p).join(',') }),
  },
  {
    code: 'SUBJECT_EXPERIENCE',
    points: ({ r, t }) =>
      someOf(
        inCommon(r.subjects, t.subjects),
        Math.min(24, 8 * inCommon(r.subjects, t.subjects).length),
      ),
    values: ({ r, t }) => ({ subject: inCommon(r.subjects, t.subjects).join(',') }),
  },
  {
    code: 'WISH',
    points: (p) => someOf(wishesMet(p), 10),
    values: (p) => ({ wish: wishesMet(p).join(',') }),
  },
  {
    code: 'EARLIER_TUTOR',
    points: ({ r, t }) => (r.earlierTutors.includes(t.id) ? 25 : undefined),
  },
  {
    code: 'WAITING_TIME',
    points: (p) => Math.min(30, Math.floor(daysWaiting(p) / 7)),
    values: (p) => ({ days: String(daysWaiting(p)) }),
  },
  {
    code: 'ALREADY_SUPPORTS',
    points: ({ t }) => (t.families > 0 ? -3 * t.families : undefined),
    values: ({ t }) => ({ families: String(t.families) }),
  },
];

/** "Would fit if Tuesday were possible": a day on which one of the two is free already. */
function almostSlot({ r, t, shared }: Pair): Values {
  const day = t.slots[0]?.weekday ?? r.slots[0]?.weekday;
  return day === undefined || shared.length > 0 ? {} : { would_fit_if: `weekday_${day}` };
}

export type Sides = { r: Request; t: TutorCopy; today: string };

const toPair = ({ r, t, today }: Sides, hold: Hold): Pair => ({
  r,
  t,
  today,
  hold,
  shared: overlaps(r.slots, t.slots, Math.min(r.rules.support.sessionMinutes, 60)),
  metres: r.cell && t.home ? distance(r.cell, t.home) : undefined,
});

/** Is the pair possible, and what is it worth? The same rules as `judge`, without their sentences. */
export function weigh(sides: Sides, hold: Hold): { possible: boolean; points: number } {
  const pair = toPair(sides, hold);
  if (!hardRules.every((rule) => rule.kept(pair))) return { possible: false, points: 0 };
  return {
    possible: true,
    points: softRules.reduce((sum, rule) => sum + (rule.points(pair) ?? 0), 0),
  };
}

/** A pair under every rule, with its reasons: hard rules kept or broken, soft ones with their points. */
export function judge(sides: Sides, hold: Hold): Judged {
  const pair = toPair(sides, hold);
  const hards: Reason[] = hardRules.map((rule) => ({
    code: rule.code,
    verdict: rule.kept(pair) ? 'kept' : 'broken',
    points: 0,
    values: rule.values?.(pair) ?? {},
  }));
  const softs: Reason[] = softRules.flatMap((rule) => {
    const points = rule.points(pair);
    return points === undefined
      ? []
      : [
          {
            code: rule.code,
            verdict: points >= 0 ? 'for' : 'against',
            points,
            values: rule.values?.(pair) ?? {},
          },
        ];
  });
  return {
    requestId: sides.r.id,
    tutorId: sides.t.id,
    slots: pair.shared,
    hold,
    possible: hards.every((x) => x.verdict === 'kept'),
    points: softs.reduce((sum, x) => sum + x.points, 0),
    reasons: [...hards.filter((x) => x.code !== 'FORBIDDEN' || x.verdict === 'broken'), ...softs],
  };
}

/** Codes of what is missing, as the branch would look for it. */
const missingOf: Record<string, string> = {
  CHECK_VALID: 'CHECK',
  TRAINING_DONE: 'TRAINING',
  AVAILABLE: 'CAPACITY',
  CAPACITY: 'CAPACITY',
  SLOT_OVERLAP: 'SLOT',
  WITHIN_REACH: 'REACH',
  PLACE_KIND: 'PLACE',
  LEVEL: 'STAGE',
  SUBJECT: 'SUBJECT',
  FORBIDDEN: 'FORBIDDEN',
};

/**
 * What a request without a tutor lacks: of the tutors that come nearest (fewest rules broken), what they lack. Nobody at all:
 * NO_TUTORS; somebody would fit but is taken: CAPACITY.
 */
export function whatIsMissing(judged: readonly Judged[]): string[] {
  if (judged.length === 0) return ['NO_TUTORS'];
  const broken = (j: Judged): Reason[] => j.reasons.filter((x) => x.verdict === 'broken');
  const fewest = Math.min(...judged.map((j) => broken(j).length));
  if (fewest === 0) return ['CAPACITY'];
  const counts = new Map<string, number>();
  for (const j of judged) {
    if (broken(j).length !== fewest) continue;
    for (const x of broken(j))
      counts.set(missingOf[x.code] ?? x.code, (counts.get(missingOf[x.code] ?? x.code) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([code]) => code);
}
