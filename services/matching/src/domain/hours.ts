import type { Pair } from './pair.ts';
import type { Slot } from './rules.ts';
import { halvesOf, hourAt, inWeek, sameHour } from './week.ts';

/** Why weekly hours cannot be given to a pair. */
export type HoursProblem =
  | 'HOURS_COUNT'
  | 'HOURS_SAME_DAY'
  | 'HOUR_TOO_SHORT'
  | 'HOURS_NOT_SHARED'
  | 'HOUR_TAKEN';

const stands = (hours: readonly Slot[], hour: Slot): boolean =>
  hours.some((one) => sameHour(one, hour));

const within = (parts: readonly Slot[], hour: Slot): boolean =>
  parts.some(
    (part) =>
      part.weekday === hour.weekday &&
      part.fromMinute <= hour.fromMinute &&
      hour.untilMinute <= part.untilMinute,
  );

/**
 * Why these weekly hours cannot be: not as many as the rhythm asks, two on one day, too short for a
 * session, not when both can, or given already; undefined where they can. Where neither said when, any hour is when both
 * can.
 */
export function hoursProblem(pair: Pair, hours: readonly Slot[]): HoursProblem | undefined {
  const { hoursOpen, starts, shared, r, t } = pair;
  if (!hoursOpen && hours.length !== r.rules.support.sessionsAWeek) return 'HOURS_COUNT';
  if (new Set(hours.map((hour) => hour.weekday)).size < hours.length) return 'HOURS_SAME_DAY';
  const { sessionMinutes } = r.rules.support;
  if (hours.some((hour) => hour.untilMinute - hour.fromMinute < sessionMinutes))
    return 'HOUR_TOO_SHORT';
  const others = hours.filter((hour) => !stands(starts, hour));
  if (!hoursOpen && !others.every((hour) => within(shared, hour))) return 'HOURS_NOT_SHARED';
  const given = others.some((hour) => halvesOf(hour).some((half) => t.taken.has(half)));
  return given ? 'HOUR_TAKEN' : undefined;
}

/** Can a pair still be at these hours? */
export const canBe = (pair: Pair, hours: readonly Slot[]): boolean =>
  hours.length > 0 && hoursProblem(pair, hours) === undefined;

/** Is the tutor somewhere else in the week at this moment? The hours of the pair itself are its own. */
export function isElsewhere(pair: Pair, at: string, hours: readonly Slot[]): boolean {
  const visit = hourAt(at, pair.r.rules.support.sessionMinutes);
  const own = new Set(hours.flatMap(halvesOf));
  return halvesOf(visit).some((half) => pair.t.taken.has(half) && !own.has(half));
}

/** The hours of a rhythm with a visit beside it, where that stands on none of them. */
export function withVisit(pair: Pair, hours: readonly Slot[], at: string): Slot[] {
  const visit = hourAt(at, pair.r.rules.support.sessionMinutes);
  const own = new Set(hours.flatMap(halvesOf));
  const beside = halvesOf(visit).every((half) => own.has(half)) ? [] : [visit];
  return [...hours, ...beside].sort(inWeek);
}
