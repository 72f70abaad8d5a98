import { describe, expect, test } from '@jest/globals';
import { halvesOf, hourAt, nextOf, spread, startsIn } from './week.ts';

const at = (weekday: number, from: string, until: string) => ({
  weekday,
  fromMinute: minutes(from),
  untilMinute: minutes(until),
});
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const written = (hours: { weekday: number; fromMinute: number }[] | undefined) =>
  hours?.map((h) => `${h.weekday} ${Math.floor(h.fromMinute / 60)}.${h.fromMinute % 60}`);

describe('hours that fit in a part of the week', () => {
  test('from its beginning and from each half hour, as long as it lasts', () => {
    expect(written(startsIn([at(2, '16:00', '18:00')], 60))).toEqual([
      '2 16.0',
      '2 16.30',
      '2 17.0',
    ]);
    expect(written(startsIn([at(2, '16:15', '17:30')], 60))).toEqual(['2 16.15', '2 16.30']);
    expect(startsIn([at(2, '16:00', '16:59')], 60)).toEqual([]);
    expect(written(startsIn([at(3, '14:00', '15:30')], 90))).toEqual(['3 14.0']);
  });
  test('not over a half hour that is taken, not even in part', () => {
    const taken = new Set(halvesOf(at(2, '16:45', '17:00')));
    expect(written(startsIn([at(2, '16:00', '18:30')], 60, taken))).toEqual(['2 17.0', '2 17.30']);
    expect(halvesOf(at(1, '00:15', '00:45'))).toEqual([0, 1]);
    expect(halvesOf(at(7, '23:30', '24:00'))).toEqual([335]);
  });
});

describe('a rhythm of n hours on n days', () => {
  const week = [at(1, '16:00', '17:00'), at(2, '16:00', '17:00'), at(4, '15:00', '16:00')];
  test('as far from each other as can be', () => {
    expect(written(spread(week, 1))).toEqual(['1 16.0']);
    expect(written(spread(week, 2))).toEqual(['1 16.0', '4 15.0']);
    expect(written(spread(week, 3))).toEqual(['1 16.0', '2 16.0', '4 15.0']);
  });
  test('two hours of one day are one day', () => {
    expect(spread([at(2, '16:00', '17:00'), at(2, '17:00', '18:00')], 2)).toBeUndefined();
    expect(spread(week, 4)).toBeUndefined();
  });
});

describe('the next of the weekly hours', () => {
  const hours = [at(2, '16:00', '17:00'), at(4, '16:30', '17:30')];
  test('Tuesday and Thursday: after Thursday comes Tuesday', () => {
    expect(nextOf(hours, '2026-11-26T16:30')).toBe('2026-12-01T16:00');
    expect(nextOf(hours, '2026-11-24T16:00')).toBe('2026-11-26T16:30');
    expect(nextOf(hours, '2026-11-24T15:59')).toBe('2026-11-24T16:00');
  });
  test('not on a day off; none where all are, or where there is no hour', () => {
    expect(nextOf(hours, '2026-11-26T17:00', (day) => day < '2026-12-10')).toBe('2026-12-10T16:30');
    expect(nextOf(hours, '2026-11-26T17:00', () => true)).toBe('');
    expect(nextOf([], '2026-11-26T17:00')).toBe('');
  });
  test('a visit stands on an hour of the week', () => {
    expect(hourAt('2026-11-24T16:15', 60)).toEqual(at(2, '16:15', '17:15'));
    expect(hourAt('2026-11-29T23:30', 60).untilMinute).toBe(1440);
  });
});
