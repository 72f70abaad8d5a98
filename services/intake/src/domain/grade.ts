import type { Grade } from '@katrol/proto/katrol/common/v1/codes';

/** The school year of a day, by the year in which it began: it begins on 1 September. */
export const schoolYearOf = (day: string): number => {
  const year = Number(day.slice(0, 4));
  return day.slice(5) >= '09-01' ? year : year - 1;
};

// What follows where it is one thing. After the third kindergarten year, the sixth of primary, a
// change of stage, OKAN, special education and a final year it is asked.
const FOLLOWS: Partial<Record<Grade, Grade>> = {
  K0: 'K1',
  K1: 'K2',
  K2: 'K3',
  L1: 'L2',
  L2: 'L3',
  L3: 'L4',
  L4: 'L5',
  L5: 'L6',
  S1: 'S2',
  S3: 'S4',
  S5: 'S6',
};

/** The grade so many school years on; empty where it is to be asked. */
export function gradeAfter(grade: Grade | '', years: number): Grade | '' {
  let now = grade;
  for (let year = 0; year < years; year++) now = now === '' ? '' : (FOLLOWS[now] ?? '');
  return now;
}

/**
 * Is a grade of an earlier school year, and which one is proposed? Nobody is moved up unasked:
 * children also stay a year longer.
 */
export function gradeToday(
  { grade, gradeYear }: { grade: Grade | ''; gradeYear: number },
  today: string,
): { gradeToConfirm: boolean; nextGrade: Grade | '' } {
  const years = schoolYearOf(today) - gradeYear;
  if (grade === '' || years <= 0) return { gradeToConfirm: false, nextGrade: '' };
  return { gradeToConfirm: true, nextGrade: gradeAfter(grade, years) };
}
