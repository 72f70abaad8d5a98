import type { Plain } from '@katrol/contract';
import type {
  CheckItemRequest,
  CheckItemResponse,
  MyItem,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { notFound, Refusal } from '@katrol/runtime';
import { maySay, standing, type Person } from '../domain/message.ts';
import { mine } from '../domain/mine.ts';
import type { LiaisonCall } from '../store/client.ts';
import { loadMessage, type Message } from '../store/messages.ts';
import { peopleOf } from '../store/people.ts';
import { rulesOn } from '../store/rules.ts';
import { linkPerson } from './who.ts';

const ASKING = ['awaiting_family', 'refused', 'change_asked'];

/** With who is to be talked to next, each apart. */
export async function withTalkTo(call: LiaisonCall, m: Message): Promise<Message> {
  if (!ASKING.includes(m.status)) return m;
  const people = await peopleOf(call.tx, m.familyId, m.childId);
  const { intake } = await rulesOn(call.tx, m.branchCode, call.today);
  return { ...m, talkTo: standing(people, m.approvals, m, intake).talkTo };
}

/** A message as who calls may see it: whole for the branch, one side of it for a parent. */
export async function asSeen(call: LiaisonCall, m: Message): Promise<Message> {
  const personId = linkPerson(call);
  if (personId === '') return await withTalkTo(call, m);
  return (await seenBy(call, m, personId)).seen;
}

/** One person's side of a message, and who that is. Refuses NOT_FOUND whom it is not for. */
async function seenBy(
  call: LiaisonCall,
  m: Message,
  personId: string,
): Promise<{ seen: Message; me: Person }> {
  const people = await peopleOf(call.tx, m.familyId, m.childId);
  const me = people.find((one) => one.personId === personId);
  const seen = me && mine(await withTalkTo(call, m), me);
  if (!seen) throw notFound('message_id');
  return { seen, me };
}

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
