import { expectRevision, Checks } from '@katrol/runtime';
import { next, type Trajectory, type TrajectoryCommand } from '../domain/trajectory.ts';
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

/**
 * What is kept of a trajectory's story: the one that is there, if it is named, and the running
 * trajectory that it belongs to.
 */
async function begin<P extends Part>(
  call: MatchingCall,
  given: P,
  o: {
    load: (tx: MatchingCall['tx'], id: string) => Promise<P>;
    field: string;
    command: TrajectoryCommand;
  },
): Promise<{
  t: Trajectory;
  before: P | undefined;
  whose: { trajectoryId: string; branchCode: string };
}> {
  const before = given.id === '' ? undefined : await o.load(call.tx, given.id);
  const t = await reach(call, before?.trajectoryId ?? given.trajectoryId, o.field);
  next(t.status, o.command);
  if (before) expectRevision(given.revision, before.revision);
  return { t, before, whose: { trajectoryId: t.id, branchCode: t.branchCode } };
}

/** Sets a goal or shifts it; what it was before is kept. */
export async function keepGoal(call: MatchingCall, given: Goal): Promise<TrajectoryPage> {
  const field = 'goal.trajectory_id';
  const { t, before, whose } = await begin(call, given, {
    load: loadGoal,
    field,
    command: 'keep_goal',
  });
  const shifted = before && before.text !== given.text ? [before.text] : [];
  await saveGoal(call.tx, {
    ...given,
    ...whose,
    setOn: given.setOn || before?.setOn || call.today,
    status: given.status || 'open',
    earlierTexts: [...(before?.earlierTexts ?? []), ...shifted],
  });
  return await again(call, t);
}

/** A barrier by life domain, with levers and the services involved, made with the parents. */
export async function keepBarrier(call: MatchingCall, given: Barrier): Promise<TrajectoryPage> {
  const field = 'barrier.trajectory_id';
  const command = 'keep_barrier';
  const { t, whose } = await begin(call, given, { load: loadBarrier, field, command });
  // homework is what the help is about, no barrier to it
  const fits = given.lifeDomain !== 'homework';
  new Checks().that(fits, 'barrier.life_domain', 'VALUE_UNKNOWN').done();
  await saveBarrier(call.tx, { ...given, ...whose, status: given.status || 'open' });
  return await again(call, t);
}

/** Going along to a service: who went, reached or not, what next. */
export async function keepGoingAlong(
  call: MatchingCall,
  given: GoingAlong,
): Promise<TrajectoryPage> {
  const field = 'going_along.trajectory_id';
  const command = 'keep_going_along';
  const { t, whose } = await begin(call, given, { load: loadGoingAlong, field, command });
  const c = new Checks('going_along.');
  if (given.outcome !== 'planned') c.within('occurred_on', given.occurredOn, { until: call.today });
  if (given.barrierId !== '') {
    const { trajectoryId } = await loadBarrier(call.tx, given.barrierId);
    c.that(trajectoryId === t.id, 'barrier_id', 'VALUE_UNKNOWN');
  }
  c.done();
  await saveGoingAlong(call.tx, { ...given, ...whose });
  return await again(call, t);
}
