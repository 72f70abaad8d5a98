import type { Plain } from '@katrol/contract';
import type {
  AnswerMessageRequest,
  UndoAnswerRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { Checks, notFound, Refusal } from '@katrol/runtime';
import { formOf, lastOf, maySay, next, outcome, UNDO_MS } from '../domain/message.ts';
import type { DailyWork } from '@katrol/rpc';
import type { LiaisonCall, Tx } from '../store/client.ts';
import {
  addApproval,
  dueToSend,
  holdMessage,
  keyOf,
  loadMessage,
  moveMessage,
  takeBackApproval,
  undoableApproval,
  type Message,
} from '../store/messages.ts';
import { peopleOf, sharing } from '../store/people.ts';
import { branchesKnown, rulesOn } from '../store/rules.ts';
import { asSeen } from './as-seen.ts';
import { receiversFit } from './may-share.ts';
import { moved } from './moved.ts';
import { followReport } from './report-moved.ts';
import { expectItem, linkPerson } from './who.ts';

const STEPS = { approve: 'approved', refuse: 'refused', ask_change: 'changed' } as const;

/** What the answers so far come to, worked out anew; told where the message moved. */
export async function settleAnswers(call: LiaisonCall, m: Message): Promise<Message> {
  const { tx, now } = call;
  const people = await peopleOf(tx, m.familyId, m.childId);
  const { intake } = await rulesOn(tx, m.branchCode, call.today);
  const does = outcome(people, m.approvals, m, intake);
  const status = next(m.status, does);
  if (status === m.status) return m;
  const approvedAt = does === 'approve' ? now : null;
  await moveMessage(tx, { ...keyOf(m), status, approvedAt });
  if (does !== 'wait') moved(call, m, STEPS[does]);
  await followReport(call, m.id);
  return await loadMessage(tx, m.id);
}

/**
 * One person's answer to one version, in the very form that was read. Another version than the one
 * that stands is refused, with nothing written.
 */
export async function answerMessage(
  call: LiaisonCall,
  r: Plain<AnswerMessageRequest>,
): Promise<Message> {
  const { tx, now: saidAt } = call;
  const m = await holdMessage(tx, r.messageId);
  expectItem(call, m.id);
  const own = linkPerson(call);
  const personId = own || r.personId;
  const people = await peopleOf(tx, m.familyId, m.childId);
  const person = people.find((one) => one.personId === personId);
  if (!person) throw notFound(own ? 'message_id' : 'person_id');
  if (!maySay(person)) throw new Refusal('permission_denied', 'ONLY_INFORMED');
  next(m.status, 'answer');
  const newest = m.versions.at(-1);
  if (r.version !== m.version || newest?.hash !== r.hash) {
    const meta = { version: String(m.version) };
    throw new Refusal('aborted', 'TEXT_CHANGED', { meta });
  }
  const means = own ? 'link' : r.means;
  new Checks()
    .that(means !== '' && (own !== '' || means !== 'link'), 'means', 'VALUE_MISSING')
    .done();
  const { answer, note, interpretedBy } = r;
  call.audit(m.familyId, m.branchCode);
  const before = lastOf(m.approvals, personId, m.version);
  const again = before && before.answer === answer && before.note === note;
  // what it comes to may be another by now: who decides, or the profile, changed since
  if (again) return await asSeen(call, await settleAnswers(call, m));
  await addApproval(tx, {
    branchCode: m.branchCode,
    objectKind: 'message',
    objectId: m.id,
    version: m.version,
    personId,
    answer: answer || 'no',
    means,
    language: r.language || person.language,
    interpretedBy,
    note,
    saidAt,
    recordedBy: call.by,
    recordedSubject: call.actor,
  });
  return await asSeen(call, await settleAnswers(call, await loadMessage(tx, m.id)));
}

/** As if it was never said: within a minute, by who recorded it, while nothing left. */
export async function undoAnswer(
  call: LiaisonCall,
  { messageId, approvalId }: Plain<UndoAnswerRequest>,
): Promise<Message> {
  const { tx, now } = call;
  const m = await holdMessage(tx, messageId);
  expectItem(call, m.id);
  next(m.status, 'answer');
  const since = minuteBefore(now);
  await undoableApproval(tx, approvalId, { objectId: m.id, subject: call.actor, since });
  await takeBackApproval(tx, approvalId, now);
  call.audit(m.familyId, m.branchCode);
  return await asSeen(call, await settleAnswers(call, await loadMessage(tx, m.id)));
}

/**
 * What is approved leaves once its minute is over, if it would still be approved at that moment: by
 * those who decide then, under the profile and the consent of then, to people who still work there.
 */
export async function sendApproved({ log, transact }: DailyWork<Tx, unknown>): Promise<void> {
  const branches = await transact([], ({ tx }) => branchesKnown(tx));
  if (branches.length === 0) return;
  const stuck: string[] = [];
  const next = () =>
    transact(branches, ({ tx, now }) => dueToSend(tx, minuteBefore(now), { not: stuck }));
  let count = 0;
  // all that is due, however many it is
  for (let due = await next(); due.length > 0; due = await next()) {
    // each by itself: one that cannot leave keeps no other back
    const judge = ({ id, branchCode }: (typeof due)[number]): Promise<void> =>
      transact([branchCode], (call) => sendOne(call, id)).catch((error: unknown) => {
        stuck.push(id);
        log.warn('a message not judged', { branch: branchCode, error });
      });
    for (let at = 0; at < due.length; at += AT_ONCE)
      await Promise.all(due.slice(at, at + AT_ONCE).map(judge));
    count += due.length;
  }
  if (count > 0) log.info('messages judged to be sent', { count });
}

// transactions beside each other: what people ask meanwhile has its turn
const AT_ONCE = 4;

const minuteBefore = (now: Date): Date => new Date(now.getTime() - UNDO_MS);

async function sendOne(call: LiaisonCall, id: string): Promise<void> {
  const { tx, now: sentAt, today } = call;
  const m = await holdMessage(tx, id);
  // another process was first, or a yes was taken back meanwhile
  if (!(await dueToSend(tx, minuteBefore(sentAt), { id })).length) return;
  const rules = await rulesOn(tx, m.branchCode, today);
  const people = await peopleOf(tx, m.familyId, m.childId);
  const asked = rules.school.parentsApprove;
  const yes = !asked || outcome(people, m.approvals, m, rules.intake) === 'approve';
  const shared = await sharing(tx, m, today);
  const may =
    rules.school.contactPolicy !== 'none' && (shared === 'yes' || (shared === 'unsaid' && asked));
  const same = formOf(m).hash === m.versions.at(-1)?.hash;
  const key = keyOf(m);
  call.audit(m.familyId, m.branchCode);
  const contactIds = m.receivers.map((one) => one.contactId);
  if (!(await receiversFit(call, { ...m, contactIds }))) {
    // somebody it was for works there no more: who gets it is chosen, and asked, anew
    await moveMessage(tx, { ...key, status: next(m.status, 'edit'), approvedAt: null });
    await followReport(call, id);
    return;
  }
  if (!yes || !may || !same) {
    // asked again: somebody who decides since has not read it, or nothing may leave now
    await moveMessage(tx, { ...key, status: next(m.status, 'wait'), approvedAt: null });
    await followReport(call, id);
    return;
  }
  await moveMessage(tx, { ...key, status: next(m.status, 'send'), sentAt });
  moved(call, m, 'sent');
  await followReport(call, id);
}
