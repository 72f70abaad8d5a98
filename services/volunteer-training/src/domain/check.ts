import type { Plain } from '@katrol/contract';
import type {
  BackgroundCheck as ContractCheck,
  RecordCheckRequest,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { addDays, addMonths, Checks } from '@katrol/runtime';
import type { BranchRules } from './rules.ts';

/** Model 596.2: nothing else than these four is kept, ever. */
export type BackgroundCheck = Plain<ContractCheck>;
export const noCheck: BackgroundCheck = {
  seenOn: '',
  seenBy: '',
  validUntil: '',
  notApplicable: false,
};

// volunteers may be 16 or 17
const MONTHS_UNTIL_18 = 24;

type Given = Pick<Plain<RecordCheckRequest>, 'seenOn' | 'notApplicable' | 'validUntil'>;

/**
 * The check as it will be kept. Seen: valid until the day given, else for the profile's months. Not
 * applicable: until the day the tutor turns 18, which is given as the day until which it is valid;
 * no birth date is kept.
 */
export function seeCheck(
  { seenOn, notApplicable, validUntil }: Given,
  seenBy: string,
  { rules, today }: { rules: Pick<BranchRules, 'checkValidityMonths'>; today: string },
): BackgroundCheck {
  const c = new Checks();
  const months = rules.checkValidityMonths;
  const latest = addMonths(today, MONTHS_UNTIL_18);
  const turns18 = validUntil > today && validUntil <= latest;
  c.that(!notApplicable || turns18, 'valid_until', 'VALUE_OUT_OF_RANGE');
  c.that(notApplicable || months > 0 || validUntil !== '', 'valid_until', 'VALUE_MISSING');
  c.done();
  const until = notApplicable || validUntil !== '' ? validUntil : addMonths(seenOn, months);
  return { seenOn, seenBy, validUntil: until, notApplicable };
}

/** Under 18 on this day: derived, never stored. */
export const isMinor = (check: BackgroundCheck, today: string): boolean =>
  check.notApplicable && check.validUntil > today;

/**
 * The last day on which work may lean on the check; '' when it was never seen. A "not applicable"
 * ends with a birthday, which is nobody else's business: work leans on it until the last day of the
 * month before.
 */
export function lastDayOf({ notApplicable, seenOn, validUntil }: BackgroundCheck): string {
  if (notApplicable) return addDays(`${validUntil.slice(0, 7)}-01`, -1);
  return seenOn === '' ? '' : validUntil;
}

/** Where the check stands on a day. After a "not applicable" one is to be seen. */
export function checkState(check: BackgroundCheck, today: string): 'valid' | 'missing' | 'expired' {
  if (check.notApplicable) return lastDayOf(check) >= today ? 'valid' : 'missing';
  if (check.seenOn === '') return 'missing';
  return check.validUntil >= today ? 'valid' : 'expired';
}
