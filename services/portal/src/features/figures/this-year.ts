import { usualStart } from '@katrol/calendar/academic-year';
import type { PeriodKind } from '@katrol/proto/katrol/reporting/v1/codes';

/** In which year of a kind a day lies, by the year in which that begins. */
export function yearOf(kind: PeriodKind, day: string): number {
  const year = Number(day.slice(0, 4));
  if (kind === 'calendar_year') return year;
  const start = kind === 'academic_year' ? usualStart(year) : `${year}-09-01`;
  return day >= start ? year : year - 1;
}
