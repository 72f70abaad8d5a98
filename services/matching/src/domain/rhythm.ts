import { addDays, addMonths, weekdayOf } from '@katrol/runtime';
import type { Days } from '@katrol/calendar';
import type { Rules, Slot } from './rules.ts';
import { lastDayOf } from './standing.ts';
import type { Trajectory } from './trajectory.ts';
import { hourAt, nextOf } from './week.ts';

/** A visit of which nobody said how long it takes. */
const USUAL_MINUTES = 60;

/**
 * The weekly hours of a trajectory; where nothing was said, those of the visit that was planned
 * last.
 */
export const rhythmOf = (
  { hours }: { hours: Slot[] },
  sessions: readonly { plannedFor: string }[],
): Slot[] => {
  const last = sessions
    .map(({ plannedFor }) => plannedFor)
    .sort()
    .at(-1);
  if (hours.length > 0 || last === undefined) return hours;
  return [hourAt(last, USUAL_MINUTES)];
};

type Ends = {
  tutorUntil: string;
  endsOn: string;
  untilSpecialised: boolean;
  specialisedQueue: string;
};

/** The last day on which a next visit is planned: one that stays for a queue has no plan's end. */
export const lastVisitDay = (t: Ends): string =>
  lastDayOf(t.untilSpecialised && t.specialisedQueue !== '' ? { ...t, endsOn: '' } : t);

/**
 * The next visit of the rhythm after a moment, on a day that is not off; '' where the tutor's or the
 * plan's last day comes first.
 */
export function nextVisit(
  hours: readonly Slot[],
  after: string,
  { days, lastDay }: { days: Days; lastDay: string },
): string {
  const at = nextOf(hours, after, days.isOff);
  return at !== '' && (lastDay === '' || at.slice(0, 10) <= lastDay) ? at : '';
}

/** How many visits of so many a week fit after the first one, in the weeks as they are. */
export function visitsIn(
  hours: readonly Slot[],
  { startedOn, endsOn }: { startedOn: string; endsOn: string },
  { days, aWeek }: { days: Days; aWeek: number },
): number {
  let count = 0;
  for (let day = addDays(startedOn, 1); day <= endsOn; day = addDays(day, 1))
    if (!days.isOff(day)) count += hours.filter(({ weekday }) => weekday === weekdayOf(day)).length;
  // fewer hours than visits were said: the others fall in the same weeks
  return hours.length === 0 || hours.length >= aWeek ? count : (count * aWeek) / hours.length;
}

const MONTHS_A_SEMESTER = 5;

/** The planned last day under the rules of the case; '' where it is open. */
export function plannedEnd({ lengthUnit, length }: Rules['support'], startedOn: string): string {
  if (lengthUnit === 'weeks') return addDays(startedOn, length * 7);
  if (lengthUnit === 'months') return addMonths(startedOn, length);
  if (lengthUnit === 'semesters') return addMonths(startedOn, length * MONTHS_A_SEMESTER);
  return '';
}

/** Planned end, and how many visits fit in it on the days that are not off; open: none. */
export function plan(
  support: Rules['support'],
  { startedOn, hours, days }: { startedOn: string; hours: readonly Slot[]; days: Days },
): { endsOn: string; slotsPlanned: number } {
  const endsOn = plannedEnd(support, startedOn);
  const slotsPlanned =
    endsOn === ''
      ? 0
      : visitsIn(hours, { startedOn, endsOn }, { days, aWeek: support.sessionsAWeek });
  return { endsOn, slotsPlanned };
}
