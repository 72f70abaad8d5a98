import { addDays, addMonths, wrongState } from '@katrol/runtime';
import type { Child, Rules, Slot } from './rules.ts';

export type TrajectoryStatus = 'running' | 'closed';
export type Trajectory = {
  id: string;
  matchId: string;
  supportRequestId: string;
  familyId: string;
  tutorId: string;
  accountId: string;
  branchCode: string;
  status: TrajectoryStatus;
  startedOn: string;
  /** planned end by the profile; '' = open, as long as needed */
  endsOn: string;
  /** sessions that fit in the plan; 0 = open */
  slotsPlanned: number;
  minimumSessions: number;
  quietDays: number;
  children: Child[];
  slots: Slot[];
  strengths: string[];
  specialisedQueue: string;
  untilSpecialised: boolean;
  held: number;
  missed: number;
  lastSessionOn: string;
  closedOn: string;
  closeReason: string;
  closingNote: string;
  revision: number;
};

const WEEKS_A_SEMESTER = 13;

/** Planned end and number of weekly slots under the rules of the case. */
export function plan(
  rules: Rules['support'],
  startedOn: string,
): { endsOn: string; slotsPlanned: number } {
  const { lengthUnit, length, sessionsAWeek } = rules;
  if (lengthUnit === 'weeks')
    return { endsOn: addDays(startedOn, length * 7), slotsPlanned: length * sessionsAWeek };
  if (lengthUnit === 'months')
    return {
      endsOn: addMonths(startedOn, length),
      slotsPlanned: Math.round((length * 52) / 12) * sessionsAWeek,
    };
  if (lengthUnit === 'semesters')
    return {
      endsOn: addMonths(startedOn, length * 5),
      slotsPlanned: length * WEEKS_A_SEMESTER * sessionsAWeek,
    };
  return { endsOn: '', slotsPlanned: 0 };
}

/**
 * How the number of sessions stands. `short_of_minimum`: with what was missed the minimum is out of reach within the plan - a
 * conversation, never a failure.
 */
export function sessionBalance(
  t: Pick<Trajectory, 'held' | 'missed' | 'slotsPlanned' | 'minimumSessions'>,
): string {
  if (t.held >= t.minimumSessions) return 'minimum_reached';
  if (t.slotsPlanned === 0) return 'on_track';
  return t.slotsPlanned - t.missed < t.minimumSessions ? 'short_of_minimum' : 'on_track';
}

/** Since when it has gone quiet; '' when it has not. */
export function quietSince(
  t: Pick<Trajectory, 'status' | 'lastSessionOn' | 'startedOn' | 'quietDays'>,
  today: string,
): string {
  if (t.status !== 'running') return '';
  const since = addDays(t.lastSessionOn || t.startedOn, t.quietDays);
  return since < today ? since : '';
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

export const closeReasons = [
  'goals_reached',
  'term_ended',
  'family_stopped',
  'moved',
  'led_elsewhere',
] as const;
// The family's own choice is never held up.
const familyChose = ['family_stopped', 'moved'];

/** May it close for this reason? While specialised help has a queue, the trajectory stays. */
export const mayClose = (t: Trajectory, reason: string): boolean =>
  !(t.untilSpecialised && t.specialisedQueue !== '') || familyChose.includes(reason);

/** Refuses a change to a trajectory that is closed. */
export function expectRunning(t: Pick<Trajectory, 'status'>, command: string): void {
  if (t.status !== 'running') throw wrongState(t.status, command);
}

export type SessionStatus = 'planned' | 'held' | 'missed' | 'cancelled';
export type Session = {
  id: string;
  trajectoryId: string;
  branchCode: string;
  status: SessionStatus;
  plannedFor: string;
  occurredOn: string;
  minutes: number;
  children: string[];
  parentPresent: boolean;
  done: string[];
  note: string;
  whatMadeItHard: string;
  whatIsNeeded: string;
  missedBy: string;
  revision: number;
};

/** The same slot a week later. */
export const weekLater = (plannedFor: string): string =>
  `${addDays(plannedFor.slice(0, 10), 7)}${plannedFor.slice(10)}`;
