import { addDays, weekdayOf } from '@katrol/runtime';
import type { Slot } from './rules.ts';

// A week is seven days of 48 half hours. An hour of the rhythm begins on a half hour, or where a
// slot begins.

const HALF = 30;
const DAYS = 7;
const HALVES_A_DAY = 48;

/** A half hour of the week: 0 is Monday from midnight to half past. */
export type HalfHour = number;

const halfOf = (weekday: number, minute: number): HalfHour =>
  (weekday - 1) * HALVES_A_DAY + Math.floor(minute / HALF);

/** The half hours that an hour takes, those that it begins or ends in included. */
export const halvesOf = ({ weekday, fromMinute, untilMinute }: Slot): HalfHour[] => {
  const first = halfOf(weekday, fromMinute);
  const last = halfOf(weekday, Math.max(fromMinute, untilMinute - 1));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
};

export const weekdayOfHalf = (half: HalfHour): number => Math.floor(half / HALVES_A_DAY) + 1;
export const halfOfDay = (half: HalfHour): number => half % HALVES_A_DAY;
export const toHalf = (weekday: number, ofDay: number): HalfHour =>
  (weekday - 1) * HALVES_A_DAY + ofDay;

/**
 * Every hour of so many minutes that fits in these parts of the week and touches nothing taken: from
 * the beginning of a part, and from each half hour in it.
 */
export function startsIn(
  parts: readonly Slot[],
  minutes: number,
  taken: ReadonlySet<HalfHour> = new Set(),
): Slot[] {
  const found = new Map<string, Slot>();
  for (const { weekday, fromMinute, untilMinute } of parts) {
    const onHalf = Math.ceil(fromMinute / HALF) * HALF;
    const froms = [fromMinute];
    for (let at = onHalf; at + minutes <= untilMinute; at += HALF) froms.push(at);
    for (const from of froms) {
      const hour = { weekday, fromMinute: from, untilMinute: from + minutes };
      if (hour.untilMinute > untilMinute || halvesOf(hour).some((half) => taken.has(half)))
        continue;
      found.set(`${weekday} ${from}`, hour);
    }
  }
  return [...found.values()].sort(inWeek);
}

export const sameHour = (a: Slot, b: Slot): boolean =>
  a.weekday === b.weekday && a.fromMinute === b.fromMinute && a.untilMinute === b.untilMinute;

export const inWeek = (a: Slot, b: Slot): number =>
  a.weekday - b.weekday || a.fromMinute - b.fromMinute;

/**
 * So many hours on as many days, the days as far from each other as can be, each the first of its
 * day; undefined where there are not so many days.
 */
export function spread(starts: readonly Slot[], count: number): Slot[] | undefined {
  const ofDay = new Map<number, Slot>();
  for (const hour of [...starts].sort(inWeek))
    if (!ofDay.has(hour.weekday)) ofDay.set(hour.weekday, hour);
  if (ofDay.size < count) return undefined;
  let best: { days: number[]; gap: number } | undefined;
  for (const days of choices([...ofDay.keys()], count)) {
    const gap = closest(days);
    if (!best || gap > best.gap) best = { days, gap };
  }
  return best?.days.map((day) => ofDay.get(day) as Slot);
}

function choices(days: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return days.flatMap((day, i) =>
    choices(days.slice(i + 1), count - 1).map((rest) => [day, ...rest]),
  );
}

const closest = (days: readonly number[]): number =>
  Math.min(
    ...days.map((day, i) => ((days[(i + 1) % days.length] as number) - day + DAYS) % DAYS || DAYS),
  );

/** A minute of the day as a clock shows it: 960 is "16:00". */
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Far enough for the longest summer: a rhythm that is off for longer has no next visit. */
const MOST_DAYS = 120;

/**
 * The first of these weekly hours after a moment ("2026-11-26T16:00", local), on a day that is not
 * off; '' where there is none within four months.
 */
export function nextOf(
  hours: readonly Slot[],
  after: string,
  isOff: (day: string) => boolean = () => false,
): string {
  const from = after.slice(0, 10);
  for (let ahead = 0; ahead <= MOST_DAYS; ahead += 1) {
    const day = addDays(from, ahead);
    if (isOff(day)) continue;
    const found = hours
      .filter((hour) => hour.weekday === weekdayOf(day))
      .map((hour) => `${day}T${clock(hour.fromMinute)}`)
      .filter((at) => at > after)
      .sort()[0];
    if (found) return found;
  }
  return '';
}

/** The weekly hour that a visit at this moment, of so many minutes, stands on. */
export const hourAt = (at: string, minutes: number): Slot => {
  const fromMinute = Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
  return {
    weekday: weekdayOf(at.slice(0, 10)),
    fromMinute,
    untilMinute: Math.min(1440, fromMinute + minutes),
  };
};
