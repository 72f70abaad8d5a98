import { describe, expect, test } from '@jest/globals';
import { addDays, weekdayOf } from '@katrol/runtime';
import fc from 'fast-check';
import { afterDaysOn, daysOf, daysOn, lastBefore, type BranchDays } from '@katrol/calendar';
import { lastVisitDay, nextVisit, plan, rhythmOf, visitsIn } from './rhythm.ts';
import type { Rules } from './rules.ts';
import { quietSince, type Trajectory } from './trajectory.ts';

const at = (weekday: number, hour: number) => ({
  weekday,
  fromMinute: hour * 60,
  untilMinute: hour * 60 + 60,
});
const tuesday = at(2, 16);
const thursday = at(4, 17);
const flemish = daysOf([], []);
const version = (more: Partial<BranchDays>): BranchDays => ({
  version: 1,
  validFrom: '2020-01-01',
  region: '',
  closed: [],
  ...more,
});

describe('the next visit', () => {
  const next = (after: string, more: { lastDay?: string; days?: typeof flemish } = {}) =>
    nextVisit([tuesday, thursday], after, { days: flemish, lastDay: '', ...more });
  test.each([
    ['2026-11-26T17:00', '2026-12-01T16:00', 'after Thursday the 26th comes Tuesday'],
    ['2026-11-24T16:00', '2026-11-26T17:00', 'after Tuesday comes Thursday'],
    ['2026-11-24T15:59', '2026-11-24T16:00', 'the same day, an hour that is still to come'],
    ['2026-10-29T17:00', '2026-11-10T16:00', 'not in the autumn holiday'],
    ['2026-12-17T17:00', '2027-01-05T16:00', 'not in the Christmas holiday'],
    ['2027-05-04T16:00', '2027-05-11T16:00', 'not on Ascension Day'],
    ['2027-06-29T16:00', '2027-09-02T17:00', 'not in the summer; 31 August is still summer'],
  ])('after %s: %s, %s', (after, expected) => expect(next(after)).toBe(expected));

  test('none after the last day, and one on it', () => {
    expect(next('2026-11-26T17:00', { lastDay: '2026-12-01' })).toBe('2026-12-01T16:00');
    expect(next('2026-11-26T17:00', { lastDay: '2026-11-30' })).toBe('');
  });

  test('not in a closed week, an exam week of the own university, or another region’s holiday', () => {
    const closed = daysOf([version({ closed: [{ from: '2026-12-01', until: '2026-12-01' }] })], []);
    expect(next('2026-11-26T17:00', { days: closed })).toBe('2026-12-03T17:00');
    const exams = daysOf([], [{ from: '2027-01-04', until: '2027-01-29' }]);
    expect(next('2026-12-17T17:00', { days: exams })).toBe('2027-02-02T16:00');
    const french = daysOf([version({ region: 'french_community' })], []);
    expect(next('2026-10-15T17:00', { days: french })).toBe('2026-11-03T16:00');
  });

  test('each day goes by the version of the profile that holds on it', () => {
    const days = daysOf(
      [
        version({ version: 3, validFrom: '2026-12-01' }),
        version({ version: 2, closed: [{ from: '2026-11-23', until: '2026-12-31' }] }),
      ],
      [],
    );
    // closed until the third version opens again, though the second said December
    expect(next('2026-11-19T17:00', { days })).toBe('2026-12-01T16:00');
  });

  test('the hours of a trajectory, or those of the visit that was planned last', () => {
    const sessions = [{ plannedFor: '2026-11-19T17:30' }, { plannedFor: '2026-11-24T15:00' }];
    expect(rhythmOf({ hours: [thursday] }, sessions)).toEqual([thursday]);
    expect(rhythmOf({ hours: [] }, sessions)).toEqual([at(2, 15)]);
    expect(rhythmOf({ hours: [] }, [])).toEqual([]);
  });

  test('one that stays for a specialised queue goes on past its plan, not past its tutor', () => {
    const ends = { endsOn: '2026-12-01', tutorUntil: '2027-01-31', untilSpecialised: true };
    expect(lastVisitDay({ ...ends, specialisedQueue: 'logo' })).toBe('2027-01-31');
    expect(lastVisitDay({ ...ends, specialisedQueue: '' })).toBe('2026-12-01');
  });
});

