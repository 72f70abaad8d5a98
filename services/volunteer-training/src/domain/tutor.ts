import type { Checks } from '@katrol/runtime';
import { checkState, type BackgroundCheck } from './check.ts';
import type { Placement } from './placement.ts';
import { tutorKinds, type BranchRules, type TutorKind } from './rules.ts';

/** A weekly slot, in minutes after local midnight; weekday 1 = Monday. */
export type Slot = { weekday: number; fromMinute: number; untilMinute: number };
export type Cell = { x: number; y: number };
export type TrainingDone = { trainingId: string; code: string; attendedOn: string };

/** What a coordinator keeps of a tutor. */
export type TutorCard = {
  branchCode: string;
  kind: TutorKind | '';
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  accountId: string;
  slots: Slot[];
  languages: string[];
  subjects: string[];
  wishes: string[];
  stages: string[];
  homeCell: Cell | undefined;
  municipality: string;
  reachMetres: number;
  maximumFamilies: number;
  placeKinds: string[];
  availableFrom: string;
  availableUntil: string;
  active: boolean;
};

export type Tutor = TutorCard & {
  id: string;
  universityCode: string;
  check: BackgroundCheck;
  trainingCodes: string[];
  trainings: TrainingDone[];
  placement: Placement | undefined;
  minutesHeld: number;
  revision: number;
};

export const placeKinds = ['home', 'school', 'library', 'neighbourhood_centre'] as const;
export const toDoCodes = [
  'CHECK_MISSING',
  'CHECK_EXPIRED',
  'TRAINING_MISSING',
  'SLOTS_MISSING',
] as const;
export type ToDo = (typeof toDoCodes)[number];

/** The name as lists and labels show it. */
export const fullName = (t: Pick<TutorCard, 'firstName' | 'lastName'>): string =>
  `${t.firstName} ${t.lastName}`.trim();

/** What still stands before a first visit, by the profile in force. */
export function toDo(
  t: Pick<Tutor, 'check' | 'trainingCodes' | 'slots'>,
  rules: BranchRules,
  today: string,
): ToDo[] {
  const codes: ToDo[] = [];
  const check = checkState(t.check, today);
  if (rules.checkRequired && check === 'missing') codes.push('CHECK_MISSING');
  if (rules.checkRequired && check === 'expired') codes.push('CHECK_EXPIRED');
  if (!trainingComplete(t.trainingCodes, rules)) codes.push('TRAINING_MISSING');
  if (t.slots.length === 0) codes.push('SLOTS_MISSING');
  return codes;
}

export const trainingComplete = (attended: readonly string[], rules: BranchRules): boolean =>
  rules.requiredTrainings.every((r) => attended.includes(r));

const CODE = /^[a-z][a-z0-9_]{1,40}$/;
export const isLanguage = (code: string): boolean => /^[a-z]{2,3}$/.test(code);
export const isPhone = (p: string): boolean => p === '' || /^[+\d][\d ()./-]{5,24}$/.test(p);
export const isEmail = (e: string): boolean =>
  e === '' || /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,24}$/.test(e);

/** Checks a card and gives it as it will be kept; what is not said about reach and families comes from the profile. */
export function checkCard(c: Checks, card: TutorCard, rules: BranchRules): TutorCard {
  const at = (field: string): string => `tutor.${field}`;
  const kept: TutorCard = {
    ...card,
    firstName: c.text(at('first_name'), card.firstName, { max: 60, required: true }),
    lastName: c.text(at('last_name'), card.lastName, { max: 80 }),
    email: c.text(at('email'), card.email, { max: 254 }),
    phone: c.text(at('phone'), card.phone, { max: 25 }),
    accountId: c.text(at('account_id'), card.accountId, { max: 80 }),
    municipality: c.text(at('municipality'), card.municipality, { max: 80 }),
    placeKinds: c.codes(at('place_kinds'), card.placeKinds, placeKinds),
    reachMetres:
      c.number(at('reach_metres'), card.reachMetres, { min: 0, max: 100_000 }) ||
      rules.radiusMetres,
    maximumFamilies:
      c.number(at('maximum_families'), card.maximumFamilies, { min: 0, max: 50 }) ||
      rules.maximumFamilies,
    availableFrom: c.date(at('available_from'), card.availableFrom),
    availableUntil: c.date(at('available_until'), card.availableUntil, {
      notBefore: card.availableFrom,
    }),
  };
  c.code(at('kind'), card.kind, tutorKinds, true);
  c.that(isEmail(kept.email), at('email'), 'EMAIL_INVALID');
  c.that(isPhone(kept.phone), at('phone'), 'PHONE_INVALID');
  c.that(
    card.stages.every((s) => s !== ''),
    at('stages'),
    'VALUE_UNKNOWN',
  );
  for (const [i, l] of card.languages.entries())
    c.that(isLanguage(l), at(`languages[${i}]`), 'VALUE_UNKNOWN');
  for (const [i, s] of card.subjects.entries())
    c.that(CODE.test(s), at(`subjects[${i}]`), 'VALUE_UNKNOWN');
  for (const [i, w] of card.wishes.entries())
    c.that(CODE.test(w), at(`wishes[${i}]`), 'VALUE_UNKNOWN');
  for (const [i, s] of card.slots.entries()) checkSlot(c, s, at(`slots[${i}]`));
  return kept;
}

function checkSlot(c: Checks, slot: Slot, at: string): void {
  c.that(slot.weekday >= 1 && slot.weekday <= 7, `${at}.weekday`, 'VALUE_UNKNOWN');
  c.number(`${at}.from_minute`, slot.fromMinute, { min: 0, max: 1_439 });
  c.number(`${at}.until_minute`, slot.untilMinute, { min: slot.fromMinute + 1, max: 1_440 });
}
