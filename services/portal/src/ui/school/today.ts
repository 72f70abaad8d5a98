import type { Pupil } from '@katrol/proto/katrol/school_liaison/v1/json';
import { isoDay } from '../day.ts';

/**
 * Where each child is at school today, from the newest on: not where it left, nor where it is still
 * to begin.
 */
export function atSchoolToday(pupils: readonly Pupil[], today = isoDay()): Pupil[] {
  const now = pupils.filter(
    ({ since, until }) => since <= today && (until === '' || until >= today),
  );
  return now.filter((one) => now.find(({ childId }) => childId === one.childId) === one);
}

/** The school year of a day, from 1 September: "2026-2027". */
export function schoolYearOf(day = isoDay()): string {
  const year = Number(day.slice(0, 4)) - (day.slice(5) < '09-01' ? 1 : 0);
  return `${year}-${year + 1}`;
}
