import {
  MatchEndedSchema,
  TrajectoryClosedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { Checks, Refusal, expectRevision, notFound } from '@katrol/runtime';
import {
  closeReasons,
  expectRunning,
  mayClose,
  type Session,
  type Trajectory,
} from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import { loadMatch, openMatchesOf, saveMatch } from '../store/matches.ts';
import { hasConsent, loadRequest, saveRequest } from '../store/requests.ts';
import {
  barriersOf,
  createHelp,
  goalsOf,
  goingAlongOf,
  helpOf,
  loadBarrier,
  loadGoal,
  loadGoingAlong,
  loadHelp,
  saveBarrier,
  saveGoal,
  saveGoingAlong,
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
import type { Match } from '../domain/match.ts';
import { isTutor } from './match.ts';

export type TrajectoryPage = {
  trajectory: Trajectory;
  sessions: Session[];
  goals: Goal[];
  barriers: Barrier[];
  goingAlong: GoingAlong[];
  help: HelpRequest[];
  today: string;
};

const account = (call: MatchingCall): string => (isTutor(call) ? call.actor : '');

/** A trajectory that the caller may work on: a tutor an own one, while the family agrees that its tutor knows. */
export async function reach(
  call: MatchingCall,
  id: string,
  field = 'trajectory_id',
): Promise<Trajectory> {
  return await allowed(call, await loadTrajectory(call.tx, id, account(call), field), field);
}

async function allowed(call: MatchingCall, t: Trajectory, field: string): Promise<Trajectory> {
  if (
    isTutor(call) &&
    (t.status !== 'running' || !(await hasConsent(call.tx, t.familyId, 'sharing_with_tutor')))
  )
    throw notFound(field);
  call.audit(t.familyId, t.branchCode);
  return t;
}

export async function pageOf(call: MatchingCall, t: Trajectory): Promise<TrajectoryPage> {
  return {
    trajectory: t,
    today: call.today,
    sessions: await sessionsOf(call.tx, t.id),
    goals: await goalsOf(call.tx, t.id),
    barriers: await barriersOf(call.tx, t.id),
    goingAlong: await goingAlongOf(call.tx, t.id),
    help: await helpOf(call.tx, t.id),
  };
}

const again = async (call: MatchingCall, t: Trajectory): Promise<TrajectoryPage> =>
  pageOf(call, await loadTrajectory(call.tx, t.id, ''));

export async function getTrajectory(
  _deps: unknown,
  call: MatchingCall,
  input: { id: string; familyId: string },
): Promise<TrajectoryPage> {
  if (input.id !== '') return await pageOf(call, await reach(call, input.id, 'id'));
  return await pageOf(
    call,
    await allowed(
      call,
      await trajectoryOfFamily(call.tx, input.familyId, account(call)),
      'family_id',
    ),
  );
}

/** The tutor's own: running trajectories and open matches. */
export async function listMyTrajectories(
  _deps: unknown,
  call: MatchingCall,
): Promise<{ pages: TrajectoryPage[]; matches: Match[] }> {
  const pages = [];
  for (const t of await runningOf(call.tx, call.actor)) {
    call.audit(t.familyId, t.branchCode);
    pages.push(await pageOf(call, t));
  }
  return { pages, matches: await openMatchesOf(call.tx, call.actor) };
}

const goalKinds = ['learning', 'parents', 'context', 'study_choice'];
const lifeDomains = [
  'housing',
  'money',
  'mental_health',
  'addiction',
  'status_and_papers',
  'administration',
  'material',
  'social_network',
  'language',
  'health',
  'work',
  'other',
];

/** Sets a goal or shifts it; what it was before is kept. */
export async function keepGoal(
  _deps: unknown,
  call: MatchingCall,
  given: Goal,
): Promise<TrajectoryPage> {
  const before = given.id === '' ? undefined : await loadGoal(call.tx, given.id);
  const t = await reach(call, before?.trajectoryId ?? given.trajectoryId, 'goal.trajectory_id');
  expectRunning(t, 'keep_goal');
  if (before) expectRevision(given.revision, before.revision);
  const c = new Checks();
  const goal: Goal = {
    ...given,
    trajectoryId: t.id,
    branchCode: t.branchCode,
    kind: c.code('goal.kind', given.kind, goalKinds, true),
    text: c.text('goal.text', given.text, { max: 1_000, required: true }),
    setOn:
      c.date('goal.set_on', given.setOn, { notAfter: call.today }) || before?.setOn || call.today,
    status: c.code('goal.status', given.status || 'open', ['open', 'reached', 'let_go'], true),
    earlierTexts:
      before && before.text !== given.text
        ? [...before.earlierTexts, before.text]
        : (before?.earlierTexts ?? []),
  };
  c.done();
  await saveGoal(call.tx, goal);
  return await again(call, t);
}

const texts = (c: Checks, field: string, values: readonly string[]): string[] =>
  values.map((v, i) => c.text(`${field}[${i}]`, v, { max: 400 })).filter((v) => v !== '');

/** A barrier by life domain, with levers and the services involved, made with the parents. */
export async function keepBarrier(
  _deps: unknown,
  call: MatchingCall,
  given: Barrier,
): Promise<TrajectoryPage> {
  const before = given.id === '' ? undefined : await loadBarrier(call.tx, given.id);
  const t = await reach(call, before?.trajectoryId ?? given.trajectoryId, 'barrier.trajectory_id');
  expectRunning(t, 'keep_barrier');
  if (before) expectRevision(given.revision, before.revision);
  const c = new Checks();
  const barrier: Barrier = {
    ...given,
    trajectoryId: t.id,
    branchCode: t.branchCode,
    lifeDomain: c.code('barrier.life_domain', given.lifeDomain, lifeDomains, true),
    text: c.text('barrier.text', given.text, { max: 1_000 }),
    levers: texts(c, 'barrier.levers', given.levers),
    servicesInvolved: texts(c, 'barrier.services_involved', given.servicesInvolved),
    status: c.code('barrier.status', given.status || 'open', ['open', 'eased'], true),
  };
  c.done();
  await saveBarrier(call.tx, barrier);
  return await again(call, t);
}

/** What the family is good at and who stands around it. */
export async function keepStrengths(
  _deps: unknown,
  call: MatchingCall,
  given: { trajectoryId: string; strengths: string[]; revision: number },
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  expectRevision(given.revision, t.revision);
  expectRunning(t, 'keep_strengths');
  const c = new Checks();
  const strengths = texts(c, 'strengths', given.strengths);
  c.done();
  await saveTrajectory(call.tx, { ...t, strengths }, given.revision);
  return await again(call, t);
}

/** Going along to a service: who went, reached or not, what next. */
export async function keepGoingAlong(
  _deps: unknown,
  call: MatchingCall,
  given: GoingAlong,
): Promise<TrajectoryPage> {
  const before = given.id === '' ? undefined : await loadGoingAlong(call.tx, given.id);
  const t = await reach(
    call,
    before?.trajectoryId ?? given.trajectoryId,
    'going_along.trajectory_id',
  );
  expectRunning(t, 'keep_going_along');
  if (before) expectRevision(given.revision, before.revision);
  const c = new Checks();
  const outcome = c.code(
    'going_along.outcome',
    given.outcome,
    ['reached', 'not_reached', 'planned'],
    true,
  );
  const kept: GoingAlong = {
    ...given,
    trajectoryId: t.id,
    branchCode: t.branchCode,
    service: c.text('going_along.service', given.service, { max: 200, required: true }),
    occurredOn: c.date('going_along.occurred_on', given.occurredOn, {
      required: true,
      ...(outcome === 'planned' ? {} : { notAfter: call.today }),
    }),
    whoWent: c.codes('going_along.who_went', given.whoWent, [
      'parent',
      'child',
      'tutor',
      'coordinator',
      'interpreter',
      'other',
    ]),
    outcome,
    whatNext: c.text('going_along.what_next', given.whatNext, { max: 1_000 }),
  };
  if (given.barrierId !== '')
    c.that(
      (await loadBarrier(call.tx, given.barrierId)).trajectoryId === t.id,
      'going_along.barrier_id',
      'VALUE_UNKNOWN',
    );
  c.done();
  await saveGoingAlong(call.tx, kept);
  return await again(call, t);
}

/** One tap; the note may stay empty. Asking again while one is open answers with that one. */
export async function askForHelp(
  _deps: unknown,
  call: MatchingCall,
  given: { trajectoryId: string; note: string },
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  const c = new Checks();
  const note = c.text('note', given.note, { max: 1_000 });
  c.done();
  const open = (await helpOf(call.tx, t.id)).some((h) => h.answeredOn === '' && h.note === note);
  const { id: trajectoryId, familyId, tutorId, branchCode } = t;
  if (!open)
    await createHelp(call.tx, {
      trajectoryId,
      familyId,
      tutorId,
      branchCode,
      askedOn: call.today,
      note,
    });
  return await again(call, t);
}

export async function answerHelp(
  _deps: unknown,
  call: MatchingCall,
  given: { helpRequestId: string; answer: string; revision: number },
): Promise<TrajectoryPage> {
  const help = await loadHelp(call.tx, given.helpRequestId);
  expectRevision(given.revision, help.revision);
  const c = new Checks();
  const answer = c.text('answer', given.answer, { max: 2_000, required: true });
  c.done();
  await saveHelp(call.tx, { ...help, answer, answeredOn: call.today });
  return await again(call, await reach(call, help.trajectoryId));
}

/** The family waits for specialised help: until it has started, the trajectory stays. */
export async function keepSpecialisedQueue(
  _deps: unknown,
  call: MatchingCall,
  given: { trajectoryId: string; specialisedQueue: string; revision: number },
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  expectRevision(given.revision, t.revision);
  expectRunning(t, 'keep_specialised_queue');
  const c = new Checks();
  const specialisedQueue = c.text('specialised_queue', given.specialisedQueue, { max: 200 });
  c.done();
  await saveTrajectory(call.tx, { ...t, specialisedQueue }, given.revision);
  return await again(call, t);
}

export type CloseInput = {
  trajectoryId: string;
  reason: string;
  closingNote: string;
  occurredOn: string;
  reopenRequest: boolean;
  revision: number;
};

/** Closes a trajectory; where the family still wants support, its request opens again with the date it first asked. */
export async function closeTrajectory(
  _deps: unknown,
  call: MatchingCall,
  given: CloseInput,
): Promise<TrajectoryPage> {
  const t = await reach(call, given.trajectoryId);
  expectRevision(given.revision, t.revision);
  expectRunning(t, 'close');
  const c = new Checks();
  const reason = c.code('reason', given.reason, closeReasons, true);
  const closingNote = c.text('closing_note', given.closingNote, { max: 4_000 });
  const occurredOn =
    c.date('occurred_on', given.occurredOn, { notAfter: call.today, notBefore: t.startedOn }) ||
    call.today;
  c.done();
  if (!mayClose(t, reason))
    throw new Refusal('failed_precondition', 'SPECIALISED_HELP_NOT_STARTED', {
      meta: { service: t.specialisedQueue },
    });
  await saveTrajectory(
    call.tx,
    { ...t, status: 'closed', closedOn: occurredOn, closeReason: reason, closingNote },
    given.revision,
  );
  const request = await loadRequest(call.tx, t.supportRequestId);
  await saveRequest(
    call.tx,
    { ...request, status: given.reopenRequest ? 'open' : 'closed' },
    request.revision,
  );
  const match = await loadMatch(call.tx, t.matchId);
  await saveMatch(call.tx, { ...match, status: 'ended' }, match.revision);
  const { id: trajectoryId, matchId, familyId, tutorId, accountId, branchCode } = t;
  call.tell(
    TrajectoryClosedSchema,
    { trajectoryId, familyId, tutorId, branchCode, occurredOn, reason },
    familyId,
  );
  call.tell(
    MatchEndedSchema,
    { matchId, familyId, tutorId, accountId, branchCode, occurredOn, reason: 'closed' },
    familyId,
  );
  return await again(call, t);
}
