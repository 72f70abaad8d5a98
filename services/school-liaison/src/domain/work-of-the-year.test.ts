import { describe, expect, test } from '@jest/globals';
import { askedBy } from './work-of-the-year.ts';

describe('what the profile asks of the work with schools', () => {
  const three = (today: string) =>
    askedBy(today, { consultationsAYear: 3, returnMoment: true }).consultations;
  test('as many consultations as the months of the school year bring, all by its end', () => {
    expect(['2026-09-01', '2026-12-31', '2027-01-01'].map(three)).toEqual([0, 0, 1]);
    expect(['2027-03-31', '2027-04-01', '2027-06-30', '2027-07-01'].map(three)).toEqual([
      1, 2, 2, 3,
    ]);
    expect(three('2027-08-31')).toBe(3);
  });
  test('the return moment from May on, and none where the profile has none', () => {
    const asks = (today: string, returnMoment = true) =>
      askedBy(today, { consultationsAYear: 0, returnMoment }).returnMoment;
    expect(['2027-04-30', '2027-05-01', '2027-08-31', '2027-09-01'].map((d) => asks(d))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(asks('2027-05-01', false)).toBe(false);
  });
  test('counts from the first of September', () => {
    const since = (today: string) =>
      askedBy(today, { consultationsAYear: 3, returnMoment: false }).since;
    expect([since('2026-08-31'), since('2026-09-01')]).toEqual(['2025-09-01', '2026-09-01']);
  });
});
