import type { Plain } from '@katrol/contract';
import { hasRole } from '@katrol/events';
import type {
  AnswerHelpRequest,
  AskForHelpRequest,
  CloseTrajectoryRequest,
  GetTrajectoryRequest,
  KeepSpecialisedQueueRequest,
  KeepStrengthsRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, Refusal, expectRevision, notFound } from '@katrol/runtime';
import { next as nextOfMatch, type Match } from '../domain/match.ts';
import type { Session } from '../domain/session.ts';
import { next as nextOfRequest } from '../domain/support-request.ts';
import { mayClose, next, type Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { sharesWithTutor } from '../store/consents.ts';
import { loadMatch, openMatchesOf, saveMatch } from '../store/matches.ts';
import { loadRequest, saveRequest } from '../store/requests.ts';
import {
  barriersOf,
  createHelp,
  goalsOf,
  goingAlongOf,
  helpOf,
  loadHelp,
  saveHelp,
  type Barrier,
  type Goal,
  type GoingAlong,
  type HelpRequest,
} from '../store/story.ts';
import {
  loadTrajectory,
  runningOf,
  saveTrajectory,
  sessionsOf,
  trajectoryOfFamily,
} from '../store/trajectories.ts';

export type TrajectoryPage = {
  trajectory: Trajectory;
  sessions: Session[];
  goals: Goal[];
  barriers: Barrier[];
  goingAlong: GoingAlong[];
  help: HelpRequest[];
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

const agreed = (
  { tx, today }: MatchingCall,
  { familyId, children }: Pick<Trajectory, 'familyId' | 'children'>,
): Promise<boolean> => sharesWithTutor(tx, familyId, { children, today });

async function allowed(call: MatchingCall, t: Trajectory, field: string): Promise<Trajectory> {
  if (tutorOnly(call)) {
    const shares = t.status === 'running' && (await agreed(call, t));
    if (!shares) throw notFound(field);
  }
  call.audit(t.familyId, t.branchCode);
  return t;
}

export async function pageOf(
  { tx, today }: MatchingCall,
  trajectory: Trajectory,
): Promise<TrajectoryPage> {
  const { id } = trajectory;
  return {
    trajectory,
    today,
    sessions: await sessionsOf(tx, id),
    goals: await goalsOf(tx, id),
    barriers: await barriersOf(tx, id),
    goingAlong: await goingAlongOf(tx, id),
    help: await helpOf(tx, id),
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
    if (!(await agreed(call, t))) continue;
    call.audit(t.familyId, t.branchCode);
    pages.push(await pageOf(call, t));
  }
  const matches = [];
  for (const match of await openMatchesOf(call.tx, call.actor)) {
    const { needs } = await loadRequest(call.tx, match.supportRequestId);
    if (await agreed(call, { ...match, children: needs.children })) matches.push(match);
  }
  return { pages, matches };
}

/** What the family is good at and who stands around it. */
export async function keepStrengths(
  call: MatchingCall,
  { trajectoryId, strengths, revision }: Plain<KeepStrengthsRequest>,
): Promise<TrajectoryPage> {
  const t = await reach(call, trajectoryId);
  expectRevision(revision, t.revision);
  const status = next(t.status, 'keep_strengths');
  await saveTrajectory(call.tx, { ...t, status, strengths });
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
    await createHelp(call.tx, { ...whose, askedOn: call.today, note });
  }
  return await again(call, t);
}

export async function answerHelp(
  call: MatchingCall,
  { helpRequestId, answer, revision }: Plain<AnswerHelpRequest>,
): Promise<TrajectoryPage> {
  const help = await loadHelp(call.tx, helpRequestId);
  expectRevision(revision, help.revision);
  await saveHelp(call.tx, { ...help, answer, answeredOn: call.today });
  return await again(call, await reach(call, help.trajectoryId));
}

/** The family waits for specialised help: until it has started, the trajectory stays. */
export async function keepSpecialisedQueue(
  call: MatchingCall,
  { trajectoryId, specialisedQueue, revision }: Plain<KeepSpecialisedQueueRequest>,
): Promise<TrajectoryPage> {
  const t = await reach(call, trajectoryId);
  expectRevision(revision, t.revision);
  const status = next(t.status, 'keep_specialised_queue');
  await saveTrajectory(call.tx, { ...t, status, specialisedQueue });
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
  const { tx } = call;
  const t = await reach(call, given.trajectoryId);
  expectRevision(given.revision, t.revision);
  const status = next(t.status, 'close');
  const { reason: closeReason, closingNote } = given;
  const closedOn = given.occurredOn || call.today;
  new Checks().within('occurred_on', closedOn, { from: t.startedOn }).done();
  if (!mayClose(t, closeReason)) {
    const meta = { service: t.specialisedQueue };
    throw new Refusal('failed_precondition', 'SPECIALISED_HELP_NOT_STARTED', { meta });
  }
  await saveTrajectory(tx, { ...t, status, closedOn, closeReason, closingNote });
  const request = await loadRequest(tx, t.supportRequestId);
  const command = given.reopenRequest ? 'reopen' : 'close';
  await saveRequest(tx, { ...request, status: nextOfRequest(request.status, command) });
  const match = await loadMatch(tx, t.matchId);
  await saveMatch(tx, { ...match, status: nextOfMatch(match.status, 'end') });
  tellClosed(call, t, { occurredOn: closedOn, reason: closeReason });
  return await again(call, t);
}

function tellClosed(
  call: MatchingCall,
  { id: trajectoryId, matchId, familyId, tutorId, accountId, branchCode }: Trajectory,
  { occurredOn, reason }: { occurredOn: string; reason: Trajectory['closeReason'] },
): void {
  const whose = { familyId, tutorId, branchCode, occurredOn };
  call.tell(facts.trajectoryClosed, { trajectoryId, ...whose, reason });
  call.tell(facts.matchEnded, { matchId, accountId, ...whose, reason: 'closed' });
}
