import { SessionHeldSchema, SessionMissedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { Checks, expectRevision, localDateTime, notFound, wrongState } from '@katrol/runtime';
import { expectRunning, weekLater, type Session, type Trajectory } from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import {
  createSession,
  loadSession,
  loadTrajectory,
  saveSession,
  saveTrajectory,
  sessionsOf,
} from '../store/trajectories.ts';
import { pageOf, reach, type TrajectoryPage } from './trajectory.ts';

const blank = {
  occurredOn: '',
  minutes: 0,
  children: [],
  parentPresent: false,
  done: [],
  note: '',
  whatMadeItHard: '',
  whatIsNeeded: '',
  missedBy: '',
};

/** Plans a session; one at the same hour is the same session. */
export async function planSession(
  _deps: unknown,
  call: MatchingCall,
  given: { trajectoryId: string; plannedFor: string },
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  expectRunning(t, 'plan_session');
  const c = new Checks();
  c.dateTime('planned_for', given.plannedFor, true);
  c.done();
  await planAt(call, t, given.plannedFor);
  return await pageOf(call, t);
}

async function planAt(call: MatchingCall, t: Trajectory, plannedFor: string): Promise<void> {
  const planned = (await sessionsOf(call.tx, t.id)).filter((s) => s.status === 'planned');
  if (planned.some((s) => s.plannedFor === plannedFor)) return;
  await createSession(call.tx, {
    ...blank,
    trajectoryId: t.id,
    branchCode: t.branchCode,
    status: 'planned',
    plannedFor,
  });
}

export type LogInput = {
  trajectoryId: string;
  sessionId: string;
  occurredOn: string;
  minutes: number;
  children: string[];
  parentPresent: boolean;
  done: string[];
  note: string;
  nextPlannedFor: string;
  revision: number;
};

const doneCodes = [
  'reading',
  'mathematics',
  'dutch',
  'french',
  'homework_planning',
  'study_choice',
  'papers',
  'sciences',
  'secondary_mathematics',
  'secondary_languages',
  'secondary_sciences',
  'languages',
  'talking',
  'play',
  'going_along',
  'homework',
  'other',
];

/** Logs a session that was held: who took part, what was done, minutes. Its minutes become hours; the next one is planned. */
export async function logSession(
  _deps: unknown,
  call: MatchingCall,
  given: LogInput,
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  expectRunning(t, 'log_session');
  const planned = await plannedSession(call, t, given);
  const c = new Checks();
  const occurredOn =
    c.date('occurred_on', given.occurredOn || planned?.plannedFor.slice(0, 10) || '', {
      notAfter: call.today,
      notBefore: t.startedOn,
    }) || call.today;
  const held: Omit<Session, 'id' | 'revision'> = {
    ...blank,
    trajectoryId: t.id,
    branchCode: t.branchCode,
    status: 'held',
    plannedFor: planned?.plannedFor ?? atNow(call, occurredOn),
    occurredOn,
    minutes: c.number('minutes', given.minutes, { min: 5, max: 480 }),
    children: c.codes(
      'children',
      given.children,
      t.children.map((k) => k.childId),
    ),
    parentPresent: given.parentPresent,
    done: c.codes('done', given.done, doneCodes),
    note: c.text('note', given.note, { max: 2_000 }),
  };
  c.dateTime('next_planned_for', given.nextPlannedFor);
  c.done();
  const sessionId = await keepSession(call, planned, held);
  await saveTrajectory(
    call.tx,
    {
      ...t,
      held: t.held + 1,
      lastSessionOn: occurredOn > t.lastSessionOn ? occurredOn : t.lastSessionOn,
    },
    t.revision,
  );
  await planNext(call, t, given.nextPlannedFor || weekLater(held.plannedFor));
  const { id: trajectoryId, familyId, tutorId, branchCode } = t;
  call.tell(
    SessionHeldSchema,
    { sessionId, trajectoryId, familyId, tutorId, branchCode, occurredOn, minutes: held.minutes },
    familyId,
  );
  return await pageOf(call, await loadTrajectory(call.tx, t.id, ''));
}

const atNow = (call: MatchingCall, day: string): string =>
  `${day}${localDateTime(call.now).slice(10)}`;

async function plannedSession(
  call: MatchingCall,
  t: Trajectory,
  given: { sessionId: string; revision: number },
): Promise<Session | undefined> {
  if (given.sessionId === '') return undefined;
  const session = await loadSession(call.tx, given.sessionId);
  if (session.trajectoryId !== t.id) throw notFound('session_id');
  expectRevision(given.revision, session.revision);
  if (session.status !== 'planned') throw wrongState(session.status, 'log_session');
  return session;
}

async function keepSession(
  call: MatchingCall,
  planned: Session | undefined,
  s: Omit<Session, 'id' | 'revision'>,
): Promise<string> {
  if (!planned) return await createSession(call.tx, s);
  await saveSession(call.tx, { ...planned, ...s }, planned.revision);
  return planned.id;
}

// One next session is enough: somebody who plans several does so by hand.
async function planNext(call: MatchingCall, t: Trajectory, plannedFor: string): Promise<void> {
  const ahead = (await sessionsOf(call.tx, t.id)).some((s) => s.status === 'planned');
  if (!ahead && (t.endsOn === '' || plannedFor.slice(0, 10) <= t.endsOn))
    await planAt(call, t, plannedFor);
}

export type MissInput = {
  trajectoryId: string;
  sessionId: string;
  occurredOn: string;
  whatMadeItHard: string;
  whatIsNeeded: string;
  missedBy: string;
  nextPlannedFor: string;
  revision: number;
};

/** A session that did not take place, by whichever side: it opens a conversation, not a sanction. */
export async function missSession(
  _deps: unknown,
  call: MatchingCall,
  given: MissInput,
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  expectRunning(t, 'miss_session');
  const planned = await plannedSession(call, t, given);
  const c = new Checks();
  // that it cannot happen may be known before the day
  const plannedOn = planned?.plannedFor.slice(0, 10) ?? '';
  const notAfter = plannedOn > call.today ? plannedOn : call.today;
  const occurredOn =
    c.date('occurred_on', given.occurredOn || plannedOn, { notAfter, notBefore: t.startedOn }) ||
    call.today;
  const missed: Omit<Session, 'id' | 'revision'> = {
    ...blank,
    trajectoryId: t.id,
    branchCode: t.branchCode,
    status: 'missed',
    plannedFor: planned?.plannedFor ?? atNow(call, occurredOn),
    occurredOn,
    whatMadeItHard: c.text('what_made_it_hard', given.whatMadeItHard, { max: 2_000 }),
    whatIsNeeded: c.text('what_is_needed', given.whatIsNeeded, { max: 2_000 }),
    missedBy: c.code('missed_by', given.missedBy, ['family', 'tutor', 'branch']),
  };
  c.dateTime('next_planned_for', given.nextPlannedFor);
  c.done();
  const sessionId = await keepSession(call, planned, missed);
  await saveTrajectory(call.tx, { ...t, missed: t.missed + 1 }, t.revision);
  await planNext(call, t, given.nextPlannedFor || weekLater(missed.plannedFor));
  const { id: trajectoryId, familyId, tutorId, branchCode } = t;
  call.tell(
    SessionMissedSchema,
    { sessionId, trajectoryId, familyId, tutorId, branchCode, occurredOn },
    familyId,
  );
  return await pageOf(call, await loadTrajectory(call.tx, t.id, ''));
}

/** Takes a planned session off the calendar. */
export async function cancelSession(
  _deps: unknown,
  call: MatchingCall,
  given: { sessionId: string; reason: string; revision: number },
): Promise<TrajectoryPage> {
  const session = await loadSession(call.tx, given.sessionId);
  const t = await reach(call, session.trajectoryId, 'session_id');
  expectRevision(given.revision, session.revision);
  if (session.status !== 'planned') throw wrongState(session.status, 'cancel_session');
  const c = new Checks();
  const note = c.text('reason', given.reason, { max: 1_000 });
  c.done();
  await saveSession(call.tx, { ...session, status: 'cancelled', note }, given.revision);
  return await pageOf(call, t);
}
