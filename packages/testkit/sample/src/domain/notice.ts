import type { Plain } from '@katrol/contract';
import type { NoticeStatus } from '@katrol/proto/katrol/sample/v1/codes';
import type { Notice as ContractNotice } from '@katrol/proto/katrol/sample/v1/messages_pb';
import { addMonths, wrongState } from '@katrol/runtime';

export type Notice = Plain<ContractNotice>;
type Command = 'edit' | 'take_down';

// What may follow what. A command that is not in the row of a state is refused.
const transitions: Record<NoticeStatus, Partial<Record<Command, NoticeStatus>>> = {
  pinned: { edit: 'pinned', take_down: 'taken_down' },
  taken_down: {},
};

/** The status after a command, or a refusal WRONG_STATE. */
export function next(status: NoticeStatus | '', command: Command): NoticeStatus {
  const after = status === '' ? undefined : transitions[status][command];
  if (!after) throw wrongState(status, command);
  return after;
}

/** The day before which a notice is old. */
export const oldBefore = (today: string): string => addMonths(today, -12);
