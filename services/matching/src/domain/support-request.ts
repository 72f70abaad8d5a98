import type { Plain } from '@katrol/contract';
import type { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type * as contract from '@katrol/proto/katrol/matching/v1/messages_pb';
import { daysBetween, lifecycle } from '@katrol/runtime';

/** What a family looks for, as it is kept. */
export type SupportRequest = Omit<
  Plain<contract.SupportRequest>,
  'status' | 'waitingDays' | 'trajectoryId'
> & {
  status: SupportRequestStatus;
  referralId: string;
};

type Command =
  | 'edit_support_request'
  | 'accept'
  | 'start'
  | 'decline'
  | 'close'
  | 'reopen'
  | 'seek_next_tutor'
  | 'stay';

/** The status of a request after a command, or a refusal WRONG_STATE. */
export const next = lifecycle<SupportRequestStatus, Command>({
  open: { edit_support_request: 'open', accept: 'match_waiting' },
  match_waiting: { start: 'in_support', decline: 'open' },
  in_support: { close: 'closed', reopen: 'open', seek_next_tutor: 'continuing' },
  closed: {},
  // the tutor who stops still comes; the next one is looked for, or is to be decided on
  continuing: {
    edit_support_request: 'continuing',
    accept: 'next_waiting',
    stay: 'in_support',
    close: 'closed',
    reopen: 'open',
  },
  next_waiting: { start: 'in_support', decline: 'continuing', reopen: 'match_waiting' },
});

/** How long the family waits, in days. */
export const waitingDays = ({ askedOn }: Pick<SupportRequest, 'askedOn'>, today: string): number =>
  Math.max(0, daysBetween(askedOn, today));
