import type { Plain } from '@katrol/contract';
import type { TrainingTheme } from '@katrol/proto/katrol/common/v1/codes';
import type { ToDo } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import type * as contract from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { checkState } from './check.ts';
import type { Placement } from './placement.ts';
import type { BranchRules } from './rules.ts';

type FromContract = Plain<contract.Tutor>;

/** What a coordinator keeps of a tutor. */
export type TutorCard = Pick<
  FromContract,
  | 'branchCode'
  | 'kind'
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'accountId'
  | 'slots'
  | 'languages'
  | 'subjects'
  | 'wishes'
  | 'stages'
  | 'homeCell'
  | 'municipality'
  | 'reachMetres'
  | 'maximumFamilies'
  | 'placeKinds'
  | 'availableFrom'
  | 'availableUntil'
>;

export type Tutor = TutorCard &
  Pick<
    FromContract,
    'id' | 'check' | 'trainings' | 'minutesHeld' | 'revision' | 'stopsOn' | 'remindersOff'
  > & {
    universityCode: string;
    /** themes of the trainings attended */
    trainingCodes: TrainingTheme[];
    placement: Placement | undefined;
  };

/** The name as lists and labels show it. */
export const fullName = (t: Pick<TutorCard, 'firstName' | 'lastName'>): string =>
  `${t.firstName} ${t.lastName}`.trim();

/** Has the tutor stopped by this day? */
export const hasStopped = ({ stopsOn }: Pick<Tutor, 'stopsOn'>, today: string): boolean =>
  stopsOn !== '' && stopsOn <= today;

/** What still stands before a first visit, by the profile in force. */
export function toDo(
  t: Pick<Tutor, 'check' | 'trainingCodes' | 'slots'>,
  rules: Pick<BranchRules, 'checkRequired' | 'requiredTrainings'>,
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

export const trainingComplete = (
  attended: readonly TrainingTheme[],
  { requiredTrainings }: Pick<BranchRules, 'requiredTrainings'>,
): boolean => requiredTrainings.every((theme) => attended.includes(theme));

/** A card as it will be kept: what is not said about reach and families comes from the profile. */
export function cardOf(
  given: FromContract | TutorCard,
  rules: BranchRules,
  { branchCode }: { branchCode: string },
): TutorCard {
  return {
    branchCode,
    kind: given.kind,
    firstName: given.firstName,
    lastName: given.lastName,
    email: given.email,
    phone: given.phone,
    accountId: given.accountId,
    slots: given.slots,
    languages: given.languages,
    subjects: given.subjects,
    wishes: given.wishes,
    stages: given.stages,
    ...(given.homeCell ? { homeCell: given.homeCell } : {}),
    municipality: given.municipality,
    reachMetres: given.reachMetres || rules.radiusMetres,
    maximumFamilies: given.maximumFamilies || rules.maximumFamilies,
    placeKinds: given.placeKinds,
    availableFrom: given.availableFrom,
    availableUntil: given.availableUntil,
  };
}
