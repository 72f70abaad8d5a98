import type { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import { addDays } from '@katrol/runtime';

/** For how many days at most a line of Vandaag is looked at later. */
const MOST_DAYS = 14;

/** About a child's safety, a stop that must be felt, or somebody who waits for an answer. */
export const CANNOT_WAIT: readonly TodayKind[] = [
  'WORRY_RAISED',
  'CONSENT_TO_TALK',
  'RECEIPT_MISSING',
  'WARM_REFERRAL_STOPPED',
  'STOP_TO_CONFIRM',
  'APPROVAL_REFUSED',
  'HELP_ASKED',
  'QUESTION_ASKED',
];

/** Is it a day until which a line may wait: after today, and within two weeks? */
export const isLater = (today: string, until: string): boolean =>
  today < until && until <= addDays(today, MOST_DAYS);
