import type { Plain } from '@katrol/contract';
import type {
  CheckItemRequest,
  CheckItemResponse,
  MyItem,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { Refusal } from '@katrol/runtime';
import { maySay } from '../domain/message.ts';
import type { LiaisonCall } from '../store/client.ts';
import { loadMessage } from '../store/messages.ts';
import { seenBy } from './as-seen.ts';
import { linkPerson } from './who.ts';

/** The one text that a link is about. */
export async function getMyItem(call: LiaisonCall): Promise<Plain<MyItem>> {
  const m = await loadMessage(call.tx, call.link?.object ?? '');
  const { seen, me } = await seenBy(call, m, linkPerson(call));
  call.audit(m.familyId, m.branchCode);
  return { message: seen, decides: maySay(me) };
}

/** Whether somebody may open a text by a link of its own. */
export async function checkItem(
  call: LiaisonCall,
  { messageId, personId }: Plain<CheckItemRequest>,
): Promise<Plain<CheckItemResponse>> {
  try {
    const m = await loadMessage(call.tx, messageId);
    await seenBy(call, m, personId);
    return { stands: true, familyId: m.familyId };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found')
      return { stands: false, familyId: '' };
    throw error;
  }
}
