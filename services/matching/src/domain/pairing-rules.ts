import type { PairReasonCode } from '@katrol/proto/katrol/matching/v1/codes';
import { addDays, daysBetween } from '@katrol/runtime';
import { capacityOf, type Pair } from './pair.ts';
import { plannedEnd } from './rhythm.ts';

type Values = Record<string, string>;
/** A rule that nobody bends: kept, or broken with the values of its sentence. */
export type HardRule = {
  code: PairReasonCode;
  kept: (p: Pair) => boolean;
  values?: (p: Pair) => Values;
};
/** A rule that speaks for or against: undefined when it has nothing to say. */
export type SoftRule = {
  code: PairReasonCode;
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
const noOf = ({ r, t }: Pair): Pair['r']['saidNo'][number] | undefined =>
  r.saidNo.find((one) => one.tutorId === t.id);
const inCommon = (a: readonly string[], b: readonly string[]): string[] =>
  a.filter((x) => b.includes(x));

/** Rules that nobody bends. What is not known is not held against a pair. */
export const hardRules: readonly HardRule[] = [
  {
    code: 'CHECK_VALID',
    kept: ({ r, t, visitOn }) =>
      !r.rules.tutors.checkRequired || (t.checkValidUntil !== '' && t.checkValidUntil >= visitOn),
    values: ({ t }) => ({ valid_until: t.checkValidUntil }),
  },
  {
    code: 'TRAINING_DONE',
    kept: (p) => missingTrainings(p).length === 0,
    values: (p) => ({ training: missingTrainings(p).join(',') }),
  },
  {
    code: 'AVAILABLE',
    // the check has its own line
    kept: ({ r, t, visitOn }) =>
      !r.currentTutors.includes(t.id) &&
      (t.worksFrom === '' || t.worksFrom <= visitOn) &&
      (t.worksUntil === '' ||
        t.worksUntil >= visitOn ||
        (t.worksEnd === 'CHECK' && r.rules.tutors.checkRequired)),
    values: ({ t }) => ({ available_from: t.worksFrom, available_until: t.worksUntil }),
  },
  {
    code: 'CAPACITY',
    kept: ({ r, t }) => t.families < capacityOf(t, r.rules),
    values: ({ r, t }) => ({
      families: String(t.families),
      maximum: String(capacityOf(t, r.rules)),
    }),
  },
  { code: 'KIND', kept: ({ r, t }) => t.kind === '' || r.rules.tutors.kinds.includes(t.kind) },
  {
    code: 'SAID_NO',
    kept: (p) => noOf(p) === undefined,
    values: (p): Values => {
      const no = noOf(p);
      return no ? { who: no.who, on: no.on } : {};
    },
  },
  {
    code: 'SLOT_OVERLAP',
    kept: (p) => p.hoursOpen || p.shared.length > 0,
    values: almostSlot,
  },
  {
    code: 'HOURS',
    // where they have no moment at all, the line above says so
    kept: (p) => p.hoursOpen || p.shared.length === 0 || p.hours !== undefined,
    values: (p) => ({
      days: String(new Set(p.starts.map((hour) => hour.weekday)).size),
      needed: String(p.r.rules.support.sessionsAWeek),
    }),
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
      r.lifeDomains.some((domain) => domain === w) ||
      (w === 'papers' && r.lifeDomains.includes('administration')),
  );
// a family that a tutor still comes to does not wait
const daysWaiting = ({ r, today }: Pair): number =>
  r.askedOn === '' ? 0 : Math.max(0, daysBetween(r.askedOn, today));
const someOf = (found: readonly string[], points: number): number | undefined =>
  found.length > 0 ? points : undefined;

const WEEK_DAYS = 7;
/** The last day that is foreseen of this tutor, for work under these rules; '' where there is none. */
function lastOf({ r, t }: Pair): string {
  const check = r.rules.tutors.checkRequired ? t.checkValidUntil : '';
  return [t.worksUntil, check].filter((day) => day !== '').sort()[0] ?? '';
}
/** By when the profile's length is over; where it is open, when its minimum can be reached. */
function lengthUntil({ r, visitOn }: Pair): string {
  const { support } = r.rules;
  const weeks = Math.ceil(support.minimumSessions / support.sessionsAWeek);
  return plannedEnd(support, visitOn) || addDays(visitOn, weeks * WEEK_DAYS);
}
const stopsEarly = (p: Pair): boolean => lastOf(p) !== '' && lastOf(p) < lengthUntil(p);

/** Rules that speak for a pair or against it. */
export const softRules: readonly SoftRule[] = [
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
    code: 'STAYS',
    // students leave by design, and a check is renewed: it is foreseen, and said
    points: (p) => (stopsEarly(p) ? -10 : undefined),
    values: (p) => ({ until: lastOf(p), end: lengthUntil(p) }),
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
