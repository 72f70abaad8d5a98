import type { PeriodKind } from '@katrol/proto/katrol/reporting/v1/codes';

/** The Monday of ISO week 39, on which an academic year begins unless universities say otherwise. */
function academicStart(year: number): string {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
  return new Date(monday + 38 * 7 * 86_400_000).toISOString().slice(0, 10);
}

/** In which year of a kind a day lies, by the year in which that begins. */
export function yearOf(kind: PeriodKind, day: string): number {
  const year = Number(day.slice(0, 4));
  if (kind === 'calendar_year') return year;
  const start = kind === 'academic_year' ? academicStart(year) : `${year}-09-01`;
  return day >= start ? year : year - 1;
}
