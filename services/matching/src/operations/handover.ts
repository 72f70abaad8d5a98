import type { Plain } from '@katrol/contract';
import type {
  CloseTrajectoryRequest,
  SeekNextTutorRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, Refusal, expectRevision, wrongState } from '@katrol/runtime';
import { next as nextOfMatch } from '../domain/match.ts';
import { endForeseen, lastDayOf } from '../domain/standing.ts';
import { next as nextOfRequest } from '../domain/support-request.ts';
import { mayClose, next, type Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { loadMatch, saveMatch } from '../store/matches.ts';
import { loadRequest, saveRequest } from '../store/requests.ts';
import { runningOfRequest, saveTrajectory } from '../store/trajectories.ts';
import { again, reach, type TrajectoryPage } from './trajectory.ts';

/**
 * A next tutor is looked for while the one who stops still comes, or no longer. Proposals take the
 * family along from then on.
 */
export async function seekNextTutor(
  call: MatchingCall,
  { trajectoryId, seek }: Plain<SeekNextTutorRequest>,
): Promise<TrajectoryPage> {
  const t = await reach(call, trajectoryId);
  if (t.status !== 'running') throw wrongState(t.status, 'seek_next_tutor');
  if (seek && !endForeseen(t, call.today)) throw new Refusal('failed_precondition', 'TUTOR_STAYS');
  const request = await loadRequest(call.tx, t.supportRequestId);
  const there = request.status === (seek ? 'continuing' : 'in_support');
  if (!there) {
    const status = nextOfRequest(request.status, seek ? 'seek_next_tutor' : 'stay');
    await saveRequest(call.tx, { ...request, status });
  }
  return await again(call, t);
}

type End = Pick<Trajectory, 'closedOn' | 'closeReason' | 'closingNote'>;

/**
 * Closes a trajectory; where the family still wants support, its request opens again with the date
 * it first asked. Where the next tutor comes already, the request goes on with that one.
 */
export async function closeTrajectory(
  call: MatchingCall,
  given: Plain<CloseTrajectoryRequest>,
): Promise<TrajectoryPage> {
  const { tx } = call;
  const t = await reach(call, given.trajectoryId);
  expectRevision(given.revision, t.revision);
  const { reason: closeReason, closingNote, reopenRequest } = given;
  next(t.status, 'close');
  const closedOn = given.occurredOn || call.today;
  new Checks().within('occurred_on', closedOn, { from: t.startedOn }).done();
  const others = (await runningOfRequest(tx, t.supportRequestId)).filter((one) => one.id !== t.id);
  if (!mayClose(t, closeReason, reopenRequest || others.length > 0)) {
    const meta = { service: t.specialisedQueue };
    throw new Refusal('failed_precondition', 'SPECIALISED_HELP_NOT_STARTED', { meta });
  }
  await endTrajectory(call, t, { closedOn, closeReason, closingNote });
  if (others.length > 0) return await again(call, t);
  const request = await loadRequest(tx, t.supportRequestId);
  const status = nextOfRequest(request.status, reopenRequest ? 'reopen' : 'close');
  await saveRequest(tx, { ...request, status });
  return await again(call, t);
}

/** Closes a trajectory and its match, and tells both. What becomes of the request others say. */
async function endTrajectory(call: MatchingCall, t: Trajectory, end: End): Promise<void> {
  const { tx } = call;
  await saveTrajectory(tx, { ...t, ...end, status: next(t.status, 'close') });
  const match = await loadMatch(tx, t.matchId);
  await saveMatch(tx, { ...match, status: nextOfMatch(match.status, 'end') });
  const { id: trajectoryId, matchId, familyId, tutorId, accountId, branchCode } = t;
  const whose = { familyId, tutorId, branchCode, occurredOn: end.closedOn };
  call.tell(facts.trajectoryClosed, { trajectoryId, ...whose, reason: end.closeReason });
  call.tell(facts.matchEnded, { matchId, accountId, ...whose, reason: 'closed' });
}

/**
 * The next tutor begins: what the one before left running closes on its last day, where that is
 * past. One whose last day is still to come goes on until then. Gives what binds the initiative and
 * goes on.
 */
export async function takeOver(
  call: MatchingCall,
  supportRequestId: string,
): Promise<Pick<Trajectory, 'specialisedQueue'>> {
  const running = await runningOfRequest(call.tx, supportRequestId);
  for (const t of running) {
    const last = lastDayOf(t);
    if (last === '' || last >= call.today) continue;
    const closedOn = last < t.startedOn ? t.startedOn : last;
    await endTrajectory(call, t, { closedOn, closeReason: 'term_ended', closingNote: '' });
  }
  return { specialisedQueue: running[0]?.specialisedQueue ?? '' };
}
