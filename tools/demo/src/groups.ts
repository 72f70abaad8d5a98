import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { FamilyPlan } from './plan-families.ts';
import { stepOf, type Desk } from './step.ts';
import * as texts from './texts.ts';

const matching = MatchingService.method;
const MINUTES = 90;

type Member = { plan: FamilyPlan; trajectory: Trajectory };

// who went quiet, or stopped, was there until their last time
const comes = ({ state, started, sessions }: FamilyPlan, day: string): boolean =>
  started < day && (!['quiet', 'closed'].includes(state) || day <= (sessions.at(-1) ?? ''));

/** What families did together with one tutor, afternoon by afternoon: one log for all who came. */
async function logTogether(desk: Desk, members: readonly Member[]): Promise<void> {
  const [first] = members;
  if (!first) return;
  const s = stepOf(desk, first.plan, 'group');
  const days = [...new Set(members.flatMap(({ plan }) => plan.sessions))].sort();
  for (const occurredOn of days) {
    const due = members.filter(({ plan }) => comes(plan, occurredOn));
    const some = due.filter(() => s.r.chance(0.85));
    const there = some.length > 0 ? some : due.slice(0, 1);
    const attendance = there.map(({ trajectory: { id: trajectoryId, children } }) => ({
      trajectoryId,
      children: children.map(({ childId }) => childId),
    }));
    const { groupId } = first.trajectory;
    const done = ['homework' as const, ...s.r.some(['reading', 'mathematics'] as const, 1)];
    const note = s.r.pick(texts.groupNotes);
    const log = { groupId, occurredOn, minutes: MINUTES, done, note, attendance };
    const { sessions } = await s.me(matching.logGroupSession, log, s.key(`group-${occurredOn}`));
    if (occurredOn !== days.at(-1)) continue;
    // the last one ended sooner than was written down
    const [logged] = sessions;
    const right = {
      ...log,
      groupSessionId: logged?.id ?? '',
      revision: logged?.revision ?? 0,
      minutes: MINUTES - 15,
    };
    await s.me(matching.logGroupSession, right, s.key('group-put-right'));
  }
}

/** The afternoons of a family that was with its tutor alone in a group. */
export const logAlone = (desk: Desk, plan: FamilyPlan, trajectory: Trajectory): Promise<void> =>
  logTogether(desk, [{ plan, trajectory }]);

/** The afternoons of every group in which these families come together. */
export async function logGroups(
  desk: Desk,
  going: readonly { plan: FamilyPlan }[],
  families: ReadonlyMap<string, string>,
): Promise<void> {
  const members: Member[] = [];
  for (const { plan } of going) {
    const familyId = families.get(plan.key) ?? '';
    const trajectory = await desk.me(matching.getTrajectory, { familyId });
    if (trajectory.groupId !== '') members.push({ plan, trajectory });
  }
  const groups = Map.groupBy(members, ({ trajectory }) => trajectory.groupId);
  for (const group of groups.values()) await logTogether(desk, group);
}
