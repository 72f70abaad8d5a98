import type { Plain } from '@katrol/contract';
import type { BeginMessageRequest } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { notFound, Refusal } from '@katrol/runtime';
import { hashOf, maySay, next } from '../domain/message.ts';
import type { LiaisonCall } from '../store/client.ts';
import {
  addApproval,
  addVersion,
  createMessage,
  keyOf,
  loadMessage,
  moveMessage,
  type Message,
} from '../store/messages.ts';
import { peopleOf } from '../store/people.ts';
import { namedContacts } from '../store/schools.ts';
import { settleAnswers } from './answer.ts';
import { asSeen } from './as-seen.ts';
import { checkMayShare, schoolToday, type About } from './may-share.ts';
import { moved } from './moved.ts';
import { linkFamily, linkPerson } from './who.ts';

type Asked = Plain<BeginMessageRequest>;

/** For whom it is: those of the text beside which it stands, else who is named at the school. */
async function receiversFor(
  call: LiaisonCall,
  { besideId, childId }: Asked,
  about: About,
): Promise<{ schoolId: string; contactIds: string[] }> {
  const schoolId = await schoolToday(call, about, 'child_id');
  if (besideId === '') {
    const contactIds = await namedContacts(call.tx, schoolId, call.today);
    if (contactIds.length === 0) throw new Refusal('failed_precondition', 'CONTACT_UNKNOWN');
    return { schoolId, contactIds };
  }
  const beside = await loadMessage(call.tx, besideId, 'beside_id');
  if (beside.childId !== childId) throw notFound('beside_id');
  return { schoolId, contactIds: beside.receivers.map((one) => one.contactId) };
}

/**
 * A parent begins, or says something of their own beside a text: their words are their yes. In
 * another language than Dutch the branch puts a translation beside it first, which is read again.
 */
export async function beginMessage(call: LiaisonCall, r: Asked): Promise<Message> {
  const { tx, now } = call;
  const personId = linkPerson(call);
  const [familyId = ''] = await linkFamily(call);
  const people = await peopleOf(tx, familyId, r.childId);
  const mine = people.some((one) => one.personId === personId && maySay(one));
  if (!mine) throw notFound('child_id');
  const [branchCode = ''] = call.scope.branches;
  const about = { branchCode, familyId, childId: r.childId };
  await checkMayShare(call, about);
  const { schoolId, contactIds } = await receiversFor(call, r, about);
  const { childName, text, language, besideId } = r;
  const purpose = r.purpose || 'inform';
  const mayDiscuss = false;
  const form = { text, language, childName, contactIds, translations: [], mayDiscuss, purpose };
  const begun = { begunBy: 'parent', begunByPerson: personId, recordedAt: now, besideId } as const;
  const id = await createMessage(tx, {
    ...about,
    ...begun,
    schoolId,
    childName,
    purpose,
    mayDiscuss,
    sessionId: '',
  });
  const version = { ...form, hash: hashOf(form), madeAt: now, madeBy: '' };
  await addVersion(tx, await loadMessage(tx, id), version);
  call.audit(familyId, branchCode);
  const m = await loadMessage(tx, id);
  const gone = language === 'nl' ? await goesOnOwnYes(call, m, { personId, language }) : m;
  return await asSeen(call, gone);
}

async function goesOnOwnYes(
  call: LiaisonCall,
  m: Message,
  { personId, language }: { personId: string; language: string },
): Promise<Message> {
  const { tx, now: saidAt, today: askedOn } = call;
  await moveMessage(tx, { ...keyOf(m), status: next(m.status, 'ask'), askedOn, askedAt: saidAt });
  moved(call, m, 'asked');
  await addApproval(tx, {
    branchCode: m.branchCode,
    objectKind: 'message',
    objectId: m.id,
    version: m.version,
    personId,
    answer: 'yes',
    means: 'link',
    language,
    interpretedBy: '',
    note: '',
    saidAt,
    recordedBy: '',
    recordedSubject: call.actor,
  });
  return await settleAnswers(call, await loadMessage(tx, m.id));
}
