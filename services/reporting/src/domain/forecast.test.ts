import { describe, expect, test } from '@jest/globals';
import { addMonths } from '@katrol/runtime';
import { backtest, expectedIn, forecast, type Asked } from './forecast.ts';

const months = (from: string, counts: readonly number[]): Asked =>
  new Map(counts.map((count, i) => [addMonths(from, i), count]));

describe('student supply', () => {
  test('in February eleven families in Lede lose their tutor, four are announced: seven are asked', () => {
    const lines = forecast({
      today: '2027-02-15',
      asked: new Map(),
      waiting: 0,
      free: 0,
      losing: months('2027-02-01', [11]),
      announced: months('2027-02-01', [4]),
    });
    expect(lines[0]).toMatchObject({ month: '2027-02-01', losing: 11, announced: 4, gap: 7 });
    expect(lines[1]).toMatchObject({ waiting: 7, gap: 7 });
  });

  test('who is not needed in a month is there in the next', () => {
    const [now, next] = forecast({
      today: '2026-11-28',
      asked: new Map(),
      waiting: 2,
      free: 5,
      losing: months('2026-12-01', [4]),
      announced: new Map(),
    });
    expect(now).toMatchObject({ waiting: 2, announced: 5, gap: 0 });
    expect(next).toMatchObject({ waiting: 0, losing: 4, announced: 3, gap: 1 });
  });

  test('what is expected is half the year before, half of late', () => {
    const asked = months('2025-11-01', [10, 0, 0, 0, 0, 0, 0, 0, 0, 6, 6, 6]);
    expect(expectedIn(asked, '2026-11-01', '2026-11-01')).toBe(8);
  });

  test('where a branch grows it beats the year before, and says by how much', () => {
    const growing = months(
      '2024-11-01',
      Array.from({ length: 24 }, (_, i) => 2 + i),
    );
    const found = backtest(growing, '2026-11-28');
    expect(found).toMatchObject({ months: 12, better: true });
    expect(found.error).toBeLessThan(found.errorSameMonth);
  });

  test('where nothing is known of a year before it does not say that it is better', () => {
    expect(backtest(months('2026-09-01', [3, 4]), '2026-11-28')).toEqual({
      error: 0,
      errorSameMonth: 0,
      better: false,
      months: 0,
    });
  });
});
