import type { Plain } from '@katrol/contract';
import type { GetGroupRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { GroupSession, SupportGroup } from '../domain/group.ts';
import { correctableUntil, type Session } from '../domain/session.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import { sharesWithTutor } from '../store/consents.ts';
import { groupSessionsOf, nextOfGroups, partsOf } from '../store/group-sessions.ts';
import { loadGroup } from '../store/groups.ts';
import { runningOfGroup } from '../store/trajectories.ts';
import { workingAs } from '../store/tutors.ts';
import { tutorOnly } from './trajectory.ts';

export type GroupPage = {
  group: SupportGroup;
  members: Trajectory[];
  sessions: (GroupSession & { parts: Session[]; mayCorrect: boolean })[];
  nextOn: string;
};

/** A coordinator reaches every group of the branch, a tutor an own one while the work goes on. */
export async function reachGroup(call: MatchingCall, groupId: string): Promise<SupportGroup> {
  const own = tutorOnly(call) ? await workingAs(call.tx, call.actor, call.today) : 'everybody';
  return await loadGroup(call.tx, groupId, own);
}

/** Who comes: families whose trajectory runs and who agree that the tutor knows. */
export async function membersOf(call: MatchingCall, groupId: string): Promise<Trajectory[]> {
  const { tx, today } = call;
  const members: Trajectory[] = [];
  for (const t of await runningOfGroup(tx, groupId)) {
    if (!(await sharesWithTutor(tx, t.familyId, { children: t.children, today }))) continue;
    call.audit(t.familyId, t.branchCode);
    members.push(t);
  }
  return members;
}

/** The last day on which its logs are put right; '' where no end of a placement is known. */
export const settledOn = (members: readonly Trajectory[]): string =>
  members
    .map(correctableUntil)
    .filter((day) => day !== '')
    .sort()[0] ?? '';

/** A group with the families whom the caller may know, and what was logged of it. */
export async function pageOfGroup(call: MatchingCall, group: SupportGroup): Promise<GroupPage> {
  const { tx, today, actor } = call;
  const members = await membersOf(call, group.id);
  const known = new Set(members.map(({ id }) => id));
  const sessions = await groupSessionsOf(tx, group.id);
  const parts = await partsOf(
    tx,
    sessions.map(({ id }) => id),
  );
  const ofSession = Map.groupBy(
    parts.filter((part) => known.has(part.trajectoryId)),
    (part) => part.groupSessionId,
  );
  const until = settledOn(members);
  const open = until === '' || today <= until;
  return {
    group,
    members,
    sessions: sessions.map((one) => ({
      ...one,
      parts: ofSession.get(one.id) ?? [],
      mayCorrect: open && (!tutorOnly(call) || one.loggedBy === actor),
    })),
    nextOn: (await nextOfGroups(tx, [group.id], today))(group),
  };
}

export const getGroup = async (
  call: MatchingCall,
  { groupId }: Plain<GetGroupRequest>,
): Promise<GroupPage> => pageOfGroup(call, await reachGroup(call, groupId));
