import type { Plain } from '@katrol/contract';
import type {
  CloseTrajectoryRequest,
  SeekNextTutorRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, Refusal, expectRevision, wrongState } from '@katrol/runtime';
import { endForeseen, lastDayOf } from '../domain/standing.ts';
import { next as nextOfRequest } from '../domain/support-request.ts';
import { mayClose, next } from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import { loadRequest } from '../store/requests.ts';
import { runningOfRequest } from '../store/trajectories.ts';
import { endTrajectory } from './end-support.ts';
import { moveRequest } from './move-request.ts';
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
    await moveRequest(call, [request, { ...request, status }], { occurredOn: call.today });
  }
  return await again(call, t);
}

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
  // what was held cannot come after the end
  const from = t.lastSessionOn > t.startedOn ? t.lastSessionOn : t.startedOn;
  new Checks().within('occurred_on', closedOn, { from }).done();
  const others = (await runningOfRequest(tx, t.supportRequestId)).filter((one) => one.id !== t.id);
  const requestReopened = reopenRequest || others.length > 0;
  if (!mayClose(t, { reason: closeReason, requestReopened })) {
    const meta = { service: t.specialisedQueue };
    throw new Refusal('failed_precondition', 'SPECIALISED_HELP_NOT_STARTED', { meta });
  }
  await endTrajectory(call, t, { closedOn, closeReason, closingNote, requestReopened });
  if (others.length > 0) return await again(call, t);
  const request = await loadRequest(tx, t.supportRequestId);
  const status = nextOfRequest(request.status, reopenRequest ? 'reopen' : 'close');
  const moved = { occurredOn: closedOn, why: reopenRequest ? '' : closeReason } as const;
  await moveRequest(call, [request, { ...request, status }], moved);
  return await again(call, t);
}

/**
 * The next tutor begins: what the one before left running closes on its last day, where that is
 * past. One whose last day is still to come goes on until then.
 */
export async function takeOver(call: MatchingCall, supportRequestId: string): Promise<void> {
  const running = await runningOfRequest(call.tx, supportRequestId);
  for (const t of running) {
    const last = lastDayOf(t);
    if (last === '' || last >= call.today) continue;
    const closedOn = [last, t.startedOn, t.lastSessionOn].sort().at(-1) ?? last;
    const ending = { closedOn, closeReason: 'term_ended', closingNote: '' } as const;
    await endTrajectory(call, t, { ...ending, requestReopened: true });
  }
}
