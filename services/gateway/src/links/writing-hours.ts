import { isPublicHoliday } from '@katrol/calendar';
import { localDateTime, localDay, weekdayOf } from '@katrol/runtime';

// by the clock of Brussels: nobody is written to at night, and no family on a Sunday or a holiday
const PARENTS = { from: 8, until: 20, daysOff: false };
// before a visit of tomorrow the evening is early enough, on a Sunday too
const TUTORS = { from: 16, until: 21, daysOff: true };
type Hours = typeof PARENTS;

const QUARTER_MS = 15 * 60_000;

const isDayOff = (day: string): boolean => weekdayOf(day) === 7 || isPublicHoliday('flemish', day);

function within({ from, until, daysOff }: Hours, at: Date): boolean {
  const hour = Number(localDateTime(at).slice(11, 13));
  return hour >= from && hour < until && (daysOff || !isDayOff(localDay(at)));
}

/** May a family be written to by itself at this moment? */
export const isHourOfFamilies = (now: Date): boolean => within(PARENTS, now);

export const isHourOfTutors = (now: Date): boolean => within(TUTORS, now);

/** The next moment, by the quarter, at which a family may be. */
export function nextHourOfFamilies(now: Date): Date {
  let at = new Date(Math.ceil(now.getTime() / QUARTER_MS) * QUARTER_MS);
  while (!isHourOfFamilies(at)) at = new Date(at.getTime() + QUARTER_MS);
  return at;
}
