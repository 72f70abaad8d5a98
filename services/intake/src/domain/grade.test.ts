import { describe, expect, test } from '@jest/globals';
import { gradeAfter, gradeToday, schoolYearOf } from './grade.ts';

describe('grades of a new school year', () => {
  test.each([
    ['2026-08-31', 2025],
    ['2026-09-01', 2026],
    ['2027-02-28', 2026],
  ])('%s is in the school year that began in %s', (day, year) => {
    expect(schoolYearOf(day)).toBe(year);
  });

  test.each([
    ['K1', 1, 'K2'],
    ['L2', 1, 'L3'],
    ['L2', 3, 'L5'],
    ['S1', 1, 'S2'],
    // asked: another school, a choice, or nothing after it
    ['K3', 1, ''],
    ['L6', 1, ''],
    ['S2', 1, ''],
    ['S4', 1, ''],
    ['S6', 1, ''],
    ['OKAN', 1, ''],
    ['BUBAO', 1, ''],
    ['L5', 2, ''],
  ] as const)('%s, %s years on: %s', (grade, years, after) => {
    expect(gradeAfter(grade, years)).toBe(after);
  });

  test('nothing is asked in the year in which it was said, nor where nothing is known', () => {
    const said = { grade: 'L3', gradeYear: 2026 } as const;
    expect(gradeToday(said, '2027-08-31').gradeToConfirm).toBe(false);
    expect(gradeToday(said, '2027-09-01')).toEqual({ gradeToConfirm: true, nextGrade: 'L4' });
    expect(gradeToday({ grade: '', gradeYear: 2020 }, '2027-09-01').gradeToConfirm).toBe(false);
  });
});
