import type { Plain } from '@katrol/contract';
import type {
  AnswerParentsRequest,
  ConfirmStoppedRequest,
  Inbox,
  InboxMessage,
  SetDigestRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { invalid, notFound, Refusal } from '@katrol/runtime';
import { next } from '../domain/message.ts';
import { asSchoolReads, worksOn } from '../domain/inbox.ts';
import type { LiaisonCall } from '../store/client.ts';
import { addAnswer } from '../store/answers.ts';
import { sentTo } from '../store/inbox.ts';
import {
  holdMessage,
  keepReceipt,
  loadMessage,
  openedBy,
  type Message,
} from '../store/messages.ts';
import { loadContact, saveContact, type Contact } from '../store/schools.ts';
import { moved } from './moved.ts';
import { linkPerson } from './who.ts';

/** Who the link is of, as long as they work there. */
async function contactOf(call: LiaisonCall): Promise<Contact> {
  const contact = await loadContact(call.tx, linkPerson(call), 'link');
  if (!worksOn(contact, call.today)) throw new Refusal('permission_denied', 'CONTACT_LEFT');
  return contact;
}

/** A message that this contact got; another is not there. */
async function theirs(call: LiaisonCall, contact: Contact, id: string): Promise<Message> {
  const m = await holdMessage(call.tx, id);
  const works = contact.schoolIds.includes(m.schoolId);
  const got = works && m.sentAt !== '' && m.receivers.some((one) => one.contactId === contact.id);
  if (!got) throw notFound('message_id');
  call.audit(m.familyId, m.branchCode);
  return m;
}

/** What parents let be read here: approved, sent, in that very form. */
export async function getInbox(call: LiaisonCall): Promise<Plain<Inbox>> {
  const contact = await contactOf(call);
  const { id, name: contactName, branchCode, digest } = contact;
  const messages = await sentTo(call.tx, id);
  for (const m of messages) call.audit(m.familyId, m.branchCode);
  return {
    contactName,
    branchCode,
    digest,
    messages: messages.map((m) => asSchoolReads(m, id)),
    commitments: [],
  };
}

/** The first opening stays on record: the parents see it. */
export async function openMessage(
  call: LiaisonCall,
  messageId: string,
): Promise<Plain<InboxMessage>> {
  const contact = await contactOf(call);
  const m = await theirs(call, contact, messageId);
  if (m.status === 'stopped') return asSchoolReads(m, contact.id);
  await openedBy(call.tx, { messageId: m.id, contactId: contact.id }, call.now);
  return asSchoolReads(await loadMessage(call.tx, m.id), contact.id);
}

/** The parents read exactly this. A correction is a second answer: both stay. */
export async function answerParents(
  call: LiaisonCall,
  { messageId, text, correctsId }: Plain<AnswerParentsRequest>,
): Promise<Plain<InboxMessage>> {
  const contact = await contactOf(call);
  const m = await theirs(call, contact, messageId);
  next(m.status, 'school_answer');
  const own = m.answers.some((one) => one.id === correctsId && one.contactId === contact.id);
  if (correctsId !== '' && !own) throw notFound('corrects_id');
  const { id: contactId } = contact;
  const { branchCode } = m;
  await addAnswer(call.tx, {
    branchCode,
    messageId,
    contactId,
    text,
    correctsId,
    saidAt: call.now,
  });
  moved(call, m, 'answered');
  return asSchoolReads(await loadMessage(call.tx, m.id), contactId);
}

/** A message that was sent to this contact, as the branch sees it. */
async function sentToThem(
  call: LiaisonCall,
  { messageId, contactId }: Plain<ConfirmStoppedRequest>,
): Promise<Message> {
  const m = await holdMessage(call.tx, messageId);
  const got = m.sentAt !== '' && m.receivers.some((one) => one.contactId === contactId);
  if (!got) throw notFound('contact_id');
  call.audit(m.familyId, m.branchCode);
  return m;
}

/**
 * After sharing stopped: what the school did with what it had read. Said by phone, the branch notes
 * it, also of who works there no more.
 */
export async function confirmStopped(
  call: LiaisonCall,
  r: Plain<ConfirmStoppedRequest>,
): Promise<Plain<InboxMessage>> {
  const { messageId, receipt, note } = r;
  if (receipt !== 'removed' && receipt !== 'kept')
    throw invalid({ field: 'receipt', reason: 'VALUE_UNKNOWN' });
  const contact = linkPerson(call) === '' ? undefined : await contactOf(call);
  const m = contact ? await theirs(call, contact, messageId) : await sentToThem(call, r);
  const contactId = contact?.id ?? r.contactId;
  if (m.status !== 'stopped') throw new Refusal('failed_precondition', 'WRONG_STATE');
  const said = { receipt, receiptNote: note, receiptAt: call.now };
  await keepReceipt(call.tx, { messageId, contactId, ...said });
  return asSchoolReads(await loadMessage(call.tx, m.id), contactId);
}

export async function setDigest(
  call: LiaisonCall,
  { digest }: Plain<SetDigestRequest>,
): Promise<Plain<Inbox>> {
  const contact = await contactOf(call);
  await saveContact(call.tx, { ...contact, digest });
  return await getInbox(call);
}
