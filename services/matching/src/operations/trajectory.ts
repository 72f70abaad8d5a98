import type { Plain } from '@katrol/contract';
import { hasRole } from '@katrol/events';
import type { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  AnswerHelpRequest,
  AskForHelpRequest,
  GetTrajectoryRequest,
  KeepSpecialisedQueueRequest,
  KeepStrengthsRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { expectRevision, notFound } from '@katrol/runtime';
import type { Match } from '../domain/match.ts';
import type { Session } from '../domain/session.ts';
import { approvedText, type ClosingNote } from '../domain/closing-note.ts';
import { next, type Trajectory } from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import { closingNotesOf } from '../store/closing-notes.ts';
import { openMatchesOf } from '../store/matches.ts';
import { loadRequest } from '../store/requests.ts';
import { sharesWithTutor } from '../store/rules.ts';
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
  before,
  loadTrajectory,
  saveTrajectory,
  sessionsOf,
  trajectoriesOf,
  trajectoryOfFamily,
  type Whose,
} from '../store/trajectories.ts';
import { workingAs } from '../store/tutors.ts';
import { worriesOf, type Worry } from '../store/worries.ts';

export type TrajectoryPage = {
  trajectory: Trajectory;
  sessions: Session[];
  goals: Goal[];
  barriers: Barrier[];
  goingAlong: GoingAlong[];
  help: HelpRequest[];
  closingNotes: ClosingNote[];
  worries: Worry[];
  requestStatus: SupportRequestStatus;
  /** what came before this trajectory: sessions held, and what its tutor left as parents agreed */
  heldBefore: number;
  noteBefore: string;
  runningBefore: string;
  today: string;
};

export const tutorOnly = (call: MatchingCall): boolean => !hasRole(call, 'coordinator');
/** A coordinator reaches every trajectory of the branch, a tutor those of who they are today. */
const whose = async (call: MatchingCall): Promise<Whose> =>
  tutorOnly(call) ? await workingAs(call.tx, call.actor, call.today) : 'everybody';

/**
 * A trajectory that the caller may work on: a tutor an own one, while both it and the tutor's work go
 * on and the family agrees that its tutor knows.
 */
export async function reach(
  call: MatchingCall,
  id: string,
  field = 'trajectory_id',
): Promise<Trajectory> {
  return await allowed(call, await loadTrajectory(call.tx, id, await whose(call), field), field);
}

async function allowed(call: MatchingCall, t: Trajectory, field: string): Promise<Trajectory> {
  if (tutorOnly(call)) {
    const shares = t.status === 'running' && (await sharesWithTutor(call.tx, t.familyId));
    if (!shares) throw notFound(field);
  }
  call.audit(t.familyId, t.branchCode);
  return t;
}

export async function pageOf(call: MatchingCall, trajectory: Trajectory): Promise<TrajectoryPage> {
  const { tx, today } = call;
  const { id, familyId, supportRequestId } = trajectory;
  const earlier = await before(tx, trajectory);
  const [last] = earlier;
  const notesBefore = last ? await closingNotesOf(tx, [last.id]) : [];
  const notes = await closingNotesOf(tx, [id]);
  return {
    trajectory,
    today,
    closingNotes: tutorOnly(call) ? notes : [...notes, ...notesBefore],
    // a tutor knows of those raised in the own time
    worries: await worriesOf(tx, tutorOnly(call) ? { trajectoryId: id } : { familyId }),
    requestStatus: (await loadRequest(tx, supportRequestId)).status,
    heldBefore: earlier.reduce((sum, one) => sum + one.held, 0),
    noteBefore: approvedText(notesBefore),
    runningBefore: last?.status === 'running' ? last.id : '',
    sessions: await sessionsOf(tx, id),
    goals: await goalsOf(tx, id),
    barriers: await barriersOf(tx, id),
    goingAlong: await goingAlongOf(tx, id),
    help: await helpOf(tx, id),
  };
}

/** The page after a change. */
export const again = async (call: MatchingCall, t: Trajectory): Promise<TrajectoryPage> =>
  pageOf(call, await loadTrajectory(call.tx, t.id, 'everybody'));

export async function getTrajectory(
  call: MatchingCall,
  { id, familyId }: Plain<GetTrajectoryRequest>,
): Promise<TrajectoryPage> {
  if (id !== '') return await pageOf(call, await reach(call, id, 'id'));
  const t = await trajectoryOfFamily(call.tx, familyId, await whose(call));
  return await pageOf(call, await allowed(call, t, 'family_id'));
}

/** The tutor's own: running trajectories, while each family agrees, and open matches. */
export async function listMyTrajectories(
  call: MatchingCall,
): Promise<{ pages: TrajectoryPage[]; matches: Match[] }> {
  const pages = [];
  const mine = await workingAs(call.tx, call.actor, call.today);
  for (const t of await trajectoriesOf(call.tx, mine)) {
    if (t.status !== 'running') continue;
    if (!(await sharesWithTutor(call.tx, t.familyId))) continue;
    call.audit(t.familyId, t.branchCode);
    pages.push(await pageOf(call, t));
  }
  return { pages, matches: await openMatchesOf(call.tx, mine) };
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
