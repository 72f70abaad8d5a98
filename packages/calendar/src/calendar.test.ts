import { describe, expect, test } from '@jest/globals';
import dutch from './data/dutch.json' with { type: 'json' };
import flemish from './data/flemish.json' with { type: 'json' };
import french from './data/french_community.json' with { type: 'json' };
import { isPublicHoliday, knows, offOn, type Region } from './holidays.ts';

const plus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

describe('a day that is off', () => {
  test.each([
    ['2026-11-01', 'public_holiday', 'all_saints'],
    ['2026-11-02', 'school_holiday', 'autumn'],
    ['2026-11-08', 'school_holiday', 'autumn'],
    ['2026-11-09', undefined, undefined],
    ['2026-11-11', 'public_holiday', 'armistice'],
    ['2026-12-20', undefined, undefined],
    ['2026-12-21', 'school_holiday', 'winter'],
    ['2027-01-03', 'school_holiday', 'winter'],
    ['2027-01-04', undefined, undefined],
    ['2027-02-08', 'school_holiday', 'carnival'],
    ['2027-02-15', undefined, undefined],
    ['2027-03-28', undefined, undefined],
    ['2027-03-29', 'school_holiday', 'spring'],
    ['2027-04-11', 'school_holiday', 'spring'],
    ['2027-05-07', 'school_holiday', 'ascension'],
    ['2027-05-17', 'public_holiday', 'whit_monday'],
    ['2027-06-30', undefined, undefined],
    ['2027-07-01', 'school_holiday', 'summer'],
    ['2027-08-31', 'school_holiday', 'summer'],
    ['2027-09-01', undefined, undefined],
    ['2028-04-17', 'school_holiday', 'spring'],
  ])('Flemish, %s: %s', (day, kind, code) => {
    const off = offOn(day, 'flemish');
    expect([off?.kind, off?.code]).toEqual([kind, code]);
  });

  test('a region has its own: one day of October is off in two of three, another in one', () => {
    const regions: Region[] = ['flemish', 'french_community', 'dutch'];
    expect(regions.map((region) => offOn('2025-10-29', region)?.code)).toEqual([
      'autumn',
      'autumn',
      undefined,
    ]);
    expect(regions.map((region) => offOn('2027-10-20', region)?.code)).toEqual([
      undefined,
      undefined,
      'autumn',
    ]);
    expect(offOn('2026-04-27', 'dutch')?.code).toBe('may');
    expect(offOn('2026-04-27', 'flemish')).toBeUndefined();
  });

  test('a branch’s closed weeks and a university’s exams are off too, both ends included', () => {
    const own = {
      closed: [{ from: '2026-11-23', until: '2026-11-27' }],
      exams: [{ from: '2027-01-04', until: '2027-01-29' }],
    };
    const kinds = ['2026-11-22', '2026-11-23', '2026-11-27', '2026-11-28'].map(
      (day) => offOn(day, 'flemish', own)?.kind,
    );
    expect(kinds).toEqual([undefined, 'closed', 'closed', undefined]);
    expect(offOn('2027-01-29', 'flemish', own)?.kind).toBe('exams');
    expect(offOn('2027-01-30', 'flemish', own)).toBeUndefined();
  });

  test('a public holiday is one inside a school holiday too', () => {
    for (const day of ['2026-11-01', '2026-12-25', '2027-01-01', '2027-03-29', '2027-07-21'])
      expect([day, isPublicHoliday('flemish', day)]).toEqual([day, true]);
    for (const day of ['2026-11-02', '2026-12-26', '2035-12-25'])
      expect([day, isPublicHoliday('flemish', day)]).toEqual([day, false]);
  });

  test('a year without data is unknown, not free of holidays', () => {
    expect(knows('flemish', '2025-08-31')).toBe('unknown');
    expect(knows('flemish', '2025-09-01')).toBe('verified');
    expect(knows('flemish', '2028-09-01')).toBe('unknown');
    expect(knows('french_community', '2026-11-01')).toBe('not_verified');
    expect(offOn('2029-12-25', 'flemish')).toBeUndefined();
  });
});

describe.each([dutch, flemish, french])('the data of $region', ({ years }) => {
  test('years follow each other without a gap, and each says where it comes from', () => {
    for (const [i, year] of years.entries()) {
      const before = years[i - 1];
      if (before) expect(year.from).toBe(plus(before.until, 1));
      expect(year.source.length).toBeGreaterThan(0);
    }
  });

  test('holidays lie in their year, in order, each once, and the summer ends it', () => {
    for (const { from, until, holidays, publicHolidays } of years) {
      for (const [i, one] of holidays.entries()) {
        expect(one.from <= one.until && from <= one.from && one.until <= until).toBe(true);
        const before = holidays[i - 1];
        if (before) expect(one.from > before.until).toBe(true);
      }
      expect(holidays.at(-1)).toMatchObject({ code: 'summer', until });
      const days = publicHolidays.map(({ on }) => on);
      expect(days).toEqual([...new Set(days)].sort());
      expect(days.every((on) => from <= on && on <= until)).toBe(true);
    }
  });
});
