import type { Plain } from '@katrol/contract';
import type { LogGroupSessionRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Refusal, expectRevision, notFound } from '@katrol/runtime';
import { hold } from '@katrol/store';
import {
  attendanceOf,
  checkAttendance,
  momentOf,
  overlap,
  partAt,
  partOf,
  usualStart,
  type Attendance,
  type GroupSession,
  type SupportGroup,
} from '../domain/group.ts';
import { asItWas, counted, newSession, type Session } from '../domain/session.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import {
  groupSessionsOf,
  loadGroupSession,
  partsOf,
  saveGroupSession,
} from '../store/group-sessions.ts';
import {
  saveSession,
  saveTrajectory,
  sessionsOf,
  trajectoriesByIds,
} from '../store/trajectories.ts';
import { membersOf, pageOfGroup, reachGroup, settledOn, type GroupPage } from './groups.ts';
import { expectNotElsewhere } from './logged-once.ts';
import { planNext, toldOf } from './session.ts';
import { tutorOnly } from './trajectory.ts';

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
  if (before) expectMayCorrect(call, before, members);
  const logged = await sessionOf(call, [group, before], given);
  const over = group.endedOn !== '' && logged.occurredOn > group.endedOn;
  if (over || members.length === 0) throw new Refusal('failed_precondition', 'GROUP_ENDED');
  checkAttendance(members, given.attendance, { occurredOn: logged.occurredOn, today });
  await expectFree(call, logged);
  const session = { ...logged, id: await saveGroupSession(tx, logged) };
  await expectNotElsewhere(call, members[0] as Trajectory, session);
  for (const t of members) {
    const came = given.attendance.find((one) => one.trajectoryId === t.id);
    await logPart(call, t, { session, came });
  }
  await correctLeft(call, session, members);
  return await pageOfGroup(call, group);
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

/** Refuses NOT_YOURS_TO_CORRECT and TERM_SETTLED, as for one family alone. */
function expectMayCorrect(
  call: MatchingCall,
  { loggedBy }: GroupSession,
  members: readonly Trajectory[],
): void {
  if (tutorOnly(call) && loggedBy !== call.actor)
    throw new Refusal('permission_denied', 'NOT_YOURS_TO_CORRECT');
  const until = settledOn(members);
  if (until === '' || call.today <= until) return;
  throw new Refusal('failed_precondition', 'TERM_SETTLED', { meta: { until } });
}

/** What is logged, as it will be kept. */
async function sessionOf(
  { tx, today, by, actor }: MatchingCall,
  [group, before]: [SupportGroup, GroupSession | undefined],
  { occurredOn: on, fromMinute, minutes, done, note }: Plain<LogGroupSessionRequest>,
): Promise<GroupSession> {
  const occurredOn = on || before?.occurredOn || today;
  const sameDay = before?.occurredOn === occurredOn;
  const usual = sameDay ? before.plannedFor : usualStart(group.hours, occurredOn);
  const plannedFor = fromMinute === 0 ? usual : momentOf(occurredOn, fromMinute);
  const { id: groupId, branchCode } = group;
  const whose = { id: before?.id ?? '', groupId, branchCode, revision: before?.revision ?? 1 };
  const earlier = before ? [...before.earlier, await shiftOf(tx, before, { on: today, by })] : [];
  const said = { plannedFor, occurredOn, minutes, done, note };
  return { ...whose, ...said, earlier, loggedBy: before?.loggedBy ?? actor };
}

/** Refuses GROUP_SESSION_LOGGED: an hour of the group that was logged already. */
async function expectFree({ tx }: MatchingCall, session: GroupSession): Promise<void> {
  const others = await groupSessionsOf(tx, session.groupId);
  const same = others.find((other) => other.id !== session.id && overlap(other, session));
  if (!same) return;
  const meta = { when: same.plannedFor };
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

type Part = { session: GroupSession; came: Attendance | undefined };

async function logPart(call: MatchingCall, t: Trajectory, { session, came }: Part): Promise<void> {
  const { tx } = call;
  const known = partAt(await sessionsOf(tx, t.id), session);
  const part = partOf(known ?? newSession(t, session.plannedFor), session, came);
  // who was not there and had nothing planned has no part in it
  if ((known || part.status !== 'cancelled') && part !== known)
    await keepPart(call, t, { session, before: known, part });
  await saveTrajectory(tx, { ...t, ...counted(await sessionsOf(tx, t.id)) });
  await planNext(call, t, session.plannedFor);
}

type Kept = { session: GroupSession; before: Session | undefined; part: Session };

/** Saves a family's part; one that was logged before keeps what it was. */
async function keepPart(
  call: MatchingCall,
  t: Trajectory,
  { session, before, part }: Kept,
): Promise<void> {
  const { tx, today: on, by, actor: loggedBy } = call;
  const putRight = before !== undefined && before.groupSessionId === session.id;
  const corrections = putRight
    ? [...before.corrections, asItWas(before, { on, by })]
    : part.corrections;
  const logged = { ...part, corrections, loggedBy: part.loggedBy || loggedBy };
  const id = await saveSession(tx, logged);
  tellPart(call, t, { part: { ...logged, id }, correction: session.earlier.length });
}

function tellPart(
  call: MatchingCall,
  t: Trajectory,
  { part, correction }: { part: Session; correction: number },
): void {
  const { id: sessionId, minutes, groupSessionId } = part;
  const occurredOn = part.occurredOn || part.plannedFor.slice(0, 10);
  const told = { sessionId, ...toldOf(t), occurredOn };
  const held = part.status === 'held';
  if (correction > 0)
    call.tell(facts.sessionCorrected, { ...told, minutes, held, correction, groupSessionId });
  else if (held) call.tell(facts.sessionHeld, { ...told, minutes, groupSessionId });
  else if (part.status === 'missed') call.tell(facts.sessionMissed, told);
}

/** Families who left since keep their part; its day, minutes and what was done are those of all. */
async function correctLeft(
  call: MatchingCall,
  session: GroupSession,
  members: readonly Trajectory[],
): Promise<void> {
  const { tx } = call;
  const left = (await partsOf(tx, [session.id])).filter(
    (part) => part.status === 'held' && !members.some((t) => t.id === part.trajectoryId),
  );
  const ids = left.map((part) => part.trajectoryId);
  const trajectories = new Map((await trajectoriesByIds(tx, ids)).map((t) => [t.id, t]));
  const { plannedFor, occurredOn, minutes, done } = session;
  for (const before of left) {
    const t = trajectories.get(before.trajectoryId) as Trajectory;
    const part = { ...before, plannedFor, occurredOn, minutes, done };
    await keepPart(call, t, { session, before, part });
  }
}
