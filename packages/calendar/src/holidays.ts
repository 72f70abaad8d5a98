import dutch from './data/dutch.json' with { type: 'json' };
import flemish from './data/flemish.json' with { type: 'json' };
import frenchCommunity from './data/french_community.json' with { type: 'json' };

// Days are ISO dates, and compare as text. Both ends of a period belong to it.

export type Region = 'flemish' | 'french_community' | 'dutch';
/** From the first day until the last, both included. */
export type Period = { from: string; until: string };

/** Why nobody comes on a day. */
type OffKind = 'school_holiday' | 'public_holiday' | 'closed' | 'exams';
/** The period in which a day is off; `code` names a holiday ("autumn", "armistice"), else ''. */
type Off = Period & { kind: OffKind; code: string };

/** What holds besides a region's own calendar. */
type Own = {
  /** weeks in which the branch is closed */
  closed?: readonly Period[];
  /** exam periods of the university of who would come */
  exams?: readonly Period[];
};

/** Whether a day's school year is known: as published, as somebody wrote it down, or not at all. */
export type Known = 'verified' | 'not_verified' | 'unknown';

type Year = Period & {
  verified: boolean;
  holidays: readonly (Period & { code: string })[];
  publicHolidays: readonly { code: string; on: string }[];
};

const years: Record<Region, readonly Year[]> = {
  flemish: flemish.years,
  french_community: frenchCommunity.years,
  dutch: dutch.years,
};

const holds = (period: Period, day: string): boolean => period.from <= day && day <= period.until;
const yearOf = (region: Region, day: string): Year | undefined =>
  years[region].find((year) => holds(year, day));

/**
 * The period in which a day is off, undefined on a day on which somebody may come. A year without
 * data has no holidays here: `knows` says so, and nothing is guessed.
 */
export function offOn(
  day: string,
  region: Region,
  { closed = [], exams = [] }: Own = {},
): Off | undefined {
  const year = yearOf(region, day);
  const holiday = year?.holidays.find((one) => holds(one, day));
  if (holiday) return { kind: 'school_holiday', ...holiday };
  const free = year?.publicHolidays.find(({ on }) => on === day);
  if (free) return { kind: 'public_holiday', code: free.code, from: day, until: day };
  const own = (kind: OffKind, periods: readonly Period[]): Off | undefined => {
    const period = periods.find((one) => holds(one, day));
    return period && { kind, code: '', from: period.from, until: period.until };
  };
  return own('closed', closed) ?? own('exams', exams);
}

/** A public holiday, inside a school holiday too; false in a year without data, as `knows` says. */
export const isPublicHoliday = (region: Region, day: string): boolean =>
  yearOf(region, day)?.publicHolidays.some(({ on }) => on === day) ?? false;

/** What is known of the school year that a day lies in. */
export function knows(region: Region, day: string): Known {
  const year = yearOf(region, day);
  if (!year) return 'unknown';
  return year.verified ? 'verified' : 'not_verified';
}
