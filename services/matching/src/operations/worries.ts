import type { Plain } from '@katrol/contract';
import type {
  RaiseWorryRequest,
  TakeUpWorryRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { expectRevision, wrongState } from '@katrol/runtime';
import type { MatchingCall } from '../store/client.ts';
import { loadWorry, saveWorry, worriesOf } from '../store/worries.ts';
import { again, reach, type TrajectoryPage } from './trajectory.ts';

/**
 * One tap to the coordinator; the note may stay empty. Tapping again while it waits is the same
 * worry. It is in no export, is told to no other service and goes through no school channel.
 */
export async function raiseWorry(
  call: MatchingCall,
  { trajectoryId, note }: Plain<RaiseWorryRequest>,
): Promise<TrajectoryPage> {
  const t = await reach(call, trajectoryId);
  const { familyId, tutorId, branchCode } = t;
  const waiting = (await worriesOf(call.tx, { trajectoryId: t.id })).filter(
    (worry) => worry.takenUpOn === '',
  );
  if (!waiting.some((worry) => worry.note === note)) {
    const whose = { trajectoryId: t.id, familyId, tutorId, branchCode };
    const fresh = { id: '', revision: 1, takenUpOn: '', takenUpBy: '' };
    await saveWorry(call.tx, { ...fresh, ...whose, note, raisedOn: call.today });
  }
  return await again(call, t);
}

/** A coordinator takes it up: it leaves the page of today with who and when. */
export async function takeUpWorry(
  call: MatchingCall,
  { worryId, revision }: Plain<TakeUpWorryRequest>,
): Promise<TrajectoryPage> {
  const worry = await loadWorry(call.tx, worryId);
  const t = await reach(call, worry.trajectoryId, 'worry_id');
  expectRevision(revision, worry.revision);
  if (worry.takenUpOn !== '') throw wrongState('taken_up', 'take_up_worry');
  await saveWorry(call.tx, { ...worry, takenUpOn: call.today, takenUpBy: call.by });
  return await again(call, t);
}
