import { setTimeout as sleep } from 'node:timers/promises';
import { daysBetween } from '@katrol/runtime';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { logAlone } from './groups.ts';
import type { FamilyPlan } from './plan-families.ts';
import type { TutorPlan } from './plan-tutors.ts';
import { stepOf, type Desk, type Step } from './step.ts';
import * as texts from './texts.ts';

const matching = MatchingService.method;

const PATIENCE = 60;

/** Waits until matching has heard of all these families; gives their support requests by family. */
export async function requestsOf(
  { me, branch }: Desk,
  familyIds: string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let asked = 0; asked < PATIENCE; asked++) {
    const { rows } = await me(matching.listSupportRequests, {
      branchCode: branch.code,
      options: { limit: 200 },
    });
    for (const row of rows) found.set(row.familyId, row.id);
    if (familyIds.every((id) => found.has(id))) break;
    await sleep(250);
  }
  return found;
}

export type Supported = {
  plan: FamilyPlan;
  supportRequestId: string;
  tutor: TutorPlan;
  tutorId: string;
};

/**
 * A tutor comes: accepted, visited together, every week since, as far as the family's state goes.
 */
export async function loadSupport(
  desk: Desk,
  { plan, supportRequestId, tutorId }: Supported,
): Promise<void> {
  const s = stepOf(desk, plan, 'support');
  const time = clock(plan.slots[0]?.fromMinute ?? 960);
  const firstVisitOn = `${plan.started}T${time}`;
  const match = await s.me(
    matching.acceptProposal,
    { supportRequestId, tutorId, firstVisitOn, revision: 1 },
    s.key('accept'),
  );
  if (plan.state === 'match_open') {
    // one side has answered already where the visit is past
    if (plan.started >= desk.calendar.today) return;
    await s.me(
      matching.answerMatch,
      { matchId: match.id, visitedOn: plan.started, familyAnswer: 'yes', revision: match.revision },
      s.key('answer'),
    );
    return;
  }
  const answers = {
    matchId: match.id,
    visitedOn: plan.started,
    familyAnswer: 'yes',
    tutorAnswer: 'yes',
    note: s.r.pick(texts.matchNotes),
    revision: match.revision,
  } as const;
  const { trajectoryId } = await s.me(matching.answerMatch, answers, s.key('answer'));
  const begun = await s.me(matching.getTrajectory, { id: trajectoryId });
  // what families do together is logged once for all of them, when all are there
  if (begun.groupId !== '' && plan.state === 'closed') await logAlone(desk, plan, begun);
  const weekly =
    begun.groupId === ''
      ? await everyWeek(s, begun)
      : await s.me(matching.getTrajectory, { id: trajectoryId });
  await itsStory(s, weekly);
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

// what was asked so long ago has its answer
const ANSWERED_AFTER = 14;

async function everyWeek(s: Step, begun: Trajectory): Promise<Trajectory> {
  const { plan, r } = s;
  let trajectory = begun;
  for (const [n, occurredOn] of plan.sessions.entries()) {
    // what is planned is still to come: these are days of before
    const base = { trajectoryId: trajectory.id, occurredOn };
    if (r.chance(0.12)) {
      const missed = {
        ...base,
        whatMadeItHard: r.pick(texts.hard),
        whatIsNeeded: r.pick(texts.needed),
        missedBy: r.pick(['family', 'tutor']),
      };
      trajectory = await s.me(matching.missSession, missed, s.key(`session-${n}`));
      trajectory = await answered(s, trajectory, occurredOn);
      continue;
    }
    const children = trajectory.children.map((c) => c.childId);
    const held = {
      ...base,
      minutes: r.pick([45, 50, 60, 60, 60, 60]),
      children: children.length > 1 && r.chance(0.3) ? children.slice(0, 1) : children,
      parentPresent: r.chance(0.7),
      done: r.some(
        ['reading', 'mathematics', 'dutch', 'homework_planning', 'talking', 'play'],
        r.between(1, 3),
      ),
      note: r.pick(texts.notes),
    };
    trajectory = await s.me(matching.logSession, held, s.key(`session-${n}`));
  }
  return trajectory;
}

/** What was needed where one could not be: answered, where that is a while ago. */
async function answered(s: Step, t: Trajectory, occurredOn: string): Promise<Trajectory> {
  const one = t.sessions.find(
    (session) => session.occurredOn === occurredOn && session.whatIsNeeded !== '',
  );
  if (!one || daysBetween(occurredOn, s.calendar.today) < ANSWERED_AFTER) return t;
  const anotherMoment = s.r.chance(0.6);
  const answer = anotherMoment ? {} : { answer: s.r.pick(texts.helpAnswers) };
  const found = { sessionId: one.id, anotherMoment, ...answer };
  return await s.me(matching.answerMissed, found, s.key(`answered-${occurredOn}`));
}

/** Somebody put a log right: the minutes, and what was noted. */
async function putRight(s: Step, t: Trajectory): Promise<Trajectory> {
  const last = t.sessions.find((one) => one.status === 'held' && one.note !== '');
  if (!last || t.groupId !== '' || !s.r.chance(0.3)) return t;
  const { id: sessionId, occurredOn, children, parentPresent, done, revision } = last;
  const kept = { sessionId, held: true, occurredOn, children, parentPresent, done, revision };
  const right = { ...kept, minutes: 45, note: s.r.pick(texts.notes) };
  return await s.me(matching.correctSession, right, s.key('put-right'));
}

async function itsStory(s: Step, weekly: Trajectory): Promise<void> {
  const planned = await itsPlan(s, await putRight(s, weekly));
  const t = await goAlong(s, planned);
  if (s.plan.state === 'closed') return await close(s, await helped(s, t));
  if (s.r.chance(0.08))
    await s.me(
      matching.keepSpecialisedQueue,
      { trajectoryId: t.id, specialisedQueue: 'Logopedist', revision: t.plan?.revision ?? 0 },
      s.key('queue'),
    );
}

async function itsPlan(s: Step, weekly: Trajectory): Promise<Trajectory> {
  const { plan, r } = s;
  const { id: trajectoryId } = weekly;
  let t = weekly;
  for (const [n, goal] of r.some(texts.goals, r.between(1, 2)).entries()) {
    t = await s.me(
      matching.keepGoal,
      {
        goal: {
          ...goal,
          trajectoryId,
          setOn: plan.started,
          status: plan.state === 'closed' ? 'reached' : 'open',
        },
      },
      s.key(`goal-${n}`),
    );
  }
  t = await shiftFocus(s, t);
  if (r.chance(0.5)) {
    const { services: servicesInvolved, levers, ...barrier } = r.pick(texts.barriers);
    t = await s.me(
      matching.keepBarrier,
      {
        barrier: {
          ...barrier,
          levers: [...levers],
          servicesInvolved: [...servicesInvolved],
          trajectoryId,
          status: r.chance(0.25) ? 'eased' : 'open',
        },
      },
      s.key('barrier'),
    );
    t = await easeBarrier(s, t);
  }
  if (!r.chance(0.4)) return t;
  for (const times of [1, 2].slice(0, r.between(1, 2)))
    t = await s.me(
      matching.keepStrengths,
      { trajectoryId, strengths: r.some(texts.strengths, 2), revision: t.plan?.revision ?? 0 },
      s.key(times === 1 ? 'strengths' : 'strengths-again'),
    );
  return t;
}

/** What was written about a barrier, later, with what had helped. */
async function easeBarrier(s: Step, planned: Trajectory): Promise<Trajectory> {
  const [barrier] = planned.barriers;
  if (!barrier || !s.r.chance(0.3)) return planned;
  const { id, trajectoryId, lifeDomain, levers, servicesInvolved } = barrier;
  const text = s.r.pick(texts.easings);
  const now = { id, trajectoryId, lifeDomain, levers, servicesInvolved, text, revision: 1 };
  const eased = { ...now, status: 'eased' as const };
  return await s.me(matching.keepBarrier, { barrier: eased }, s.key('barrier-eased'));
}

/** In some homes the focus shifts, in dialogue; what it was stays readable. */
async function shiftFocus(s: Step, planned: Trajectory): Promise<Trajectory> {
  const [goal] = planned.goals;
  if (!goal || !s.r.chance(0.25)) return planned;
  const { id, trajectoryId, kind, setOn, status } = goal;
  const text = s.r.pick(texts.shiftedGoals);
  const shifted = { id, trajectoryId, kind, setOn, status, text, revision: 1 };
  return await s.me(matching.keepGoal, { goal: shifted }, s.key('goal-shift'));
}

async function goAlong(s: Step, planned: Trajectory): Promise<Trajectory> {
  const { plan, r } = s;
  const day = plan.sessions.at(-1);
  if (!day || !r.chance(0.35)) return planned;
  const goingAlong = {
    trajectoryId: planned.id,
    service: r.pick(texts.alongServices),
    occurredOn: day,
    whoWent: ['parent' as const, 'tutor' as const],
    outcome: r.pick(['reached', 'reached', 'not_reached']),
    whatNext: r.pick(texts.next),
  };
  return await s.me(matching.keepGoingAlong, { goingAlong }, s.key('along'));
}

/** The tutor asked for help in that time, and was answered. */
async function helped(s: Step, { id: trajectoryId }: Trajectory): Promise<Trajectory> {
  const asking = { trajectoryId, note: s.r.pick(texts.helpNotes) };
  const asked = await s.me(matching.askForHelp, asking, s.key('helped'));
  const helpRequestId = asked.help[0]?.id ?? '';
  const answer = { helpRequestId, answer: s.r.pick(texts.helpAnswers), revision: 1 };
  return await s.me(matching.answerHelp, answer, s.key('help-answer'));
}

async function close({ me, plan, r, calendar, key }: Step, t: Trajectory): Promise<void> {
  const occurredOn = plan.sessions.at(-1) ?? calendar.today;
  const closing = {
    trajectoryId: t.id,
    reason: r.pick(['goals_reached', 'term_ended', 'moved']),
    closingNote: r.pick(texts.closings),
    occurredOn,
    revision: t.revision,
  };
  await me(matching.closeTrajectory, closing, key('close'));
}

/** One tap by the tutor, or by the branch where the tutor has no account. */
export async function askHelp(
  desk: Desk,
  { plan, tutor }: Supported,
  familyId: string,
  asTutor: (account: string) => Promise<Desk['me']>,
): Promise<void> {
  const s = stepOf(desk, plan, 'help');
  const who = tutor.account === '' ? s.me : await asTutor(tutor.account);
  const { id: trajectoryId } = await s.me(matching.getTrajectory, { familyId });
  await who(matching.askForHelp, { trajectoryId, note: s.r.pick(texts.helpNotes) }, s.key('help'));
}

/** Proposals for who still waits for a tutor. */
export const propose = ({ me, branch }: Desk) =>
  me(matching.proposeMatches, { branchCode: branch.code }, `demo-${branch.code}-propose`);
