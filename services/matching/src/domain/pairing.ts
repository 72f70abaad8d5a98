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
export type Reason = { code: string; verdict: Verdict; points: number; values: Record<string, string> };
export type Hold = 'free' | 'pinned' | 'forbidden';
export type Judged = { requestId: string; tutorId: string; points: number; possible: boolean; reasons: Reason[]; slots: Slot[]; hold: Hold };

type Pair = { r: Request; t: TutorCopy; today: string };
const hard = (code: string, fine: boolean, values: Record<string, string> = {}): Reason => ({ code, verdict: fine ? 'kept' : 'broken', points: 0, values });
const soft = (code: string, points: number, values: Record<string, string> = {}): Reason => ({
  code, verdict: points >= 0 ? 'for' : 'against', points, values,
});

/** A pair under every rule, with its reasons: hard rules kept or broken, soft ones with their points. */
export function judge(pair: Pair, hold: Hold): Judged {
  const { r, t } = pair;
  const shared = overlaps(r.slots, t.slots, Math.min(r.rules.support.sessionMinutes, 60));
  const hards = [...ofTutor(pair), ...ofFit(pair, shared), hard('FORBIDDEN', hold !== 'forbidden')];
  const softs = softReasons(pair);
  return {
    requestId: r.id, tutorId: t.id, slots: shared, hold,
    possible: hards.every((x) => x.verdict === 'kept'),
    points: softs.reduce((sum, x) => sum + x.points, 0),
    reasons: [...hards.filter((x) => x.code !== 'FORBIDDEN' || x.verdict === 'broken'), ...softs],
  };
}

/** How many families at most: the tutor's own word, else the profile's. */
export const capacityOf = (t: Pick<TutorCopy, 'maximumFamilies'>, rules: Rules): number => t.maximumFamilies || rules.tutors.maximumFamilies;

// Is the tutor ready to visit any family?
function ofTutor({ r, t, today }: Pair): Reason[] {
  const { tutors } = r.rules;
  const checkFine = !tutors.checkRequired || t.checkNotApplicable || (t.checkValidUntil !== '' && t.checkValidUntil >= today);
  const missing = tutors.requiredTrainings.filter((code) => !t.trainings.includes(code));
  const maximum = capacityOf(t, r.rules);
  const available =
    t.active && (t.availableFrom === '' || t.availableFrom <= today) && (t.availableUntil === '' || t.availableUntil >= today);
  return [
    hard('CHECK_VALID', checkFine, { valid_until: t.checkValidUntil }),
    hard('TRAINING_DONE', missing.length === 0, { training: missing.join(',') }),
    hard('AVAILABLE', available, { available_from: t.availableFrom, available_until: t.availableUntil }),
    hard('CAPACITY', t.families < maximum, { families: String(t.families), maximum: String(maximum) }),
  ];
}

// Does this tutor fit this request? What is not known is not held against the pair.
function ofFit({ r, t }: Pair, shared: Slot[]): Reason[] {
  const metres = r.cell && t.home ? distance(r.cell, t.home) : undefined;
  const reach = Math.min(t.reachMetres || Infinity, r.rules.tutors.radiusMetres || Infinity);
  const levels = r.stages.filter((s) => s !== '' && t.stages.length > 0 && !t.stages.includes(s));
  const lacking = r.subjects.filter((s) => s.startsWith('secondary_') && !t.subjects.includes(s));
  const slotsKnown = r.slots.length > 0 && t.slots.length > 0;
  return [
    hard('SLOT_OVERLAP', !slotsKnown || shared.length > 0, shared.length === 0 ? almostSlot(r, t) : {}),
    hard('WITHIN_REACH', metres === undefined || metres <= reach, metres === undefined ? {} : { distance_metres: String(metres), reach_metres: String(reach) }),
    hard('PLACE_KIND', r.placeKind === '' || t.placeKinds.length === 0 || t.placeKinds.includes(r.placeKind), { place_kind: r.placeKind }),
    hard('LEVEL', levels.length === 0, { stage: levels.join(',') }),
    hard('SUBJECT', lacking.length === 0, { subject: lacking.join(',') }),
  ];
}

/** "Would fit if Tuesday were possible": a day on which one of the two is free already. */
function almostSlot(r: Request, t: TutorCopy): Record<string, string> {
  const day = t.slots[0]?.weekday ?? r.slots[0]?.weekday;
  return day === undefined ? {} : { would_fit_if: `weekday_${day}` };
}

const NEIGHBOUR_METRES = 750;

function softReasons({ r, t, today }: Pair): Reason[] {
  const reasons: Reason[] = [];
  const metres = r.cell && t.home ? distance(r.cell, t.home) : undefined;
  if (metres !== undefined) {
    if (metres <= NEIGHBOUR_METRES) reasons.push(soft('NEIGHBOURHOOD', 10));
    reasons.push(soft('DISTANCE', Math.round(20 * Math.max(0, 1 - metres / 10_000)), { distance_metres: String(metres) }));
  }
  const languages = r.languages.filter((l) => l !== 'nl' && t.languages.includes(l));
  if (languages.length > 0) reasons.push(soft('SHARED_LANGUAGE', 15, { language: languages.join(',') }));
  const subjects = r.subjects.filter((s) => t.subjects.includes(s));
  if (subjects.length > 0) reasons.push(soft('SUBJECT_EXPERIENCE', Math.min(24, 8 * subjects.length), { subject: subjects.join(',') }));
  const wished = t.wishes.filter((w) => r.subjects.includes(w) || r.lifeDomains.includes(w) || (w === 'papers' && r.lifeDomains.includes('administration')));
  if (wished.length > 0) reasons.push(soft('WISH', 10, { wish: wished.join(',') }));
  if (r.earlierTutors.includes(t.id)) reasons.push(soft('EARLIER_TUTOR', 25));
  const days = Math.max(0, daysBetween(r.askedOn, today));
  reasons.push(soft('WAITING_TIME', Math.min(30, Math.floor(days / 7)), { days: String(days) }));
  if (t.families > 0) reasons.push(soft('ALREADY_SUPPORTS', -3 * t.families, { families: String(t.families) }));
  return reasons;
}

/** Codes of what is missing, as the branch would look for it. */
const missingOf: Record<string, string> = {
  CHECK_VALID: 'CHECK', TRAINING_DONE: 'TRAINING', AVAILABLE: 'CAPACITY', CAPACITY: 'CAPACITY', SLOT_OVERLAP: 'SLOT', WITHIN_REACH: 'REACH',
  PLACE_KIND: 'PLACE', LEVEL: 'STAGE', SUBJECT: 'SUBJECT', FORBIDDEN: 'FORBIDDEN',
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
    for (const x of broken(j)) counts.set(missingOf[x.code] ?? x.code, (counts.get(missingOf[x.code] ?? x.code) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([code]) => code);
}
