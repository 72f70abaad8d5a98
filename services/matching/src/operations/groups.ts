import type { Plain } from '@katrol/contract';
import type {
  GetGroupRequest,
  LogGroupSessionRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Refusal, expectRevision, localDateTime, notFound } from '@katrol/runtime';
import { hold } from '@katrol/store';
import {
  attendanceOf,
  checkAttendance,
  countedBy,
  momentOf,
  overlap,
  partAt,
  partOf,
  usualStart,
  type Attendance,
  type GroupSession,
  type SupportGroup,
} from '../domain/group.ts';
import { newSession, type Session } from '../domain/session.ts';
import { lastDayOf } from '../domain/standing.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import { nextOf } from '../domain/week.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { sharesWithTutor } from '../store/consents.ts';
import {
  groupSessionsOf,
  loadGroupSession,
  nextOfGroups,
  partsOf,
  saveGroupSession,
} from '../store/group-sessions.ts';
import { loadGroup } from '../store/groups.ts';
import { runningOfGroup, saveSession, saveTrajectory, sessionsOf } from '../store/trajectories.ts';
import { workingAs } from '../store/tutors.ts';
import { tutorOnly } from './trajectory.ts';

export type GroupPage = {
  group: SupportGroup;
  members: Trajectory[];
  sessions: (GroupSession & { parts: Session[] })[];
  nextOn: string;
};

/** A coordinator reaches every group of the branch, a tutor an own one while the work goes on. */
async function reachGroup(call: MatchingCall, groupId: string): Promise<SupportGroup> {
  const own = tutorOnly(call) ? await workingAs(call.tx, call.actor, call.today) : 'everybody';
  return await loadGroup(call.tx, groupId, own);
}

/** Who comes: families whose trajectory runs and who agree that the tutor knows. */
async function membersOf(call: MatchingCall, groupId: string): Promise<Trajectory[]> {
  const { tx, today } = call;
  const members: Trajectory[] = [];
  for (const t of await runningOfGroup(tx, groupId)) {
    if (!(await sharesWithTutor(tx, t.familyId, { children: t.children, today }))) continue;
    call.audit(t.familyId, t.branchCode);
    members.push(t);
  }
  return members;
}

async function pageOf(call: MatchingCall, group: SupportGroup): Promise<GroupPage> {
  const { tx } = call;
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
  return {
    group,
    members,
    sessions: sessions.map((one) => ({ ...one, parts: ofSession.get(one.id) ?? [] })),
    nextOn: (await nextOfGroups(tx, [group.id]))(group.id),
  };
}

/** A group with the families whom the caller may know, and what was logged of it. */
export const getGroup = async (
  call: MatchingCall,
  { groupId }: Plain<GetGroupRequest>,
): Promise<GroupPage> => pageOf(call, await reachGroup(call, groupId));

/**
 * One log for all families of a group: each who came has a session of its own in it, the tutor's
 * hours count once, and each has its next one planned. Naming a session that was logged puts all of it
 * right at once, and keeps what it was. All of it, or nothing.
 */
export async function logGroupSession(
  call: MatchingCall,
  given: Plain<LogGroupSessionRequest>,
): Promise<GroupPage> {
  const { tx, today } = call;
  // one log of a group at a time: two of one evening both read that there is none
  await hold(tx, 'support_group', [given.groupId]);
  const group = await reachGroup(call, given.groupId);
  const before = await named(call, given);
  const members = await membersOf(call, group.id);
  const logged = await sessionOf(call, [group, before], given);
  const over = group.endedOn !== '' && logged.occurredOn > group.endedOn;
  if (over || members.length === 0) throw new Refusal('failed_precondition', 'GROUP_ENDED');
  checkAttendance(members, given.attendance, { occurredOn: logged.occurredOn, today });
  const id = await saveGroupSession(tx, logged);
  const session = { ...logged, id };
  for (const t of members) {
    const came = given.attendance.find((one) => one.trajectoryId === t.id);
    await logPart(call, t, { session, came, hours: group.hours });
  }
  await correctLeft(call, session, members);
  return await pageOf(call, group);
}

/** The session that is put right, as it was; undefined where a new one is logged. */
async function named(
  { tx }: MatchingCall,
  { groupId, groupSessionId, revision }: Plain<LogGroupSessionRequest>,
): Promise<GroupSession | undefined> {
  if (groupSessionId === '') return undefined;
  const before = await loadGroupSession(tx, groupSessionId);
  if (before.groupId !== groupId) throw notFound('group_session_id');
  expectRevision(revision, before.revision);
  return before;
}

