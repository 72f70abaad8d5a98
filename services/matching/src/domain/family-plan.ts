import type { Plain } from '@katrol/contract';
import type {
  AgreeOnPlanRequest,
  FamilyPlan as ContractPlan,
  PlanShift as ContractShift,
} from '@katrol/proto/katrol/matching/v1/messages_pb';

export type PlanShift = Plain<ContractShift>;

/**
 * What holds for the whole of a family's plan. `strengthsIn`, `queueIn`: the trajectory in which it
 * was said, whose tutor reads it anyhow.
 */
export type FamilyPlan = Plain<ContractPlan> & {
  familyId: string;
  branchCode: string;
  strengthsIn: string;
  queueIn: string;
  /** when somebody asked last whether the family still waits */
  queueLookedOn: string;
};

export const noPlan = (familyId: string, branchCode: string): FamilyPlan => ({
  familyId,
  branchCode,
  strengths: [],
  strengthsIn: '',
  specialisedQueue: '',
  queueIn: '',
  queueSince: '',
  queueLookedOn: '',
  earlier: [],
  strengthsPassOn: false,
  queuePassesOn: false,
  agreedOn: '',
  agreedBy: '',
  revision: 0,
});

/** Who says it, when, in which trajectory. */
export type Said = { on: string; by: string; trajectoryId: string };

/** What was there before is kept with day and author; nothing new is no shift. */
const shifted = (earlier: readonly PlanShift[], was: string, { on, by }: Said): PlanShift[] =>
  was === '' ? [...earlier] : [...earlier, { on, by, was }];

export function withStrengths(plan: FamilyPlan, strengths: string[], said: Said): FamilyPlan {
  const was = plan.strengths.join('; ');
  const earlier = was === strengths.join('; ') ? plan.earlier : shifted(plan.earlier, was, said);
  return { ...plan, strengths, strengthsIn: said.trajectoryId, earlier };
}

/**
 * The queue holds the family's place in the initiative; it begins and ends once. Said again it was
 * asked again.
 */
export function withQueue(plan: FamilyPlan, specialisedQueue: string, said: Said): FamilyPlan {
  const was = plan.specialisedQueue;
  const earlier = was === specialisedQueue ? plan.earlier : shifted(plan.earlier, was, said);
  const begins = was === '' && specialisedQueue !== '';
  const since = specialisedQueue === '' ? '' : begins ? said.on : plan.queueSince;
  const looked = specialisedQueue === '' ? '' : said.on;
  return {
    ...plan,
    specialisedQueue,
    queueIn: said.trajectoryId,
    queueSince: since,
    queueLookedOn: looked,
    earlier,
  };
}

/** What the parents agreed that the next tutor reads of it. */
export const agreed = (
  plan: FamilyPlan,
  { strengths, specialisedQueue, saidBy }: Plain<AgreeOnPlanRequest>,
  agreedOn: string,
): FamilyPlan => ({
  ...plan,
  strengthsPassOn: strengths,
  queuePassesOn: specialisedQueue,
  agreedOn,
  agreedBy: saidBy,
});

/** A part of the plan as its tutor reads it: said in this trajectory, or passed on by the parents. */
export const readableIn = (
  trajectoryId: string,
  part: { trajectoryId: string; passesOn: boolean },
): boolean => part.trajectoryId === trajectoryId || part.passesOn;

/** The plan as the tutor of a trajectory reads it; who agreed on it is not theirs. */
export const readBy = (trajectoryId: string, plan: FamilyPlan): FamilyPlan => ({
  ...plan,
  earlier: [],
  agreedBy: '',
  strengths: plan.strengthsPassOn || plan.strengthsIn === trajectoryId ? plan.strengths : [],
  specialisedQueue:
    plan.queuePassesOn || plan.queueIn === trajectoryId ? plan.specialisedQueue : '',
});
