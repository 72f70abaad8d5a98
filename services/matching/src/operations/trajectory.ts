import type { Plain } from '@katrol/contract';
import { hasRole } from '@katrol/events';
import type {
  AgreeOnPlanRequest,
  AnswerHelpRequest,
  AskForHelpRequest,
  CloseTrajectoryRequest,
  GetTrajectoryRequest,
  KeepSpecialisedQueueRequest,
  KeepStrengthsRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, Refusal, expectRevision, notFound } from '@katrol/runtime';
import type { Match } from '../domain/match.ts';
import type { Session } from '../domain/session.ts';
import {
  agreed,
  readableIn,
  readBy,
  withQueue,
  withStrengths,
  type FamilyPlan,
  type Said,
} from '../domain/family-plan.ts';
import { mayClose, next, type Trajectory, type TrajectoryCommand } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import { filesOf } from '../store/aliases.ts';
import type { MatchingCall } from '../store/client.ts';
import { sharesWithTutor } from '../store/consents.ts';
import { openMatchesOf } from '../store/matches.ts';
import { planOf, savePlan } from '../store/plans.ts';
import { loadRequest } from '../store/requests.ts';
import {
  barriersOf,
  createHelp,
  goalsOf,
  goingAlongOf,
  helpOf,
  loadHelp,
  passOn,
  saveHelp,
  type Barrier,
  type Goal,
  type GoingAlong,
  type HelpRequest,
} from '../store/story.ts';
import {
  loadTrajectory,
  runningOf,
  sessionsOf,
  trajectoryOfFamily,
} from '../store/trajectories.ts';
import { endTrajectory } from './end-support.ts';

export type TrajectoryPage = {
  trajectory: Trajectory;
  sessions: Session[];
  goals: Goal[];
  barriers: Barrier[];
  goingAlong: GoingAlong[];
  help: HelpRequest[];
  plan: FamilyPlan;
  today: string;
};

const tutorOnly = (call: MatchingCall): boolean => !hasRole(call, 'coordinator');
const account = (call: MatchingCall): string => (tutorOnly(call) ? call.actor : '');

/**
 * A trajectory that the caller may work on: a tutor an own one, while it runs and the family agrees
 * that its tutor knows.
 */
export async function reach(
  call: MatchingCall,
  id: string,
  field = 'trajectory_id',
): Promise<Trajectory> {
  return await allowed(call, await loadTrajectory(call.tx, id, account(call), field), field);
}

const agrees = (
  { tx, today }: MatchingCall,
  { familyId, children }: Pick<Trajectory, 'familyId' | 'children'>,
): Promise<boolean> => sharesWithTutor(tx, familyId, { children, today });

async function allowed(call: MatchingCall, t: Trajectory, field: string): Promise<Trajectory> {
  if (tutorOnly(call)) {
    const shares = t.status === 'running' && (await agrees(call, t));
    if (!shares) throw notFound(field);
  }
  call.audit(t.familyId, t.branchCode);
  return t;
}

/** A trajectory with the family's plan, as far as the caller reads it. */
export async function pageOf(call: MatchingCall, trajectory: Trajectory): Promise<TrajectoryPage> {
  const { tx, today } = call;
  const { id, familyId, branchCode } = trajectory;
  const files = await filesOf(tx, familyId);
  const plan = await planOf(tx, familyId, branchCode);
  const theirs = tutorOnly(call);
  const readable = <P extends { trajectoryId: string; passesOn: boolean }>(parts: P[]): P[] =>
    theirs ? parts.filter((part) => readableIn(id, part)) : parts;
  const read = theirs ? readBy(id, plan) : plan;
  return {
    trajectory: { ...trajectory, specialisedQueue: read.specialisedQueue },
    today,
    sessions: await sessionsOf(tx, id),
    goals: readable(await goalsOf(tx, files)),
    barriers: readable(await barriersOf(tx, files)),
    goingAlong: readable(await goingAlongOf(tx, files)),
    help: await helpOf(tx, id),
    plan: read,
  };
}

/** The page after a change. */
export const again = async (call: MatchingCall, t: Trajectory): Promise<TrajectoryPage> =>
  pageOf(call, await loadTrajectory(call.tx, t.id, ''));

export async function getTrajectory(
  call: MatchingCall,
  { id, familyId }: Plain<GetTrajectoryRequest>,
): Promise<TrajectoryPage> {
  if (id !== '') return await pageOf(call, await reach(call, id, 'id'));
  const t = await trajectoryOfFamily(call.tx, familyId, account(call));
  return await pageOf(call, await allowed(call, t, 'family_id'));
}

/** The tutor's own: running trajectories and open matches, while each family agrees. */
export async function listMyTrajectories(
  call: MatchingCall,
): Promise<{ pages: TrajectoryPage[]; matches: Match[] }> {
  const pages = [];
  for (const t of await runningOf(call.tx, call.actor)) {
    if (!(await agrees(call, t))) continue;
    call.audit(t.familyId, t.branchCode);
    pages.push(await pageOf(call, t));
  }
  const matches = [];
  for (const match of await openMatchesOf(call.tx, call.actor)) {
    const { needs } = await loadRequest(call.tx, match.supportRequestId);
    if (await agrees(call, { ...match, children: needs.children })) matches.push(match);
  }
  return { pages, matches };
}

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

/** One tap; the note may stay empty. Asking again while one is open answers with that one. */
export async function askForHelp(
  call: MatchingCall,
  { trajectoryId, note }: Plain<AskForHelpRequest>,
): Promise<TrajectoryPage> {
  const t = await reach(call, trajectoryId);
  const { familyId, tutorId, branchCode } = t;
  const asked = await helpOf(call.tx, trajectoryId);
  if (!asked.some((h) => h.answeredOn === '' && h.note === note)) {
    const whose = { trajectoryId, familyId, tutorId, branchCode };
    const helpRequestId = await createHelp(call.tx, { ...whose, askedOn: call.today, note });
    call.tell(facts.helpAsked, { helpRequestId, ...whose, occurredOn: call.today });
  }
  return await again(call, t);
}

export async function answerHelp(
  call: MatchingCall,
  { helpRequestId, answer, revision }: Plain<AnswerHelpRequest>,
): Promise<TrajectoryPage> {
  const help = await loadHelp(call.tx, helpRequestId);
  expectRevision(revision, help.revision);
  const t = await reach(call, help.trajectoryId);
  await saveHelp(call.tx, { ...help, answer, answeredOn: call.today });
  const { familyId, tutorId, branchCode } = t;
  call.tell(facts.helpAnswered, {
    helpRequestId,
    trajectoryId: t.id,
    familyId,
    tutorId,
    branchCode,
    askedOn: help.askedOn,
    occurredOn: call.today,
  });
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

/**
 * Closes a trajectory; where the family still wants support, its request opens again with the date
 * it first asked.
 */
export async function closeTrajectory(
  call: MatchingCall,
  given: Plain<CloseTrajectoryRequest>,
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  expectRevision(given.revision, t.revision);
  next(t.status, 'close');
  const { reason: closeReason, closingNote } = given;
  const closedOn = given.occurredOn || call.today;
  new Checks().within('occurred_on', closedOn, { from: t.startedOn }).done();
  const requestReopened = given.reopenRequest;
  if (!mayClose(t, { reason: closeReason, requestReopened })) {
    const meta = { service: t.specialisedQueue };
    throw new Refusal('failed_precondition', 'SPECIALISED_HELP_NOT_STARTED', { meta });
  }
  await endTrajectory(call, t, { closedOn, closeReason, closingNote, requestReopened });
  return await again(call, t);
}
