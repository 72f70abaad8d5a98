import { notFound } from '@katrol/runtime';
import { standing, type Person } from '../domain/message.ts';
import { mine } from '../domain/mine.ts';
import type { LiaisonCall } from '../store/client.ts';
import type { Message } from '../store/messages.ts';
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
export async function seenBy(
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
