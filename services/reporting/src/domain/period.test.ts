import { describe, expect, test } from '@jest/globals';
import { addDays } from '@katrol/runtime';
import { languageBand } from './bands.ts';
import { usualStart } from '@katrol/calendar/academic-year';
import { before, periodOf } from './period.ts';

describe('three years that are not one another', () => {
  test('their days', () => {
    expect(periodOf({ kind: 'school_year', year: 2026 })).toMatchObject({
      from: '2026-09-01',
      until: '2027-08-31',
    });
    expect(periodOf({ kind: 'calendar_year', year: 2026 })).toMatchObject({
      from: '2026-01-01',
      until: '2026-12-31',
    });
    expect(periodOf({ kind: 'three_school_years', year: 2026 })).toMatchObject({
      from: '2024-09-01',
      until: '2027-08-31',
    });
  });

  test('an academic year begins on the Monday of week 39, or when universities say so', () => {
    expect([2024, 2025, 2026].map(usualStart)).toEqual(['2024-09-23', '2025-09-22', '2026-09-21']);
    expect(periodOf({ kind: 'academic_year', year: 2026 })).toMatchObject({
      from: '2026-09-21',
      until: '2027-09-26',
    });
    const set = [{ year: 2027, from: '2027-09-20', until: '2028-09-17' }];
    expect(periodOf({ kind: 'academic_year', year: 2026 }, set).until).toBe('2027-09-19');
    expect(periodOf({ kind: 'academic_year', year: 2027 }, set)).toMatchObject(set[0] as object);
  });

  test('no day lies in two years of a kind, and none between two that nobody set', () => {
    const set = [
      { year: 2027, from: '2027-09-13', until: '2028-09-30' },
      { year: 2029, from: '2029-10-01', until: '2030-06-30' },
    ];
    for (const kind of ['school_year', 'academic_year', 'calendar_year'] as const)
      for (let year = 2020; year < 2035; year += 1) {
        const [now, next] = [
          periodOf({ kind, year }, set),
          periodOf({ kind, year: year + 1 }, set),
        ];
        expect(now.from < now.until && now.until < next.from).toBe(true);
        const isSet = kind === 'academic_year' && year === 2029;
        if (!isSet) expect(addDays(now.until, 1)).toBe(next.from);
      }
    expect(periodOf({ kind: 'academic_year', year: 2027 }, set).until).toBe('2028-09-24');
  });

  test('the one before is as long', () => {
    expect(before({ kind: 'three_school_years', year: 2026 }).year).toBe(2023);
  });
});

test('languages come in three bands; none known is none', () => {
  expect([['nl'], ['nl', 'ar'], ['ar', ''], ['']].map(languageBand)).toEqual([
    'dutch',
    'mixed',
    'other',
    '',
  ]);
});
