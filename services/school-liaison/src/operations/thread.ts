import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import { filesOf } from '@katrol/families';
import type {
  GetThreadRequest,
  MyThread,
  SettlePupilRequest,
  Thread,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { isUuid, notFound } from '@katrol/runtime';
import { maySay } from '../domain/message.ts';
import { mine } from '../domain/mine.ts';
import { facts } from '../facts.ts';
import type { LiaisonCall } from '../store/client.ts';
import { foldersOf } from '../store/folders.ts';
import { meetingsOf, type Meeting } from '../store/meetings.ts';
import { keyOf, messagesOf, moveMessage, type Message } from '../store/messages.ts';
import { childrenOf, peopleOf, sharing } from '../store/people.ts';
import { reportsDue } from '../store/reports.ts';
import { rulesOn } from '../store/rules.ts';
import { loadSchool, pupilsOf, settlePupil } from '../store/schools.ts';
import { commitmentsOf, questionsOf } from '../store/talk.ts';
import { withTalkTo } from './as-seen.ts';
import { withWho } from './meetings.ts';
import { moved } from './moved.ts';
import { followReport } from './report-moved.ts';
import { linkFamily, linkPerson } from './who.ts';

const NOTHING: Plain<Thread> = {
  pupils: [],
  messages: [],
  questions: [],
  commitments: [],
  contactPolicy: '',
  parentsApprove: false,
  stoppedChildIds: [],
  meetings: [],
  folders: [],
  reports: [],
};

/**
 * Everything between a family and its schools, as the coordinator works with it. Without a policy
 * where nobody has said yet who decides, and the same for a family that is not theirs.
 */
export async function getThread(
  call: LiaisonCall,
  { familyId }: Plain<GetThreadRequest>,
): Promise<Plain<Thread>> {
  const { tx, today } = call;
  if (!isUuid(familyId)) throw notFound('family_id');
  const familyIds = await filesOf(tx, familyId);
  const known = await tx.familyPerson.findFirst({
    where: { familyId: { in: [...familyIds] } },
    select: { branchCode: true },
  });
  if (!known) return NOTHING;
  const { branchCode } = known;
  const { school } = await rulesOn(tx, branchCode, today);
  const messages: Message[] = [];
  for (const m of await messagesOf(tx, familyIds)) messages.push(await withTalkTo(call, m));
  const stoppedChildIds: string[] = [];
  for (const childId of await childrenOf(tx, familyId)) {
    if ((await sharing(tx, { familyId, childId }, today)) === 'no') stoppedChildIds.push(childId);
  }
  call.audit(familyId, branchCode);
  return {
    pupils: await pupilsOf(tx, familyIds),
    messages,
    questions: await questionsOf(tx, familyIds),
    commitments: await commitmentsOf(tx, familyIds),
    contactPolicy: school.contactPolicy,
    parentsApprove: school.parentsApprove,
    stoppedChildIds,
    meetings: await meetingsWithWho(call, familyIds),
    folders: await foldersOf(call, familyIds),
    reports: await reportsDue(tx, familyIds),
  };
}

async function meetingsWithWho(call: LiaisonCall, familyIds: string[]): Promise<Meeting[]> {
  const all: Meeting[] = [];
  for (const m of await meetingsOf(call.tx, familyIds)) all.push(await withWho(call, m));
  return all;
}

/** One parent's side of it: what they may say something to, and nothing of another parent. */
export async function getMyThread(call: LiaisonCall): Promise<Plain<MyThread>> {
  const { tx, today } = call;
  const personId = linkPerson(call);
  const familyIds = await linkFamily(call);
  const [familyId = ''] = familyIds;
  const [branchCode = ''] = call.scope.branches;
  const { school } = await rulesOn(tx, branchCode, today);
  const messages: Message[] = [];
  for (const m of await messagesOf(tx, familyIds)) {
    const people = await peopleOf(tx, m.familyId, m.childId);
    const me = people.find((one) => one.personId === personId);
    const seen = me && mine(await withTalkTo(call, m), me);
    if (seen) messages.push(seen);
  }
  const children = new Set<string>();
  for (const childId of await childrenOf(tx, familyId)) {
    const people = await peopleOf(tx, familyId, childId);
    if (people.some((one) => one.personId === personId)) children.add(childId);
  }
  call.audit(familyId, branchCode);
  const ofMine = <T extends { childId: string }>(all: T[]): T[] =>
    all.filter((one) => children.has(one.childId));
  return {
    pupils: ofMine(await pupilsOf(tx, familyIds)),
    messages,
    questions: await questionsOf(tx, familyIds),
    parentsApprove: school.parentsApprove,
    contactPolicy: school.contactPolicy,
    meetings: ofMine(await meetingsWithWho(call, familyIds)),
    folders: ofMine(await foldersOf(call, familyIds)).map((folder) => ({
      ...folder,
      approvals: folder.approvals.filter((one) => one.personId === personId),
      talkTo: folder.talkTo.filter((id) => id === personId),
    })),
  };
}

/**
 * From a day on a child is at a school. What waited for another school does not go there: it is let
 * go, and says so. Noted ahead, what waits may still leave until that day.
 */
export async function settleChildAtSchool(
  call: LiaisonCall,
  r: Plain<SettlePupilRequest>,
): Promise<Plain<Thread>> {
  const { tx, today } = call;
  const { familyId, childId, schoolId } = r;
  const branchCode = branchOf(call, r.branchCode);
  const school = await loadSchool(tx, schoolId, { today });
  const people = await peopleOf(tx, familyId, childId);
  if (school.branchCode !== branchCode) throw notFound('school_id');
  if (!people.some(maySay)) throw notFound('child_id');
  const since = r.since || today;
  await settlePupil(tx, { familyId, childId, branchCode, schoolId, since });
  const settled = { familyId, childId, branchCode, schoolId, occurredOn: since };
  call.tell(facts.pupilSettled, settled);
  if (since > today) return await getThread(call, { familyId });
  for (const m of await messagesOf(tx, await filesOf(tx, familyId))) {
    const waits = ['draft', 'awaiting_family', 'refused', 'change_asked', 'approved'];
    if (m.childId !== childId || m.schoolId === schoolId || !waits.includes(m.status)) continue;
    await moveMessage(tx, { ...keyOf(m), status: 'let_go', letGoWhy: 'SCHOOL_CHANGED' });
    moved(call, m, 'let_go');
    await followReport(call, m.id);
  }
  return await getThread(call, { familyId });
}
