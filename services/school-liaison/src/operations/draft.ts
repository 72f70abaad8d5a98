import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  AskFamilyRequest,
  DraftMessageRequest,
  LetGoRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { Checks, expectRevision, Refusal } from '@katrol/runtime';
import { formOf, hashOf, maySay, next } from '../domain/message.ts';
import type { LiaisonCall } from '../store/client.ts';
import {
  addVersion,
  createMessage,
  holdMessage,
  keyOf,
  loadMessage,
  moveMessage,
  type Message,
} from '../store/messages.ts';
import { peopleOf } from '../store/people.ts';
import { rulesOn } from '../store/rules.ts';
import { settleAnswers } from './answer.ts';
import { asSeen } from './as-seen.ts';
import { checkMayShare, checkReceivers, schoolToday } from './may-share.ts';
import { moved } from './moved.ts';
import { followReport } from './report-moved.ts';
import { checkReport } from './reports.ts';

const textOf = (m: Message): string => m.versions.at(-1)?.text ?? '';

/**
 * A text for the school, or another form of one. Each form is a version of its own: what was said to
 * the one before counts no more. A parent's own words are edited by nobody else; the branch may only
 * put a translation beside them.
 */
export async function draftMessage(
  call: LiaisonCall,
  r: Plain<DraftMessageRequest>,
): Promise<Message> {
  const { tx, now: madeAt, by: madeBy } = call;
  const there = r.id === '' ? undefined : await holdMessage(tx, r.id);
  const branchCode = there?.branchCode ?? branchOf(call, r.branchCode);
  const about = { branchCode, familyId: there?.familyId ?? r.familyId, childId: r.childId };
  if (there) {
    expectRevision(r.revision, there.revision);
    next(there.status, 'edit');
    const own = there.begunBy === 'parent' && textOf(there) !== r.text;
    const c = new Checks().that(!own, 'text', 'OWN_WORDS');
    c.that(there.childId === r.childId, 'child_id', 'VALUE_UNKNOWN').done();
  }
  await checkMayShare(call, about);
  const people = await peopleOf(tx, about.familyId, r.childId);
  if (people.length === 0) {
    const fields = [{ field: 'child_id', reason: 'DECIDERS_UNKNOWN' }];
    throw new Refusal('failed_precondition', 'DECIDERS_UNKNOWN', { fields });
  }
  const schoolId = await schoolToday(call, about, 'child_id');
  await checkReceivers(call, { branchCode, contactIds: r.contactIds }, schoolId);
  const { text, translations, contactIds, mayDiscuss, childName } = r;
  const purpose = r.purpose || 'inform';
  const whose = { ...about, childName, schoolId, purpose, mayDiscuss };
  const begun = { begunBy: 'branch', begunByPerson: '', besideId: '', recordedAt: madeAt } as const;
  const sessionId = there?.sessionId ?? r.sessionId;
  if (!there) await checkReport(call, { sessionId, familyId: about.familyId });
  const id = there?.id ?? (await createMessage(tx, { ...whose, ...begun, sessionId }));
  const language = there?.versions.at(-1)?.language ?? 'nl';
  const form = { text, language, translations, contactIds, mayDiscuss, childName, purpose };
  const hash = hashOf(form);
  const before = there ?? (await loadMessage(tx, id));
  await addVersion(tx, before, { ...form, hash, madeAt, madeBy });
  await followReport(call, id);
  call.audit(about.familyId, branchCode);
  return await loadMessage(tx, id);
}

/** The family is asked: those who decide read it as it is now. */
export async function askFamily(
  call: LiaisonCall,
  { messageId, revision }: Plain<AskFamilyRequest>,
): Promise<Message> {
  const { tx, today: askedOn, now: askedAt } = call;
  const asked = await holdMessage(tx, messageId);
  expectRevision(revision, asked.revision);
  await checkMayShare(call, asked);
  const contactIds = asked.receivers.map((one) => one.contactId);
  const schoolId = await schoolToday(call, asked, 'message_id');
  await checkReceivers(call, { branchCode: asked.branchCode, contactIds }, schoolId);
  const m = await inItsForm(call, asked);
  call.audit(m.familyId, m.branchCode);
  const rules = await rulesOn(tx, m.branchCode, askedOn);
  const people = await peopleOf(tx, m.familyId, m.childId);
  if (!people.some(maySay)) throw new Refusal('failed_precondition', 'DECIDERS_UNKNOWN');
  if (!rules.school.parentsApprove) {
    // the profile asks no yes to each text: the standing one was looked at
    const status = next(m.status, 'approve');
    await moveMessage(tx, { ...keyOf(m), status, askedOn, askedAt, approvedAt: askedAt });
    moved(call, m, 'approved');
    await followReport(call, m.id);
    return await loadMessage(tx, m.id);
  }
  await moveMessage(tx, { ...keyOf(m), status: next(m.status, 'ask'), askedOn, askedAt });
  moved(call, m, 'asked');
  await followReport(call, m.id);
  // a parent who began said yes with it
  return await asSeen(call, await settleAnswers(call, await loadMessage(tx, m.id)));
}

/** Who gets it may have changed since it was written: then that is a form of its own. */
async function inItsForm(call: LiaisonCall, m: Message): Promise<Message> {
  const { hash, form } = formOf(m);
  if (hash === m.versions.at(-1)?.hash) return m;
  await addVersion(call.tx, m, { ...form, hash, madeAt: call.now, madeBy: call.by });
  return await loadMessage(call.tx, m.id);
}

/** A thread may end without anything leaving; why is kept. */
export async function letGo(call: LiaisonCall, r: Plain<LetGoRequest>): Promise<Message> {
  const m = await holdMessage(call.tx, r.messageId);
  expectRevision(r.revision, m.revision);
  const status = next(m.status, 'let_go');
  await moveMessage(call.tx, { ...keyOf(m), status, letGoWhy: r.why });
  call.audit(m.familyId, m.branchCode);
  moved(call, m, 'let_go');
  await followReport(call, m.id);
  return await loadMessage(call.tx, m.id);
}