describe('a plan', () => {
  const of = (lengthUnit: string, length: number, more: { aWeek?: number; from?: string } = {}) =>
    plan({ lengthUnit, length, sessionsAWeek: more.aWeek ?? 1 } as Rules['support'], {
      startedOn: more.from ?? '2026-09-29',
      hours: more.aWeek === 2 ? [tuesday, thursday] : [tuesday],
      days: flemish,
    });
  test('counts the visits that fit on days that are not off', () => {
    // 6, 13, 20, 27 Oct, 10, 17, 24 Nov, 1, 8 Dec: the Tuesday of the autumn holiday is not one
    expect(of('weeks', 10)).toEqual({ endsOn: '2026-12-08', slotsPlanned: 9 });
    // 9 Tuesdays, and 10 Thursdays less 5 November
    expect(of('weeks', 10, { aWeek: 2 })).toEqual({ endsOn: '2026-12-08', slotsPlanned: 18 });
    // from Tuesday 21 April 2026 nothing is off: 28 Apr, 5, 12, 19, 26 May, 2, 9, 16, 23, 30 June
    expect(of('weeks', 10, { from: '2026-04-21' })).toEqual({
      endsOn: '2026-06-30',
      slotsPlanned: 10,
    });
    expect(of('months', 3, { from: '2026-11-30' }).endsOn).toBe('2027-02-28');
    expect(of('semesters', 2, { from: '2026-09-15' }).endsOn).toBe('2027-07-15');
    expect(of('open', 9)).toEqual({ endsOn: '', slotsPlanned: 0 });
  });

  test('where fewer hours were said than visits a week, the others fall in the same weeks', () => {
    const fits = { startedOn: '2026-04-21', endsOn: '2026-06-30' };
    expect(visitsIn([tuesday], fits, { days: flemish, aWeek: 2 })).toBe(20);
    expect(visitsIn([], fits, { days: flemish, aWeek: 2 })).toBe(0);
  });
});

describe('quiet', () => {
  const quiet = {
    status: 'running',
    startedOn: '2026-10-01',
    lastSessionOn: '',
    quietDays: 14,
    tutorUntil: '',
  };
  const since = (more: object, today: string) =>
    quietSince({ ...quiet, ...more } as Trajectory, today, flemish);
  test('after so many days without a session', () => {
    expect(since({}, '2026-10-15')).toBe('');
    expect(since({}, '2026-10-16')).toBe('2026-10-15');
    expect(since({ lastSessionOn: '2026-10-10' }, '2026-10-24')).toBe('');
    expect(since({ lastSessionOn: '2026-10-10' }, '2026-10-25')).toBe('2026-10-24');
    expect(since({ status: 'closed' }, '2027-01-01')).toBe('');
    expect(since({ tutorUntil: '2026-10-15' }, '2026-10-16')).toBe('');
    expect(since({ tutorUntil: '2026-10-16' }, '2026-10-16')).toBe('2026-10-15');
  });

  test('days that are off make nothing quiet', () => {
    // 15 December and then 16-20: five days before the holiday, the other nine from 4 January on
    expect(since({ lastSessionOn: '2026-12-15' }, '2027-01-12')).toBe('');
    expect(since({ lastSessionOn: '2026-12-15' }, '2027-01-13')).toBe('2027-01-12');
    // a whole summer later
    expect(since({ lastSessionOn: '2027-06-29' }, '2027-09-13')).toBe('');
    expect(since({ lastSessionOn: '2027-06-29' }, '2027-09-14')).toBe('2027-09-13');
  });

  test('the last session up to which it is quiet says the same as counting the days', () => {
    const day = fc.integer({ min: 0, max: 700 }).map((n) => addDays('2025-12-01', n));
    fc.assert(
      fc.property(day, fc.nat(120), fc.integer({ min: 1, max: 30 }), (today, ago, count) => {
        const last = addDays(today, -ago);
        expect(last <= lastBefore(flemish, today, count)).toBe(
          daysOn(flemish, last, today) > count,
        );
        const after = afterDaysOn(flemish, last, count);
        expect(flemish.isOff(after)).toBe(false);
        expect(daysOn(flemish, last, after)).toBe(count);
      }),
    );
  });
});

test('whatever the hours, the days and the moment: a visit is later, on its weekday, on no day off', () => {
  const period = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.nat(20)).map(([from, length]) => ({
    from: addDays('2026-09-01', from),
    until: addDays('2026-09-01', from + length),
  }));
  const slot = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 8, max: 20 }));
  fc.assert(
    fc.property(
      fc.array(slot, { minLength: 1, maxLength: 3 }),
      fc.array(period, { maxLength: 4 }),
      fc.integer({ min: 0, max: 300 }),
      (slots, closed, from) => {
        const hours = slots.map(([weekday, hour]) => at(weekday, hour));
        const days = daysOf([version({ closed })], []);
        const after = `${addDays('2026-09-01', from)}T16:30`;
        const found = nextVisit(hours, after, { days, lastDay: '' });
        if (found === '') return;
        const day = found.slice(0, 10);
        expect(found > after).toBe(true);
        expect(days.isOff(day)).toBe(false);
        expect(hours.map(({ weekday }) => weekday)).toContain(weekdayOf(day));
        // and nothing comes before it
        for (let one = after.slice(0, 10); one < day; one = addDays(one, 1)) {
          const free = !days.isOff(one) && hours.some(({ weekday }) => weekday === weekdayOf(one));
          expect(free && one > after.slice(0, 10)).toBe(false);
        }
      },
    ),
  );
});
