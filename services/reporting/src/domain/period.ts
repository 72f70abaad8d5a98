import { usualStart } from '@katrol/calendar/academic-year';
import type { PeriodKind } from '@katrol/proto/katrol/reporting/v1/codes';
import { addDays } from '@katrol/runtime';

/** Which year, by the one in which it begins. */
export type PeriodKey = { kind: PeriodKind | ''; year: number };
/** Its days, ISO dates, both included. */
export type Period = PeriodKey & { from: string; until: string };

/** Academic years as universities set them, where they are not the usual ones. */
export type AcademicYear = { year: number; from: string; until: string };

const startOf = (year: number, set: readonly AcademicYear[]): string =>
  set.find((one) => one.year === year)?.from ?? usualStart(year);

function academic(year: number, set: readonly AcademicYear[]): { from: string; until: string } {
  const own = set.find((one) => one.year === year);
  // no day lies in two of them, however two years were set
  const last = addDays(startOf(year + 1, set), -1);
  const until = own && own.until < last ? own.until : last;
  return { from: startOf(year, set), until };
}

/**
 * The days of a year. A school year is 1 September until 31 August (Flemish Codex Secondary
 * Education, art. 3); an academic year as universities set it; `three_school_years` ends with the
 * year that is named.
 */
export function periodOf(key: PeriodKey, set: readonly AcademicYear[] = []): Period {
  const { year } = key;
  const school = { from: `${year}-09-01`, until: `${year + 1}-08-31` };
  switch (key.kind) {
    case 'calendar_year':
      return { ...key, from: `${year}-01-01`, until: `${year}-12-31` };
    case 'academic_year':
      return { ...key, ...academic(year, set) };
    case 'three_school_years':
      return { ...key, from: `${year - 2}-09-01`, until: school.until };
    default:
      return { ...key, ...school };
  }
}

/** The one before, of the same length. */
export const before = ({ kind, year }: PeriodKey): PeriodKey => ({
  kind,
  year: year - (kind === 'three_school_years' ? 3 : 1),
});
