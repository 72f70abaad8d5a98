import type { Decided } from '@katrol/families/deciding';
import { addDays, weekdayOf } from '@katrol/runtime';
import { standing, type Approval, type Person } from './message.ts';

/** The standing yes of a school year is to the folder itself: its one version. */
export const FOLDER_VERSION = 1;

/** What those who decide come to about a folder. */
export const folderStanding = (
  people: readonly Person[],
  approvals: readonly Approval[],
  { childId }: { childId: string },
  rules: { allDeciders: boolean },
): Decided => standing(people, approvals, { version: FOLDER_VERSION, childId }, rules);

/** The school year of a day, from 1 September: "2026-2027". */
export function schoolYearOf(day: string): string {
  const year = Number(day.slice(0, 4)) - (day.slice(5) < '09-01' ? 1 : 0);
  return `${year}-${year + 1}`;
}

/** The Monday of the week of a day. */
export const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day));
