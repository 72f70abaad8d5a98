import type { Plain } from '@katrol/contract';
import type {
  CancelSessionRequest,
  LogSessionRequest,
  MissSessionRequest,
  PlanSessionRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { expectRevision, localDateTime, notFound } from '@katrol/runtime';
import { hold } from '@katrol/store';
import { lastVisitDay, nextVisit, rhythmOf } from '../domain/rhythm.ts';
import {
  agreedBefore,
  checkHeld,
  checkMissed,
  counted,
  newSession,
  next as nextOfSession,
  unplannedOn,
  type Session,
} from '../domain/session.ts';
import { expectAlone } from '../domain/group.ts';
import { next, type Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { daysIn } from '../store/days.ts';
import { loadRequest } from '../store/requests.ts';
import { rulesOf } from '../store/rules.ts';
import {
  loadSession,
  loadTrajectory,
  saveSession,
  saveTrajectory,
  sessionsOf,
} from '../store/trajectories.ts';
import { expectLoggedOnce, keepHourOf, loggedAlready } from './logged-once.ts';
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

type Planned = Pick<Trajectory, 'id' | 'branchCode'>;

async function planAt({ tx }: MatchingCall, t: Planned, plannedFor: string): Promise<void> {
  const sessions = await sessionsOf(tx, t.id);
  if (sessions.some((s) => s.status === 'planned' && s.plannedFor === plannedFor)) return;
  await saveSession(tx, newSession(t, plannedFor));
}

/**
 * Plans the next visit of the rhythm, in the future and after this moment, unless one is planned
 * there already; none after the tutor's or the plan's last day.
 */
export async function planNext(call: MatchingCall, t: Trajectory, after: string): Promise<void> {
  const now = localDateTime(call.now);
  const sessions = await sessionsOf(call.tx, t.id);
  // one is enough: somebody who plans several does so by hand
  if (sessions.some((s) => s.status === 'planned' && s.plannedFor > now)) return;
  const days = (await daysIn(call.tx, t.branchCode))(t.universityCode);
  const at = nextVisit(rhythmOf(t, sessions), after > now ? after : now, {
    days,
    lastDay: lastVisitDay(t),
  });
  if (at !== '') await planAt(call, t, at);
}

type Named = Pick<
  Plain<LogSessionRequest>,
  'trajectoryId' | 'sessionId' | 'revision' | 'occurredOn' | 'bothHappened'
>;
type Taken = { t: Trajectory; session: Session; occurredOn: string; sessions: Session[] };

/**
 * The session that a command is about: the planned one that it names, the one planned on that day,
 * or one that nobody planned.
 */
async function take(
  call: MatchingCall,
  given: Named,
  command: 'log_session' | 'miss_session',
): Promise<Taken> {
  // two people may log at once
  await hold(call.tx, 'trajectory', [given.trajectoryId]);
  const t = await reach(call, given.trajectoryId);
  next(t.status, command);
  const sessions = await sessionsOf(call.tx, t.id);
  const planned = await plannedBy(call, given, sessions);
  const occurredOn = given.occurredOn || planned?.plannedFor.slice(0, 10) || call.today;
  const session = planned ?? newSession(t, unplannedOn(occurredOn, rhythmOf(t, sessions)));
  return { t, occurredOn, session, sessions };
}

async function plannedBy(
  { tx, today }: MatchingCall,
  { sessionId, trajectoryId, revision, occurredOn, bothHappened }: Named,
  sessions: readonly Session[],
): Promise<Session | undefined> {
  if (sessionId === '') {
    // who logs a day on which one was planned logs that one
    const there = sessions
      .filter((s) => s.status === 'planned' && s.plannedFor.slice(0, 10) === (occurredOn || today))
      .sort((a, b) => a.plannedFor.localeCompare(b.plannedFor));
    return bothHappened ? undefined : there[0];
  }
  const session = await loadSession(tx, sessionId);
  if (session.trajectoryId !== trajectoryId) throw notFound('session_id');
  if (session.status !== 'planned' && bothHappened) return undefined;
  if (session.status === 'held' || session.status === 'missed') throw loggedAlready(session);
  expectRevision(revision, session.revision);
  return session;
}

/** Saves what was said of a session, and what it makes of its trajectory. */
export async function keepSession(
  call: MatchingCall,
  t: Trajectory,
  session: Session,
): Promise<{ t: Trajectory; sessionId: string }> {
  const sessionId = await saveSession(call.tx, session);
  await keepHourOf(call, t, { ...session, id: sessionId });
  const after = { ...t, ...counted(await sessionsOf(call.tx, t.id)) };
  await saveTrajectory(call.tx, after);
  return { sessionId, t: await loadTrajectory(call.tx, t.id, 'everybody') };
}

export const toldOf = ({ id: trajectoryId, familyId, tutorId, branchCode }: Trajectory) => ({
  trajectoryId,
  familyId,
  tutorId,
  branchCode,
});

/**
 * Logs a session that was held: who took part, what was done, minutes. Its minutes become hours;
 * the next one is planned.
 */
export async function logSession(
  call: MatchingCall,
  given: Plain<LogSessionRequest>,
): Promise<TrajectoryPage> {
  const taken = await take(call, given, 'log_session');
  const { session, occurredOn, sessions } = taken;
  expectAlone(taken.t, occurredOn);
  const status = nextOfSession(session.status, 'log_session');
  checkHeld(taken.t, given, { occurredOn, today: call.today });
  const { minutes, children, done, note } = given;
  const parentPresent = given.parentPresent && (await asksForParents(call, taken.t));
  const said = { occurredOn, minutes, children, parentPresent, done, note };
  const held = { ...session, ...said, status, loggedBy: call.actor };
  if (!given.bothHappened) await expectLoggedOnce(call, taken.t, { session: held, sessions });
  const { t, sessionId } = await keepSession(call, taken.t, held);
  call.tell(facts.sessionHeld, { sessionId, ...toldOf(t), occurredOn, minutes });
  return await thenNext(call, t, { given: given.nextPlannedFor, after: held.plannedFor });
}

/** Where parents and tutor are apart by the profile, nobody is asked who was there. */
export async function asksForParents({ tx }: MatchingCall, t: Trajectory): Promise<boolean> {
  const { profileVersion } = await loadRequest(tx, t.supportRequestId);
  const { support } = await rulesOf(tx, t.branchCode, profileVersion);
  return support.parentPresent !== 'separate';
}

/**
 * A session that did not take place, by whichever side: a conversation opens, not a sanction. Said
 * before its day it was agreed on, and nobody missed it; what is needed is kept either way.
 */
export async function missSession(
  call: MatchingCall,
  given: Plain<MissSessionRequest>,
): Promise<TrajectoryPage> {
  const taken = await take(call, given, 'miss_session');
  const { session, occurredOn, sessions } = taken;
  checkMissed(taken.t, session, { occurredOn, today: call.today });
  const agreed = agreedBefore(given.saidOn || call.today, occurredOn);
  const status = nextOfSession(session.status, agreed ? 'cancel_session' : 'miss_session');
  const { whatMadeItHard, whatIsNeeded, missedBy } = given;
  const said = { occurredOn, whatMadeItHard, whatIsNeeded, missedBy };
  const missed = { ...session, ...said, status, loggedBy: call.actor };
  if (!given.bothHappened) await expectLoggedOnce(call, taken.t, { session: missed, sessions });
  const { t, sessionId } = await keepSession(call, taken.t, missed);
  if (!agreed) call.tell(facts.sessionMissed, { sessionId, ...toldOf(t), occurredOn });
  return await thenNext(call, t, { given: given.nextPlannedFor, after: missed.plannedFor });
}

// what somebody agreed on comes before the rhythm; a log that was sent late may name a day that is past
async function thenNext(
  call: MatchingCall,
  t: Trajectory,
  { given, after }: { given: string; after: string },
): Promise<TrajectoryPage> {
  const last = lastVisitDay(t);
  if (given > localDateTime(call.now)) {
    if (last === '' || given.slice(0, 10) <= last) await planAt(call, t, given);
  } else await planNext(call, t, after);
  return await pageOf(call, t);
}

/** Takes a planned session off the calendar; the next one of the rhythm comes in its place. */
export async function cancelSession(
  call: MatchingCall,
  { sessionId, reason: note, revision }: Plain<CancelSessionRequest>,
): Promise<TrajectoryPage> {
  const session = await loadSession(call.tx, sessionId);
  const t = await reach(call, session.trajectoryId, 'session_id');
  expectRevision(revision, session.revision);
  const status = nextOfSession(session.status, 'cancel_session');
  await saveSession(call.tx, { ...session, status, note });
  if (t.status === 'running') await planNext(call, t, session.plannedFor);
  return await pageOf(call, t);
}
