import type { Plain } from '@katrol/contract';
import type {
  CancelSessionRequest,
  LogSessionRequest,
  MissSessionRequest,
  PlanSessionRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { expectRevision, localDateTime, notFound } from '@katrol/runtime';
import {
  checkHeld,
  checkMissed,
  newSession,
  next as nextOfSession,
  weekLater,
  type Session,
} from '../domain/session.ts';
import { expectAlone } from '../domain/group.ts';
import { lastDayOf } from '../domain/standing.ts';
import { next, type Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { loadRequest } from '../store/requests.ts';
import { rulesOf } from '../store/rules.ts';
import {
  loadSession,
  loadTrajectory,
  saveSession,
  saveTrajectory,
  sessionsOf,
} from '../store/trajectories.ts';
import { pageOf, reach, type TrajectoryPage } from './trajectory.ts';

/** Plans a session; one at the same hour is the same session. */
export async function planSession(
  call: MatchingCall,
  { trajectoryId, plannedFor }: Plain<PlanSessionRequest>,
): Promise<TrajectoryPage> {
  const t = await reach(call, trajectoryId);
  next(t.status, 'plan_session');
  await planAt(call, t, plannedFor);
  return await pageOf(call, t);
}

async function planAt({ tx }: MatchingCall, t: Trajectory, plannedFor: string): Promise<void> {
  const sessions = await sessionsOf(tx, t.id);
  if (sessions.some((s) => s.status === 'planned' && s.plannedFor === plannedFor)) return;
  await saveSession(tx, newSession(t, plannedFor));
}

type Named = Pick<
  Plain<LogSessionRequest>,
  'trajectoryId' | 'sessionId' | 'revision' | 'occurredOn'
>;
type Taken = { t: Trajectory; session: Session; occurredOn: string };

/**
 * The session that a command is about: the planned one that it names, or one that nobody planned.
 */
async function take(
  call: MatchingCall,
  { trajectoryId, sessionId, revision, occurredOn: on }: Named,
  command: 'log_session' | 'miss_session',
): Promise<Taken> {
  const t = await reach(call, trajectoryId);
  next(t.status, command);
  const planned = sessionId === '' ? undefined : await loadSession(call.tx, sessionId);
  if (planned && planned.trajectoryId !== t.id) throw notFound('session_id');
  if (planned) expectRevision(revision, planned.revision);
  const occurredOn = on || planned?.plannedFor.slice(0, 10) || call.today;
  const hour = localDateTime(call.now).slice(10);
  const session = planned ?? newSession(t, `${occurredOn}${hour}`);
  return { t, occurredOn, session: { ...session, status: nextOfSession(session.status, command) } };
}

/**
 * Logs a session that was held: who took part, what was done, minutes. Its minutes become hours;
 * the next one is planned.
 */
export async function logSession(
  call: MatchingCall,
  given: Plain<LogSessionRequest>,
): Promise<TrajectoryPage> {
  const { t, session, occurredOn } = await take(call, given, 'log_session');
  expectAlone(t, occurredOn);
  checkHeld(t, given, { occurredOn, today: call.today });
  const { minutes, children, done, note } = given;
  const parentPresent = given.parentPresent && (await asksForParents(call, t));
  const held = { ...session, occurredOn, minutes, children, parentPresent, done, note };
  const sessionId = await saveSession(call.tx, held);
  const lastSessionOn = occurredOn > t.lastSessionOn ? occurredOn : t.lastSessionOn;
  await saveTrajectory(call.tx, { ...t, held: t.held + 1, lastSessionOn });
  call.tell(facts.sessionHeld, { sessionId, ...told(t), occurredOn, minutes });
  return await planNext(call, t, given.nextPlannedFor || weekLater(held.plannedFor));
}

/** Where parents and tutor are apart by the profile, nobody is asked who was there. */
async function asksForParents({ tx }: MatchingCall, t: Trajectory): Promise<boolean> {
  const { profileVersion } = await loadRequest(tx, t.supportRequestId);
  const { support } = await rulesOf(tx, t.branchCode, profileVersion);
  return support.parentPresent !== 'separate';
}

/** A session that did not take place, by whichever side: a conversation opens, not a sanction. */
export async function missSession(
  call: MatchingCall,
  given: Plain<MissSessionRequest>,
): Promise<TrajectoryPage> {
  const { t, session, occurredOn } = await take(call, given, 'miss_session');
  checkMissed(t, session, { occurredOn, today: call.today });
  const { whatMadeItHard, whatIsNeeded, missedBy } = given;
  const missed = { ...session, occurredOn, whatMadeItHard, whatIsNeeded, missedBy };
  const sessionId = await saveSession(call.tx, missed);
  await saveTrajectory(call.tx, { ...t, missed: t.missed + 1 });
  call.tell(facts.sessionMissed, { sessionId, ...told(t), occurredOn });
  return await planNext(call, t, given.nextPlannedFor || weekLater(missed.plannedFor));
}

const told = ({ id: trajectoryId, familyId, tutorId, branchCode }: Trajectory) => ({
  trajectoryId,
  familyId,
  tutorId,
  branchCode,
});

// One next session is enough: somebody who plans several does so by hand.
async function planNext(
  call: MatchingCall,
  t: Trajectory,
  plannedFor: string,
): Promise<TrajectoryPage> {
  const ahead = (await sessionsOf(call.tx, t.id)).some((s) => s.status === 'planned');
  const last = lastDayOf(t);
  const fits = last === '' || plannedFor.slice(0, 10) <= last;
  if (!ahead && fits) await planAt(call, t, plannedFor);
  return await pageOf(call, await loadTrajectory(call.tx, t.id, 'everybody'));
}

/** Takes a planned session off the calendar. */
export async function cancelSession(
  call: MatchingCall,
  { sessionId, reason: note, revision }: Plain<CancelSessionRequest>,
): Promise<TrajectoryPage> {
  const session = await loadSession(call.tx, sessionId);
  const t = await reach(call, session.trajectoryId, 'session_id');
  expectRevision(revision, session.revision);
  const status = nextOfSession(session.status, 'cancel_session');
  await saveSession(call.tx, { ...session, status, note });
  return await pageOf(call, t);
}
