import type { MessageStep } from '@katrol/proto/katrol/school_liaison/v1/codes';
import { facts } from '../facts.ts';
import type { LiaisonCall } from '../store/client.ts';
import type { Message } from '../store/messages.ts';

/** Tells a step of a message, in codes. */
export function moved(call: LiaisonCall, m: Message, step: MessageStep): void {
  const { id: messageId, familyId, branchCode, schoolId, purpose, begunBy } = m;
  const whose = { messageId, familyId, branchCode, schoolId };
  call.tell(facts.messageMoved, { ...whose, purpose, begunBy, step, occurredOn: call.today });
}
