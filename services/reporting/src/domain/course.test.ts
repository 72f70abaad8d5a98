import { expect, test } from '@jest/globals';
import { monthsOf } from './course.ts';
import { periodOf } from './period.ts';

test('a course has the months of its period, in part where they lie in it in part', () => {
  const academic = monthsOf(periodOf({ kind: 'academic_year', year: 2026 }), '2030-01-01');
  expect(academic).toHaveLength(13);
  expect([academic[0], academic[5], academic[12]]).toEqual([
    { month: '2026-09-01', from: '2026-09-21', until: '2026-09-30' },
    { month: '2027-02-01', from: '2027-02-01', until: '2027-02-28' },
    { month: '2027-09-01', from: '2027-09-01', until: '2027-09-26' },
  ]);
});

test('months to come are not in it, and the one that is not over ends today', () => {
  const school = periodOf({ kind: 'school_year', year: 2026 });
  expect(monthsOf(school, '2026-10-15')).toEqual([
    { month: '2026-09-01', from: '2026-09-01', until: '2026-09-30' },
    { month: '2026-10-01', from: '2026-10-01', until: '2026-10-15' },
  ]);
  expect(monthsOf(school, '2026-08-31')).toEqual([]);
});
