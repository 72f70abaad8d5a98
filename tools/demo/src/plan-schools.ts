import type { Grade } from '@katrol/proto/katrol/common/v1/codes';
import type { Branch } from './consortium.ts';
import { schools, secondarySchools } from './names.ts';
import { Random } from './random.ts';

export const isSecondary = (grade: Grade): boolean => grade.startsWith('S');

/** The few schools that a branch works with, those for this grade. */
export function schoolsFor({ code }: Branch, grade: Grade): string[] {
  const r = new Random(`schools ${code}`);
  const primary = r.some(schools, 2);
  const secondary = r.some(secondarySchools, 2);
  return isSecondary(grade) ? secondary : primary;
}
