import { addDays } from '@katrol/runtime';
import { knows, offOn, type Known, type Period, type Region } from './holidays.ts';

/** What one version of a branch's profile says of its days. */
export type BranchDays = {
  version: number;
  validFrom: string;
  /** '' is the Flemish one */
  region: Region | '';
  closed: readonly Period[];
};

/** On which days nobody comes to a branch's families, for one tutor. */
export type Days = {
  isOff: (day: string) => boolean;
  /** what is known of the school year of a day */
  knows: (day: string) => Known;
};

const later = (a: BranchDays, b: BranchDays): number =>
  b.validFrom.localeCompare(a.validFrom) || b.version - a.version;

/**
 * The days of a branch by the version of its profile that holds on each of them - whatever version a
 * case keeps - and of a tutor by the exams of the university.
 */
export function daysOf(versions: readonly BranchDays[], exams: readonly Period[]): Days {
  const sorted = [...versions].sort(later);
  const oldest = [...versions].sort((a, b) => a.version - b.version)[0];
  const on = (day: string): BranchDays | undefined =>
    sorted.find(({ validFrom }) => validFrom <= day) ?? oldest;
  const known = new Map<string, boolean>();
  return {
    isOff: (day) => {
      const before = known.get(day);
      if (before !== undefined) return before;
      const of = on(day);
      const off = offOn(day, of?.region || 'flemish', { closed: of?.closed ?? [], exams });
      known.set(day, off !== undefined);
      return off !== undefined;
    },
    knows: (day) => knows(on(day)?.region || 'flemish', day),
  };
}

/** How many days after one day, up to and with another, are not off. */
export function daysOn(days: Days, after: string, until: string): number {
  let count = 0;
  for (let day = addDays(after, 1); day <= until; day = addDays(day, 1))
    if (!days.isOff(day)) count += 1;
  return count;
}

// a whole school year and its summer
const FURTHEST = 500;

/** The day by which so many days that are not off have passed since another. */
export function afterDaysOn(days: Days, since: string, count: number): string {
  let day = since;
  for (let passed = 0, ahead = 0; passed < count && ahead < FURTHEST; ahead += 1) {
    day = addDays(day, 1);
    if (!days.isOff(day)) passed += 1;
  }
  return day;
}

/** The last day after which, up to and with today, more than so many days were not off. */
export function lastBefore(days: Days, today: string, count: number): string {
  let day = today;
  for (let passed = 0, back = 0; back < FURTHEST; back += 1, day = addDays(day, -1)) {
    if (!days.isOff(day)) passed += 1;
    if (passed > count) return addDays(day, -1);
  }
  return addDays(day, -1);
}
