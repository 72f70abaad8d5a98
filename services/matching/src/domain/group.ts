import type { Plain } from '@katrol/contract';
import type * as contract from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, Refusal, weekdayOf } from '@katrol/runtime';
import type { Slot } from './rules.ts';
import type { Session } from './session.ts';
import type { Trajectory } from './trajectory.ts';
import { clock } from './week.ts';

type Kept = 'id' | 'branchCode' | 'tutorId' | 'placeKind' | 'hours' | 'endedOn' | 'revision';

/** A group as it is kept: who comes says the trajectories that carry its id. */
export type SupportGroup = Pick<Plain<contract.SupportGroup>, Kept>;

/**
 * A session of a group as it is kept, without each family's part of it; `loggedBy` is the account that
 * logged it.
 */
export type GroupSession = Omit<Plain<contract.GroupSession>, 'attendance' | 'mayCorrect'> & {
  loggedBy: string;
};

export type Attendance = Plain<contract.GroupAttendance>;

/**
 * Refuses LOGGED_WITH_GROUP: what a family does on a day of its group is logged for all at once, or
 * the tutor's hours would count once a family.
 */
export function expectAlone(
  { groupId, hours }: Pick<Trajectory, 'groupId' | 'hours'>,
  day: string,
): void {
  const together = groupId !== '' && hours.some(({ weekday }) => weekday === weekdayOf(day));
  if (together) throw new Refusal('failed_precondition', 'LOGGED_WITH_GROUP');
}

/** A moment as local date and time: this day, at so many minutes after midnight. */
export const momentOf = (day: string, minute: number): string => `${day}T${clock(minute)}`;

const minuteOf = (moment: string): number =>
  Number(moment.slice(11, 13)) * 60 + Number(moment.slice(14, 16));

/** When a session of this day begins, as the group's hours say; on another day, as its first does. */
export function usualStart(hours: readonly Slot[], day: string): string {
  const ofDay = hours.find(({ weekday }) => weekday === weekdayOf(day)) ?? hours[0];
  return momentOf(day, ofDay?.fromMinute ?? 0);
}

type Lasting = Pick<GroupSession, 'plannedFor' | 'minutes'>;

/** Are two sessions going on at one moment? */
export function overlap(a: Lasting, b: Lasting): boolean {
  if (a.plannedFor.slice(0, 10) !== b.plannedFor.slice(0, 10)) return false;
  const [from, other] = [minuteOf(a.plannedFor), minuteOf(b.plannedFor)];
  return from < other + b.minutes && other < from + a.minutes;
}

type Logged = Pick<GroupSession, 'id' | 'plannedFor' | 'occurredOn' | 'minutes' | 'done'>;

/**
 * One family's part of a group session: held with the children who were there, missed where
 * something was agreed on, else off - counted neither way, and nobody to blame. What was missed
 * before it began stays so.
 */
export function partOf(
  before: Session,
  { id: groupSessionId, plannedFor, occurredOn, minutes, done }: Logged,
  came: Attendance | undefined,
): Session {
  const nothing = { minutes: 0, children: [], done: [], note: '' };
  const nothingMissed = { whatMadeItHard: '', whatIsNeeded: '', missedBy: '' } as const;
  if (came && came.children.length > 0) {
    const { children, note } = came;
    const held = { status: 'held' as const, plannedFor, occurredOn, minutes, done };
    return { ...before, ...nothingMissed, ...held, children, note, groupSessionId };
  }
  if (came?.missed) {
    const { whatMadeItHard, whatIsNeeded, missedBy } = came;
    const missed = {
      status: 'missed' as const,
      occurredOn,
      whatMadeItHard,
      whatIsNeeded,
      missedBy,
    };
    return { ...before, ...nothing, ...missed, groupSessionId };
  }
  // what was said beforehand stays: nobody came, and that was known
  const said = before.status === 'missed' || before.status === 'cancelled';
  if (said && before.groupSessionId === '') return before;
  const off = { status: 'cancelled' as const, occurredOn: '' };
  return { ...before, ...nothing, ...nothingMissed, ...off, groupSessionId };
}

/** The session that a family's part of a group session is written in, if there is one already. */
export function partAt(
  sessions: readonly Session[],
  { id, plannedFor }: Pick<GroupSession, 'id' | 'plannedFor'>,
): Session | undefined {
  const own = sessions.find((s) => id !== '' && s.groupSessionId === id);
  const free = sessions.filter((s) => s.groupSessionId === '' && s.status !== 'held');
  const day = plannedFor.slice(0, 10);
  return (
    own ??
    free.find((s) => s.plannedFor === plannedFor) ??
    free.find((s) => s.status === 'planned' && s.plannedFor.slice(0, 10) === day)
  );
}

type Member = Pick<Trajectory, 'id' | 'children' | 'startedOn'>;

/**
 * Refuses who is no member or is named twice, children of another family, a day before a family that
 * came was in it or in the future, and a session to which nobody came.
 */
export function checkAttendance(
  members: readonly Member[],
  attendance: readonly Attendance[],
  { occurredOn, today }: { occurredOn: string; today: string },
): void {
  const c = new Checks();
  c.within('occurred_on', occurredOn, { until: today });
  for (const [i, { trajectoryId, children }] of attendance.entries()) {
    const at = `attendance[${i}]`;
    const member = members.find(({ id }) => id === trajectoryId);
    const first = attendance.findIndex((one) => one.trajectoryId === trajectoryId) === i;
    c.that(member !== undefined && first, `${at}.trajectory_id`, 'VALUE_UNKNOWN');
    if (!member) continue;
    const known = member.children.map((child) => child.childId);
    c.among(`${at}.children`, children, known);
    const from = children.length > 0 ? member.startedOn : '';
    c.that(from <= occurredOn, `${at}.children`, 'DATE_TOO_EARLY');
  }
  c.that(
    attendance.some(({ children }) => children.length > 0),
    'attendance',
    'NOBODY_CAME',
  );
  c.done();
}

/** How a family stood at a group session, out of its own part of it. */
export const attendanceOf = (part: Session): Attendance => {
  const { trajectoryId, children, whatMadeItHard, whatIsNeeded, missedBy, note } = part;
  const missed = part.status === 'missed';
  return { trajectoryId, children, missed, whatMadeItHard, whatIsNeeded, missedBy, note };
};
