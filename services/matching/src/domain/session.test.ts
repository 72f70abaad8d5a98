import { describe, expect, test } from '@jest/globals';
import { agreedBefore, correctableUntil, counted, hourOf, loggedThen } from './session.ts';
import { newSession, unplannedOn, type Session } from './session.ts';
import { endForeseen, lastDayOf, mayWriteUntil, worksOn } from './standing.ts';

const session = (more: Partial<Session>): Session => ({
  ...newSession({ id: 't', branchCode: 'oostende' }, '2026-11-23T16:00'),
  status: 'held',
  occurredOn: '2026-11-23',
  minutes: 60,
  ...more,
});

describe('the hour of a session', () => {
  test('that nobody planned is that of the rhythm on its day, else one that nobody said', () => {
    const hours = [{ weekday: 1, fromMinute: 965, untilMinute: 1050 }];
    expect(unplannedOn('2026-11-23', hours)).toBe('2026-11-23T16:05');
    expect(unplannedOn('2026-11-24', hours)).toBe('2026-11-24T00:00');
  });

  test('is that of the plan, as long as it took, a minute at least', () => {
    expect(hourOf(session({ plannedFor: '2026-11-23T16:45' }))).toEqual({
      day: '2026-11-23',
      fromMinute: 1005,
      untilMinute: 1065,
    });
    expect(hourOf(session({ minutes: 0 }))).toMatchObject({ fromMinute: 960, untilMinute: 961 });
  });

  test('is not known where nobody said it, or where it was on another day than planned', () => {
    expect(hourOf(session({ plannedFor: '2026-11-23T00:00' }))).toBeUndefined();
    expect(hourOf(session({ occurredOn: '2026-11-24' }))).toBeUndefined();
  });
});

describe('what is logged at that hour already', () => {
  const mine = session({ id: 'mine', status: 'planned' });
  const then = (more: Partial<Session>, of = mine): boolean =>
    loggedThen(of, [session({ id: 'other', ...more })]) !== undefined;

  test('is one that was held or missed, and not the same one', () => {
    expect([then({}), then({ status: 'missed' })]).toEqual([true, true]);
    expect([then({ status: 'planned' }), then({ status: 'cancelled' })]).toEqual([false, false]);
    expect(then({ id: 'mine' })).toBe(false);
  });

  test('is one that overlaps; one that begins as the other ends does not', () => {
    expect(then({ plannedFor: '2026-11-23T17:00' })).toBe(false);
    expect(then({ plannedFor: '2026-11-23T16:59' })).toBe(true);
    expect(then({ plannedFor: '2026-11-23T15:00' })).toBe(false);
    expect(then({ plannedFor: '2026-11-23T15:00', minutes: 61 })).toBe(true);
  });

  test('is one of the same day where either has no hour, and none of another day', () => {
    expect(then({ plannedFor: '2026-11-23T00:00' })).toBe(true);
    const unsaid = session({ id: 'mine', plannedFor: '2026-11-23T00:00' });
    expect(then({ plannedFor: '2026-11-23T20:00' }, unsaid)).toBe(true);
    expect(then({ plannedFor: '2026-11-24T16:00', occurredOn: '2026-11-24' })).toBe(false);
  });
});

describe('the sessions of a trajectory', () => {
  test('count as held and missed, with the last day on which one was held', () => {
    expect(
      counted([
        session({ occurredOn: '2026-11-09' }),
        session({ occurredOn: '2026-11-16' }),
        session({ occurredOn: '2026-11-02' }),
        session({ status: 'missed', occurredOn: '2026-11-23' }),
        session({ status: 'cancelled', occurredOn: '' }),
        session({ status: 'planned', occurredOn: '' }),
      ]),
    ).toEqual({ held: 3, missed: 1, lastSessionOn: '2026-11-16' });
    expect(counted([])).toEqual({ held: 0, missed: 0, lastSessionOn: '' });
  });

  test('are agreed off by who says it before the day itself', () => {
    expect(agreedBefore('2026-11-22', '2026-11-23')).toBe(true);
    expect(agreedBefore('2026-11-23', '2026-11-23')).toBe(false);
  });

  test('may be put right until thirty days after the placement', () => {
    expect(correctableUntil({ placementUntil: '2026-11-01' })).toBe('2026-12-01');
    expect(correctableUntil({ placementUntil: '' })).toBe('');
  });
});

describe('the end of a tutor’s work', () => {
  test('is worked on its own day still', () => {
    const on = (tutorUntil: string): boolean => worksOn({ tutorUntil }, '2026-11-23');
    expect([on(''), on('2026-11-22'), on('2026-11-23')]).toEqual([true, false, true]);
  });

  test('or that of the plan, whichever comes first', () => {
    const last = (tutorUntil: string, endsOn: string): string => lastDayOf({ tutorUntil, endsOn });
    expect(last('2026-12-01', '2026-11-30')).toBe('2026-11-30');
    expect(last('2026-12-01', '2026-12-30')).toBe('2026-12-01');
    expect([last('', '2026-11-30'), last('2026-12-01', ''), last('', '')]).toEqual([
      '2026-11-30',
      '2026-12-01',
      '',
    ]);
  });

  test('is foreseen from six weeks before, while it runs', () => {
    const foreseen = (endsOn: string, status: 'running' | 'closed' = 'running'): boolean =>
      endForeseen({ tutorUntil: '', endsOn, status }, '2026-11-23');
    expect(foreseen('2027-01-04')).toBe(true);
    expect(foreseen('2027-01-05')).toBe(false);
    expect(foreseen('2026-11-01')).toBe(true);
    expect([foreseen(''), foreseen('2026-11-01', 'closed')]).toEqual([false, false]);
  });

  test('leaves a week for the closing note, from the first of what ended', () => {
    const until = (status: 'running' | 'closed', tutorUntil: string, closedOn: string): string =>
      mayWriteUntil({ status, tutorUntil, closedOn });
    expect(until('running', '', '')).toBe('');
    expect(until('running', '2026-11-23', '2026-11-01')).toBe('2026-11-30');
    expect(until('closed', '2026-11-23', '2026-11-01')).toBe('2026-11-08');
    expect(until('closed', '', '2026-11-01')).toBe('2026-11-08');
  });
});
