import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  AnswerMeetingRequest,
  AskAtReturnMomentRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { listing, type BranchList } from '@katrol/rpc';
import { Checks, expectRevision, invalid, lifecycle, notFound } from '@katrol/runtime';
import { checkMeeting, checkParentsAgree, ofOneChild } from '../domain/meeting.ts';
import { maySay } from '../domain/message.ts';
import { namedIn } from '../domain/names.ts';
import { facts } from '../facts.ts';
import type { LiaisonCall, Tx } from '../store/client.ts';
import {
  addReturnQuestion,
  keepMeetingAnswer,
  loadMeeting,
  meetingList,
  meetingsByIds,
  saveMeeting,
  takeReturnQuestions,
  type Meeting,
} from '../store/meetings.ts';
import { namesKnown } from '../store/names.ts';
import { peopleOf } from '../store/people.ts';
import { rulesOn } from '../store/rules.ts';
import { schoolsByIds } from '../store/schools.ts';
import { linkPerson } from './who.ts';

type Status = Exclude<Meeting['status'], ''>;

const next = lifecycle<Status, Status>({
  planned: { planned: 'planned', held: 'held', cancelled: 'cancelled' },
  // what came of it is followed
  held: { held: 'held' },
  cancelled: { planned: 'planned', cancelled: 'cancelled' },
});

/** With who is asked about it: of who calls with a link, whether they are. */
export async function withWho(call: LiaisonCall, m: Meeting): Promise<Meeting> {
  if (m.familyId === '') return m;
  const own = linkPerson(call);
  const people = await peopleOf(call.tx, m.familyId, m.childId);
  const asked = people.filter((one) => maySay(one) && !one.held).map((one) => one.personId);
  return { ...m, maySay: own === '' ? asked : asked.filter((id) => id === own) };
}

/** Plans a meeting, or keeps what came of it. */
export async function keepMeeting(call: LiaisonCall, given: Meeting): Promise<Meeting> {
  const { tx } = call;
  const there = given.id === '' ? undefined : await loadMeeting(tx, given.id, 'meeting.id');
  if (there) expectRevision(given.revision, there.revision);
  const branchCode = there?.branchCode ?? branchOf(call, given.branchCode);
  const status = there
    ? next(there.status || 'planned', given.status || there.status || 'planned')
    : given.status || 'planned';
  const kind = there?.kind ?? given.kind;
  const asked = { ...given, branchCode, status, kind, answers: there?.answers ?? [] };
  checkMeeting(asked, { names: ofOneChild(asked) ? [] : await namesKnown(tx, branchCode) });
  const schools = await schoolsByIds(tx, asked.schoolIds, call.today);
  const c = new Checks('meeting.');
  for (const [i, one] of asked.schoolIds.entries()) {
    const theirs = schools.some((s) => s.id === one && s.branchCode === branchCode);
    c.that(theirs, `school_ids[${i}]`, 'VALUE_UNKNOWN');
  }
  c.done();
  const people = await peopleOf(tx, asked.familyId, asked.childId);
  if (asked.familyId !== '' || asked.childId !== '') {
    if (people.length === 0) throw notFound('meeting.child_id');
    call.audit(asked.familyId, branchCode);
  }
  const held = status === 'held' && there?.status !== 'held';
  if (held && kind === 'care')
    checkParentsAgree(people, asked, (await rulesOn(tx, branchCode, call.today)).intake);
  const id = await saveMeeting(tx, { ...asked, studentQuestions: there?.studentQuestions ?? [] });
  if (held) await tellHeld(call, await loadMeeting(tx, id));
  return await withWho(call, await loadMeeting(tx, id));
}

async function tellHeld(call: LiaisonCall, m: Meeting): Promise<void> {
  const { id: meetingId, branchCode, kind, plannedFor } = m;
  const occurredOn = plannedFor.slice(0, 10);
  call.tell(facts.meetingHeld, { meetingId, branchCode, kind, occurredOn });
  if (kind !== 'return_moment') return;
  // what students asked beforehand was on the table
  const studentQuestions = await takeReturnQuestions(call.tx, { branchCode, meetingId });
  await saveMeeting(call.tx, { ...m, studentQuestions });
}

const meetings: BranchList<Tx, unknown, { id: string }, Meeting> = {
  spec: (_, branchCode) => meetingList(branchCode),
  shown: async (call, rows) => {
    const all = await meetingsByIds(
      call.tx,
      rows.map((row) => row.id),
    );
    const shown: Meeting[] = [];
    for (const m of all) {
      if (m.familyId !== '') call.audit(m.familyId, m.branchCode);
      shown.push(await withWho(call, m));
    }
    return shown;
  },
};
export const listMeetings = listing(meetings);

/** A parent or young person says whether it may be, what they want to ask, and whom they bring. */
export async function answerMeeting(
  call: LiaisonCall,
  { meetingId, answer, points, brings, ...r }: Plain<AnswerMeetingRequest>,
): Promise<Meeting> {
  const { tx } = call;
  const m = await loadMeeting(tx, meetingId);
  const own = linkPerson(call);
  const personId = own || r.personId;
  const people = m.familyId === '' ? [] : await peopleOf(tx, m.familyId, m.childId);
  const person = people.find((one) => one.personId === personId);
  if (!person || !maySay(person)) throw notFound(own ? 'meeting_id' : 'person_id');
  next(m.status || 'planned', 'planned');
  if (answer === 'change') throw invalid({ field: 'answer', reason: 'VALUE_UNKNOWN' });
  const { branchCode } = m;
  await keepMeetingAnswer(tx, { meetingId, branchCode, personId, answer, points, brings });
  call.audit(m.familyId, branchCode);
  return await withWho(call, await loadMeeting(tx, meetingId));
}

/** A critical question for the return moment; who asked is kept nowhere. */
export async function askAtReturnMoment(
  call: LiaisonCall,
  r: Plain<AskAtReturnMomentRequest>,
): Promise<number> {
  const branchCode = branchOf(call, r.branchCode);
  const named = namedIn(r.text, await namesKnown(call.tx, branchCode));
  if (named.length > 0) throw invalid({ field: 'text', reason: 'NAMES_SOMEBODY' });
  return await addReturnQuestion(call.tx, { branchCode, text: r.text });
}
