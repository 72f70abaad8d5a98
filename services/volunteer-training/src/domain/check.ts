import { addMonths, type Checks } from '@katrol/runtime';
import type { BranchRules } from './rules.ts';

/** Model 596.2: nothing else than these four is kept, ever. */
export type BackgroundCheck = {
  seenOn: string;
  seenBy: string;
  validUntil: string;
  notApplicable: boolean;
};
export const noCheck: BackgroundCheck = {
  seenOn: '',
  seenBy: '',
  validUntil: '',
  notApplicable: false,
};

// volunteers may be 16 or 17
const MONTHS_UNTIL_18 = 24;

type Given = { seenOn: string; notApplicable: boolean; validUntil: string };

/**
 * The check as it will be kept. Seen: valid until the day given, else for the profile's months. Not applicable: until the day the tutor
 * turns 18, which is given as the day until which it is valid; no birth date is kept.
 */
export function seeCheck(
  c: Checks,
  given: Given,
  seenBy: string,
  { rules, today }: { rules: BranchRules; today: string },
): BackgroundCheck {
  const seenOn = c.date('seen_on', given.seenOn, {
    required: !given.notApplicable,
    notAfter: today,
  });
  if (given.notApplicable) {
    const validUntil = c.date('valid_until', given.validUntil, { required: true });
    if (validUntil !== '')
      c.that(
        validUntil > today && validUntil <= addMonths(today, MONTHS_UNTIL_18),
        'valid_until',
        'VALUE_OUT_OF_RANGE',
      );
    return { seenOn, seenBy, validUntil, notApplicable: true };
  }
  const months = rules.checkValidityMonths;
  const validUntil = c.date('valid_until', given.validUntil, {
    required: months === 0,
    notBefore: seenOn,
  });
  const counted =
    c.problems.length === 0 && validUntil === '' ? addMonths(seenOn, months) : validUntil;
  return { seenOn, seenBy, validUntil: counted, notApplicable: false };
}

/** Under 18 on this day: derived, never stored. */
export const isMinor = (check: BackgroundCheck, today: string): boolean =>
  check.notApplicable && check.validUntil > today;

/** Where the check stands on a day. A "not applicable" ends on the day the tutor turns 18. */
export function checkState(check: BackgroundCheck, today: string): 'valid' | 'missing' | 'expired' {
  if (check.notApplicable) return isMinor(check, today) ? 'valid' : 'missing';
  if (check.seenOn === '') return 'missing';
  return check.validUntil >= today ? 'valid' : 'expired';
}
