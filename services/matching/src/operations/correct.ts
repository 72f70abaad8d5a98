import { isDeepStrictEqual } from 'node:util';
import type { Plain } from '@katrol/contract';
import { hasRole } from '@katrol/events';
import type {
  AnswerMissedRequest,
  CorrectSessionRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, expectRevision, Refusal, wrongState } from '@katrol/runtime';
import { hold } from '@katrol/store';
import {
  asItWas,
  correctableUntil,
  next as nextOfSession,
  type Session,
} from '../domain/session.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { loadSession, saveSession, sessionsOf } from '../store/trajectories.ts';
import { expectLoggedOnce } from './logged-once.ts';
import { asksForParents, keepSession, toldOf } from './session.ts';
import { again, reach, type TrajectoryPage } from './trajectory.ts';

/**
 * Puts a log right: who wrote it, or the coordinator, until the hours of the term are settled. What
 * it was stays on record with who and when; counts and hours follow. Refuses NOT_YOURS_TO_CORRECT
 * and TERM_SETTLED.
 */
export async function correctSession(
  call: MatchingCall,
  given: Plain<CorrectSessionRequest>,
): Promise<TrajectoryPage> {
  const { tx, today, by } = call;
  const { trajectoryId } = await loadSession(tx, given.sessionId);
  await hold(tx, 'trajectory', [trajectoryId]);
  const t = await reach(call, trajectoryId, 'session_id');
  const session = await loadSession(tx, given.sessionId);
  expectRevision(given.revision, session.revision);
  expectMayCorrect(call, t, session);
  checkCorrection(t, session, given, today);
  const parentPresent = given.parentPresent && (await asksForParents(call, t));
  const right = corrected(session, { ...given, parentPresent });
  if (isDeepStrictEqual(right, session)) return await again(call, t);
  const corrections = [...session.corrections, asItWas(session, { on: today, by })];
  const sessions = await sessionsOf(tx, t.id);
  if (!given.bothHappened && movedInTime(session, right))
    await expectLoggedOnce(call, t, { session: right, sessions });
  const kept = await keepSession(call, t, { ...right, corrections });
  const { occurredOn, minutes } = right;
  const held = right.status === 'held';
  const of = { sessionId: session.id, ...toldOf(kept.t), occurredOn, minutes, held };
  call.tell(facts.sessionCorrected, { ...of, correction: corrections.length });
  return await again(call, kept.t);
}

function expectMayCorrect(
  call: MatchingCall,
  t: Trajectory,
  { loggedBy, groupSessionId }: Session,
): void {
  if (groupSessionId !== '') throw new Refusal('failed_precondition', 'LOGGED_WITH_GROUP');
  if (!hasRole(call, 'coordinator') && loggedBy !== call.actor)
    throw new Refusal('permission_denied', 'NOT_YOURS_TO_CORRECT');
  const until = correctableUntil(t);
  if (until === '' || call.today <= until) return;
  throw new Refusal('failed_precondition', 'TERM_SETTLED', { meta: { until } });
}

function checkCorrection(
  t: Trajectory,
  session: Session,
  { occurredOn, children, held }: Plain<CorrectSessionRequest>,
  today: string,
): void {
  const until = t.closedOn !== '' && t.closedOn < today ? t.closedOn : today;
  const c = new Checks();
  c.within('occurred_on', occurredOn, { from: t.startedOn, until });
  // a child that was taken off since was there all the same
  const known = [...t.children.map(({ childId }) => childId), ...session.children];
  if (held) c.among('children', children, known);
  c.done();
}

function corrected(session: Session, given: Plain<CorrectSessionRequest>): Session {
  const { held, occurredOn, note, whatMadeItHard, whatIsNeeded, missedBy } = given;
  const status = nextOfSession(session.status, held ? 'say_held' : 'say_missed');
  const { minutes, children, parentPresent, done } = given;
  const was = { minutes, children, parentPresent, done };
  const nobody = { minutes: 0, children: [], parentPresent: false, done: [] };
  const why = held
    ? { whatMadeItHard: '', whatIsNeeded: '', missedBy: '' as const }
    : { whatMadeItHard, whatIsNeeded, missedBy };
  // what is needed now was not answered yet
  const open = { answeredOn: '', answeredBy: '', answer: '', anotherMoment: false };
  const asked = why.whatIsNeeded === session.whatIsNeeded ? {} : open;
  return { ...session, ...asked, status, occurredOn, note, ...why, ...(held ? was : nobody) };
}

const movedInTime = (a: Session, b: Session): boolean =>
  a.occurredOn !== b.occurredOn || a.status !== b.status || b.minutes > a.minutes;

/**
 * Answers what is needed where a session could not be: another moment was found, or in words. The
 * first answer stays.
 */
export async function answerMissed(
  call: MatchingCall,
  { sessionId, anotherMoment, answer }: Plain<AnswerMissedRequest>,
): Promise<TrajectoryPage> {
  const session = await loadSession(call.tx, sessionId);
  const t = await reach(call, session.trajectoryId, 'session_id');
  if (session.whatIsNeeded === '' || session.answeredOn !== '')
    throw wrongState(session.status, 'answer_missed');
  const answered = { answeredOn: call.today, answeredBy: call.by, answer, anotherMoment };
  await saveSession(call.tx, { ...session, ...answered });
  return await again(call, t);
}
