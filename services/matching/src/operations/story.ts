import { filesOf } from '@katrol/families';
import { hasRole } from '@katrol/events';
import { Checks, expectRevision, notFound } from '@katrol/runtime';
import { readableIn, type PlanShift } from '../domain/family-plan.ts';
import { next, type Trajectory, type TrajectoryCommand } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import {
  loadBarrier,
  loadGoal,
  loadGoingAlong,
  saveBarrier,
  saveGoal,
  saveGoingAlong,
  type Barrier,
  type Goal,
  type GoingAlong,
} from '../store/story.ts';
import { again, reach, type TrajectoryPage } from './trajectory.ts';

type Part = { id: string; trajectoryId: string; revision: number };
type Known = Part & { familyId: string; passesOn: boolean };
type Whose = { trajectoryId: string; familyId: string; branchCode: string };

/**
 * What is kept of a family's story: the one that is there, if it is named, and the running
 * trajectory in which it is said. Where somebody else began it, it stays theirs.
 */
async function begin<P extends Part, K extends Known>(
  call: MatchingCall,
  given: P,
  o: {
    load: (tx: MatchingCall['tx'], id: string) => Promise<K>;
    field: string;
    command: TrajectoryCommand;
  },
): Promise<{ t: Trajectory; before: K | undefined; whose: Whose }> {
  const before = given.id === '' ? undefined : await o.load(call.tx, given.id);
  const asked = given.trajectoryId || before?.trajectoryId || '';
  const t = await reach(call, asked, `${o.field}.trajectory_id`);
  next(t.status, o.command);
  const { familyId, branchCode } = t;
  if (!before) return { t, before, whose: { trajectoryId: t.id, familyId, branchCode } };
  const files = await filesOf(call.tx, familyId);
  const theirs = !hasRole(call, 'coordinator');
  const reads = files.includes(before.familyId) && (!theirs || readableIn(t.id, before));
  if (!reads) throw notFound(`${o.field}.id`);
  expectRevision(given.revision, before.revision);
  const { trajectoryId } = before;
  return { t, before, whose: { trajectoryId, familyId: before.familyId, branchCode } };
}

const shift = (
  { by, today: on }: MatchingCall,
  before: { earlier: PlanShift[] } | undefined,
  [was, now]: readonly [string, string],
): PlanShift[] => {
  const earlier = before?.earlier ?? [];
  return before && was !== now ? [...earlier, { on, by, was }] : earlier;
};

/** Sets a goal or shifts it; what it was before is kept, with who and when. */
export async function keepGoal(call: MatchingCall, given: Goal): Promise<TrajectoryPage> {
  const { t, before, whose } = await begin(call, given, {
    load: loadGoal,
    field: 'goal',
    command: 'keep_goal',
  });
  await saveGoal(call.tx, {
    ...given,
    ...whose,
    setOn: given.setOn || before?.setOn || call.today,
    status: given.status || 'open',
    earlier: shift(call, before, [before?.text ?? '', given.text]),
    passesOn: before?.passesOn ?? false,
  });
  return await again(call, t);
}

/** A barrier by life domain, with levers and the services involved, made with the parents. */
export async function keepBarrier(call: MatchingCall, given: Barrier): Promise<TrajectoryPage> {
  const { t, before, whose } = await begin(call, given, {
    load: loadBarrier,
    field: 'barrier',
    command: 'keep_barrier',
  });
  // homework is what the help is about, no barrier to it
  const fits = given.lifeDomain !== 'homework';
  new Checks().that(fits, 'barrier.life_domain', 'VALUE_UNKNOWN').done();
  const status = given.status || 'open';
  const eased = status === 'eased';
  const barrierId = await saveBarrier(call.tx, {
    ...given,
    ...whose,
    status,
    openedOn: before?.openedOn ?? call.today,
    easedOn: eased ? before?.easedOn || call.today : '',
    earlier: shift(call, before, [before?.text ?? '', given.text]),
    passesOn: before?.passesOn ?? false,
  });
  const { familyId, branchCode } = whose;
  const { lifeDomain, levers } = given;
  const changed =
    before?.status !== status ||
    before.lifeDomain !== lifeDomain ||
    before.levers.length !== levers.length;
  if (changed) {
    const of = { barrierId, familyId, branchCode, lifeDomain, status };
    call.tell(facts.barrierChanged, { ...of, levers: levers.length, occurredOn: call.today });
  }
  return await again(call, t);
}

/** Going along to a service: who went, reached or not, what next. */
export async function keepGoingAlong(
  call: MatchingCall,
  given: GoingAlong,
): Promise<TrajectoryPage> {
  const { t, before, whose } = await begin(call, given, {
    load: loadGoingAlong,
    field: 'going_along',
    command: 'keep_going_along',
  });
  const c = new Checks('going_along.');
  const { outcome, occurredOn } = given;
  if (outcome !== 'planned') c.within('occurred_on', occurredOn, { until: call.today });
  if (given.barrierId !== '') {
    const { familyId } = await loadBarrier(call.tx, given.barrierId);
    c.that((await filesOf(call.tx, t.familyId)).includes(familyId), 'barrier_id', 'VALUE_UNKNOWN');
  }
  c.done();
  const passesOn = before?.passesOn ?? false;
  const goingAlongId = await saveGoingAlong(call.tx, { ...given, ...whose, passesOn });
  const { familyId, branchCode } = whose;
  if (before?.outcome !== outcome)
    call.tell(facts.wentAlong, { goingAlongId, familyId, branchCode, outcome, occurredOn });
  return await again(call, t);
}
