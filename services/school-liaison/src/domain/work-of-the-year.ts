import type { Rules } from './rules.ts';
import { schoolYearOf } from './folder.ts';

// from September up to and with June; from May on the end of a project is planned
const MONTHS = 10;
const RETURN_MONTH = 9;

/**
 * What the profile asks of the work with schools by this day, counted from the first day of the
 * school year: so many consultations as its months bring, and the return moment near its end.
 */
export function askedBy(
  today: string,
  {
    consultationsAYear,
    returnMoment,
  }: Pick<Rules['school'], 'consultationsAYear' | 'returnMoment'>,
): { since: string; consultations: number; returnMoment: boolean } {
  const since = `${schoolYearOf(today).slice(0, 4)}-09-01`;
  const month = ((Number(today.slice(5, 7)) + 3) % 12) + 1;
  const passed = Math.min(month - 1, MONTHS);
  return {
    since,
    consultations: Math.floor((consultationsAYear * passed) / MONTHS),
    returnMoment: returnMoment && month >= RETURN_MONTH,
  };
}
