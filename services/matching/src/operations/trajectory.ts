import { filesOf } from '@katrol/families';
import type { Plain } from '@katrol/contract';
import { hasRole } from '@katrol/events';
import type { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  AnswerHelpRequest,
  AskForHelpRequest,
  GetTrajectoryRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { expectRevision, notFound } from '@katrol/runtime';
import type { Match } from '../domain/match.ts';
import type { Days } from '@katrol/calendar';
import type { Needs, Rules } from '../domain/rules.ts';
import { correctableUntil, type Session } from '../domain/session.ts';
import { approvedText, type ClosingNote } from '../domain/closing-note.ts';
import { readableIn, readBy, type FamilyPlan } from '../domain/family-plan.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { closingNotesOf } from '../store/closing-notes.ts';
import { sharesWithTutor } from '../store/consents.ts';
import { daysIn } from '../store/days.ts';
import { groupLineOf, type GroupLine } from '../store/group-sessions.ts';
import { openMatchesOf } from '../store/matches.ts';
import { planOf } from '../store/plans.ts';
import { loadRequest } from '../store/requests.ts';
import { rulesOf } from '../store/rules.ts';
import { reportsOf, type Report } from '../store/session-reports.ts';
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
  sessionsOf,
  trajectoriesOf,
  trajectoryOfFamily,
  type Whose,
} from '../store/trajectories.ts';
import { workingAs } from '../store/tutors.ts';
import { worriesOf, type Worry } from '../store/worries.ts';

export type TrajectoryPage = {
  trajectory: Trajectory;
  sessions: (Session & Report & { mayCorrect: boolean })[];
  goals: Goal[];
  barriers: Barrier[];
  goingAlong: GoingAlong[];
  help: HelpRequest[];
  plan: FamilyPlan;
  closingNotes: ClosingNote[];
  worries: Worry[];
  requestStatus: SupportRequestStatus;
  /** what came before this trajectory: sessions held, and what its tutor left as parents agreed */
  heldBefore: number;
  noteBefore: string;
  runningBefore: string;
  /** what the profile that it began under says of it, and where it was decided to be */
  ways: Pick<Rules['support'], 'parentPresent' | 'anchor' | 'form' | 'sessionMinutes'>;
  placeKind: Needs['placeKind'];
  /** the group that the family comes to */
  group: GroupLine | undefined;
  today: string;
  days: Days;
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
  const { id, familyId, branchCode, supportRequestId } = trajectory;
  const request = await loadRequest(tx, supportRequestId);
  const earlier = await before(tx, trajectory);
  const [last] = earlier;
  const notesBefore = last ? await closingNotesOf(tx, [last.id]) : [];
  const notes = await closingNotesOf(tx, [id]);
  const files = await filesOf(tx, familyId);
  const plan = await planOf(tx, familyId, branchCode);
  const theirs = tutorOnly(call);
  const readable = <P extends { trajectoryId: string; passesOn: boolean }>(parts: P[]): P[] =>
    theirs ? parts.filter((part) => readableIn(id, part)) : parts;
  const read = theirs ? readBy(id, plan) : plan;
  const sessions = await sessionsOf(tx, id);
  const reportFor = await reportsOf(
    tx,
    sessions.map((one) => one.id),
  );
  return {
    trajectory: { ...trajectory, specialisedQueue: read.specialisedQueue },
    today,
    closingNotes: theirs ? notes : [...notes, ...notesBefore],
    // a tutor knows of those raised in the own time
    worries: await worriesOf(tx, theirs ? { trajectoryId: id } : { familyId }),
    requestStatus: request.status,
    ways: (await rulesOf(tx, branchCode, request.profileVersion)).support,
    placeKind: request.needs.placeKind,
    heldBefore: earlier.reduce((sum, one) => sum + one.held, 0),
    noteBefore: approvedText(notesBefore),
    runningBefore: last?.status === 'running' ? last.id : '',
    group: await groupLineOf(tx, trajectory.groupId, today),
    sessions: sessions.map((session) => ({
      ...session,
      ...reportFor(session.id),
      mayCorrect: mayCorrect(call, trajectory, session),
    })),
    days: (await daysIn(tx, branchCode))(trajectory.universityCode),
    goals: readable(await goalsOf(tx, files)),
    barriers: readable(await barriersOf(tx, files)),
    goingAlong: readable(await goingAlongOf(tx, files)),
    help: await helpOf(tx, id),
    plan: read,
  };
}

/** May the caller put this log right today: who wrote it or the coordinator, until it is settled? */
function mayCorrect(
  call: MatchingCall,
  t: Trajectory,
  { status, loggedBy, groupSessionId }: Session,
): boolean {
  // that of a group is put right for all at once
  if (groupSessionId !== '') return false;
  const until = correctableUntil(t);
  const logged = status === 'held' || status === 'missed';
  const open = until === '' || call.today <= until;
  return logged && open && (!tutorOnly(call) || loggedBy === call.actor);
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

/** The tutor's own: running trajectories and open matches, while each family agrees. */
export async function listMyTrajectories(
  call: MatchingCall,
): Promise<{ pages: TrajectoryPage[]; matches: Match[] }> {
  const pages = [];
  const mine = await workingAs(call.tx, call.actor, call.today);
  for (const t of await trajectoriesOf(call.tx, mine)) {
    if (t.status !== 'running' || !(await agrees(call, t))) continue;
    call.audit(t.familyId, t.branchCode);
    pages.push(await pageOf(call, t));
  }
  const matches = [];
  for (const match of await openMatchesOf(call.tx, mine)) {
    const { needs } = await loadRequest(call.tx, match.supportRequestId);
    if (await agrees(call, { ...match, children: needs.children })) matches.push(match);
  }
  return { pages, matches };
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