/** What is logged, as it will be kept. Refuses an hour of the group that was logged already. */
async function sessionOf(
  { tx, today, by }: MatchingCall,
  [group, before]: [SupportGroup, GroupSession | undefined],
  { occurredOn: on, fromMinute, minutes, done, note }: Plain<LogGroupSessionRequest>,
): Promise<GroupSession> {
  const occurredOn = on || before?.occurredOn || today;
  const usual =
    before?.occurredOn === occurredOn ? before.plannedFor : usualStart(group.hours, occurredOn);
  const plannedFor = fromMinute === 0 ? usual : momentOf(occurredOn, fromMinute);
  const { id: groupId, branchCode } = group;
  const whose = { id: before?.id ?? '', groupId, branchCode, revision: before?.revision ?? 1 };
  const earlier = before ? [...before.earlier, await shiftOf(tx, before, { on: today, by })] : [];
  const session = { ...whose, plannedFor, occurredOn, minutes, done, note, earlier };
  const others = await groupSessionsOf(tx, groupId);
  const same = others.find((other) => other.id !== session.id && overlap(other, session));
  if (!same) return session;
  const meta = { at: same.plannedFor };
  throw new Refusal('failed_precondition', 'GROUP_SESSION_LOGGED', { meta });
}

async function shiftOf(
  tx: MatchingCall['tx'],
  before: GroupSession,
  { on, by }: { on: string; by: string },
): Promise<GroupSession['earlier'][number]> {
  const { plannedFor, minutes, done, note } = before;
  const attendance = (await partsOf(tx, [before.id])).map(attendanceOf);
  return { on, by, plannedFor, minutes, done, note, attendance };
}

type Part = { session: GroupSession; came: Attendance | undefined; hours: SupportGroup['hours'] };

/** Families who left since keep their part; its day, minutes and what was done are those of all. */
async function correctLeft(
  { tx }: MatchingCall,
  { id, plannedFor, occurredOn, minutes, done }: GroupSession,
  members: readonly Trajectory[],
): Promise<void> {
  const left = (await partsOf(tx, [id])).filter(
    (part) => part.status === 'held' && !members.some((t) => t.id === part.trajectoryId),
  );
  for (const part of left)
    await saveSession(tx, { ...part, plannedFor, occurredOn, minutes, done });
}

async function logPart(
  call: MatchingCall,
  t: Trajectory,
  { session, came, hours }: Part,
): Promise<void> {
  const { tx } = call;
  const known = partAt(await sessionsOf(tx, t.id), session);
  const part = partOf(known ?? newSession(t, session.plannedFor), session, came);
  // who was not there and had nothing planned has no part in it
  if (known || part.status !== 'cancelled') {
    const sessionId = part === known ? part.id : await saveSession(tx, part);
    tellPart(call, t, { ...part, id: sessionId });
  }
  const now = await sessionsOf(tx, t.id);
  await saveTrajectory(tx, { ...t, ...countedBy(now) });
  await planNext(call, t, { sessions: now, after: session.plannedFor, hours });
}

function tellPart(call: MatchingCall, t: Trajectory, part: Session): void {
  const { id: sessionId, occurredOn, minutes, groupSessionId } = part;
  const { id: trajectoryId, familyId, tutorId, branchCode } = t;
  const told = { sessionId, trajectoryId, familyId, tutorId, branchCode, occurredOn };
  if (part.status === 'held') call.tell(facts.sessionHeld, { ...told, minutes, groupSessionId });
  if (part.status === 'missed' && groupSessionId !== '') call.tell(facts.sessionMissed, told);
}

type Planned = { sessions: readonly Session[]; after: string; hours: SupportGroup['hours'] };

/** The next one on the group's hours that is still to come, unless something is planned already. */
async function planNext(
  { tx, now }: MatchingCall,
  t: Trajectory,
  { sessions, after, hours }: Planned,
): Promise<void> {
  const from = [after, localDateTime(now).slice(0, 16)].sort().at(-1) as string;
  if (sessions.some((s) => s.status === 'planned' && s.plannedFor > from)) return;
  const at = nextOf(hours, from);
  const last = lastDayOf(t);
  if (at === '' || (last !== '' && at.slice(0, 10) > last)) return;
  await saveSession(tx, newSession(t, at));
}
