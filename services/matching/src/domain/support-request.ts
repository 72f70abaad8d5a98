import type { Plain } from '@katrol/contract';
import type { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type * as contract from '@katrol/proto/katrol/matching/v1/messages_pb';
import { daysBetween, lifecycle } from '@katrol/runtime';

/** What a family looks for, as it is kept. */
export type SupportRequest = Omit<Plain<contract.SupportRequest>, 'status' | 'waitingDays'> & {
  status: SupportRequestStatus;
  referralId: string;
};

type Command = 'edit_support_request' | 'accept' | 'start' | 'decline' | 'close' | 'reopen';

/** The status of a request after a command, or a refusal WRONG_STATE. */
export const next = lifecycle<SupportRequestStatus, Command>({
  open: { edit_support_request: 'open', accept: 'match_waiting' },
  match_waiting: { start: 'in_support', decline: 'open' },
  in_support: { close: 'closed', reopen: 'open' },
  closed: {},
});

/** How long the family waits, in days. */
export const waitingDays = ({ askedOn }: Pick<SupportRequest, 'askedOn'>, today: string): number =>
  Math.max(0, daysBetween(askedOn, today));
