import type { Plain } from '@katrol/contract';
import type {
  CloseReason,
  SessionBalance,
  TrajectoryStatus,
} from '@katrol/proto/katrol/matching/v1/codes';
import type * as contract from '@katrol/proto/katrol/matching/v1/messages_pb';
import { lifecycle } from '@katrol/runtime';
import { afterDaysOn, daysOn, type Days } from '@katrol/calendar';
import { worksOn, type Standing } from './standing.ts';

type Kept =
  | 'id'
  | 'familyId'
  | 'tutorId'
  | 'branchCode'
  | 'startedOn'
  | 'endsOn'
  | 'minimumSessions'
  | 'held'
  | 'missed'
  | 'lastSessionOn'
  | 'children'
  | 'slots'
  | 'hours'
  | 'groupId'
  | 'atPersonId'
  | 'specialisedQueue'
  | 'revision';

/** A trajectory as it is kept. `endsOn` is its planned end; empty: open, as long as needed. */
export type Trajectory = Pick<Plain<contract.Trajectory>, Kept> &
  Standing & {
    status: TrajectoryStatus;
    matchId: string;
    supportRequestId: string;
    /** sessions that fit in the plan; 0: open */
    slotsPlanned: number;
    quietDays: number;
    untilSpecialised: boolean;
    closedOn: string;
    closeReason: CloseReason | '';
    closingNote: string;
  };

const WORK = [
  'plan_session',
  'log_session',
  'miss_session',
  'keep_goal',
  'keep_barrier',
  'keep_strengths',
  'keep_going_along',
  'keep_specialised_queue',
  'agree_on_plan',
] as const;
export type TrajectoryCommand = (typeof WORK)[number] | 'close';

/** The status of a trajectory after a command, or a refusal WRONG_STATE: a closed one stays so. */
export const next = lifecycle<TrajectoryStatus, TrajectoryCommand>({
  running: {
    ...Object.fromEntries(WORK.map((command) => [command, 'running' as const])),
    close: 'closed',
  },
  closed: {},
});

/**
 * How the number of sessions stands. `short_of_minimum`: with what was missed the minimum is out of
 * reach within the plan - a conversation, never a failure.
 */
export function sessionBalance(
  t: Pick<Trajectory, 'held' | 'missed' | 'slotsPlanned' | 'minimumSessions'>,
): SessionBalance {
  if (t.held >= t.minimumSessions) return 'minimum_reached';
  if (t.slotsPlanned === 0) return 'on_track';
  return t.slotsPlanned - t.missed < t.minimumSessions ? 'short_of_minimum' : 'on_track';
}

/**
 * Since when it has gone quiet; '' when it has not, or its tutor stopped: that says it all. Days that
 * are off make nothing quiet.
 */
export function quietSince(
  t: Pick<Trajectory, 'status' | 'lastSessionOn' | 'startedOn' | 'quietDays' | 'tutorUntil'>,
  today: string,
  days: Days,
): string {
  if (t.status !== 'running' || !worksOn(t, today)) return '';
  const last = t.lastSessionOn || t.startedOn;
  return daysOn(days, last, today) > t.quietDays ? afterDaysOn(days, last, t.quietDays) : '';
}

/** Does it run on past its plan because specialised help has not started? */
export const extended = (
  t: Pick<Trajectory, 'status' | 'endsOn' | 'specialisedQueue' | 'untilSpecialised'>,
  today: string,
): boolean =>
  t.status === 'running' &&
  t.endsOn !== '' &&
  t.endsOn < today &&
  t.untilSpecialised &&
  t.specialisedQueue !== '';

// The family's own choice is never held up.
const familyChose: readonly CloseReason[] = ['family_stopped', 'moved'];

/**
 * May it close for this reason? While specialised help has a queue, the initiative stays: the student
 * may say goodbye when the term ends, and the next tutor carries on.
 */
export const mayClose = (
  t: Pick<Trajectory, 'untilSpecialised' | 'specialisedQueue'>,
  { reason, requestReopened }: { reason: CloseReason | ''; requestReopened: boolean },
): boolean =>
  !(t.untilSpecialised && t.specialisedQueue !== '') ||
  requestReopened ||
  familyChose.some((chosen) => chosen === reason);
