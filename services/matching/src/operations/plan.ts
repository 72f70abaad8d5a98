import { filesOf } from '@katrol/families';
import type { Plain } from '@katrol/contract';
import type {
  AgreeOnPlanRequest,
  KeepSpecialisedQueueRequest,
  KeepStrengthsRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, expectRevision } from '@katrol/runtime';
import {
  agreed,
  withQueue,
  withStrengths,
  type FamilyPlan,
  type Said,
} from '../domain/family-plan.ts';
import { next, type Trajectory, type TrajectoryCommand } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { planOf, savePlan } from '../store/plans.ts';
import { passOn } from '../store/story.ts';
import { again, reach, type TrajectoryPage } from './trajectory.ts';

/** The family's plan, to be changed by who works on it. */
async function planFor(
  call: MatchingCall,
  { trajectoryId, revision }: { trajectoryId: string; revision: number },
  command: TrajectoryCommand,
): Promise<{ t: Trajectory; plan: FamilyPlan; said: Said }> {
  const t = await reach(call, trajectoryId);
  const plan = await planOf(call.tx, t.familyId, t.branchCode);
  expectRevision(revision, plan.revision);
  next(t.status, command);
  return { t, plan, said: { on: call.today, by: call.by, trajectoryId: t.id } };
}

/** What the family is good at and who stands around it. */
export async function keepStrengths(
  call: MatchingCall,
  given: Plain<KeepStrengthsRequest>,
): Promise<TrajectoryPage> {
  const { t, plan, said } = await planFor(call, given, 'keep_strengths');
  await savePlan(call.tx, withStrengths(plan, given.strengths, said));
  return await again(call, t);
}

/** What the parents agree that the next tutor reads of the plan; the rest stays where it is. */
export async function agreeOnPlan(
  call: MatchingCall,
  given: Plain<AgreeOnPlanRequest>,
): Promise<TrajectoryPage> {
  const { trajectoryId, planRevision: revision } = given;
  const { t, plan } = await planFor(call, { trajectoryId, revision }, 'agree_on_plan');
  const occurredOn = given.occurredOn || call.today;
  new Checks().within('occurred_on', occurredOn, { from: t.startedOn }).done();
  await passOn(call.tx, await filesOf(call.tx, t.familyId), given.partIds);
  await savePlan(call.tx, agreed(plan, given, occurredOn));
  return await again(call, t);
}

/** The family waits for specialised help: until it has started, the initiative stays. */
export async function keepSpecialisedQueue(
  call: MatchingCall,
  given: Plain<KeepSpecialisedQueueRequest>,
): Promise<TrajectoryPage> {
  const { t, plan, said } = await planFor(call, given, 'keep_specialised_queue');
  const after = withQueue(plan, given.specialisedQueue, said);
  await savePlan(call.tx, after);
  if ((plan.specialisedQueue === '') !== (after.specialisedQueue === '')) {
    const { familyId, branchCode } = t;
    const waits = after.specialisedQueue !== '';
    call.tell(facts.specialisedQueueChanged, {
      familyId,
      branchCode,
      waits,
      since: waits ? after.queueSince : plan.queueSince,
      occurredOn: call.today,
    });
  }
  return await again(call, t);
}
