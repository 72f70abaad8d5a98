import { describe, expect, test } from '@jest/globals';
import { daysOf } from '@katrol/calendar';
import type { Refusal } from '@katrol/runtime';
import { PlacementStatus } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import { followers, isOver, lastDay, moved, next, quietSince, statusOn } from './placement.ts';
import type { Placement } from './placement.ts';

const today = '2026-11-23';
const reasonOf = (run: () => unknown): string => {
  try {
    run();
    return 'taken';
  } catch (error) {
    return (error as Refusal).reason;
  }
};

describe('what may follow a status of a placement', () => {
  test.each<[PlacementStatus, PlacementStatus[], PlacementStatus[]]>([
    ['proposed', ['checklist', 'accepted', 'active', 'refused'], []],
    ['checklist', ['accepted', 'active', 'refused'], []],
    ['accepted', ['active', 'refused', 'stopped_early'], ['stopped_early']],
    ['active', ['stopped_early', 'completed'], ['stopped_early', 'completed']],
    ['refused', ['proposed'], []],
    ['stopped_early', [], []],
    ['completed', [], []],
  ])('%s: %j, of which the end %j; nothing else is taken', (from, expected, final) => {
    const { nextStatuses, finalStatuses } = followers(from);
    expect(nextStatuses.toSorted()).toEqual(expected.toSorted());
    expect(finalStatuses.toSorted()).toEqual(final.toSorted());
    for (const to of PlacementStatus) {
      const outcome = reasonOf(() => expect(next(from, to)).toBe(to));
      expect([to, outcome]).toEqual([to, expected.includes(to) ? 'taken' : 'WRONG_STATE']);
    }
  });

  test('over is what ends it, and a refusal that may be taken back', () => {
    expect(PlacementStatus.filter(isOver).toSorted()).toEqual([
      'completed',
      'refused',
      'stopped_early',
    ]);
  });
});

describe('a placement that is ended from a day', () => {
  test.each<[PlacementStatus, string, PlacementStatus]>([
    ['active', '', 'active'],
    ['active', '2026-11-24', 'active'],
    ['active', today, 'stopped_early'],
    ['accepted', '2026-11-01', 'stopped_early'],
    ['proposed', today, 'refused'],
    ['checklist', today, 'refused'],
    ['completed', '2026-11-01', 'completed'],
    ['refused', '2026-11-01', 'refused'],
  ])('%s, ended on "%s", is %s today', (status, endedOn, expected) => {
    expect(statusOn({ status, endedOn }, today)).toBe(expected);
  });

  test('keeps its day when it ends again, has today where it had none, and none when it goes on', () => {
    const running = { status: 'active', endedOn: '' } as Placement;
    expect(moved(running, 'completed', today)).toMatchObject({
      status: 'completed',
      endedOn: today,
    });
    const announced = { ...running, endedOn: '2026-12-01' };
    expect(moved(announced, 'stopped_early', today).endedOn).toBe('2026-12-01');
    expect(moved({ ...running, status: 'refused', endedOn: today }, 'proposed', today)).toEqual({
      status: 'proposed',
      endedOn: '',
    });
  });

  test('has the day before as its last, else the day that was planned', () => {
    expect(lastDay(undefined)).toBe('');
    expect(lastDay({ endsOn: '2027-06-30', endedOn: '' })).toBe('2027-06-30');
    expect(lastDay({ endsOn: '2027-06-30', endedOn: '2027-03-01' })).toBe('2027-02-28');
  });
});

describe('a student who has gone quiet', () => {
  const closed = [{ from: '2026-11-10', until: '2026-11-12' }];
  const days = daysOf([{ version: 1, validFrom: '2020-01-01', region: '', closed }], []);
  const running = { status: 'active' as const, startsOn: '2026-11-13' };
  const quiet = (lastSessionOn: string, quietDays: number, startsOn = running.startsOn): string =>
    quietSince({ ...running, startsOn }, lastSessionOn, { today, days, quietDays });

  test('since the last session, once more days than the branch says have passed', () => {
    expect(quiet('2026-11-13', 10)).toBe('');
    expect(quiet('2026-11-13', 9)).toBe('2026-11-13');
  });

  test('since the start where no session was held, and never without a day to count from', () => {
    expect(quiet('', 9)).toBe('2026-11-13');
    expect(quiet('', 0, '')).toBe('');
  });

  test('a day that is off makes nobody quiet', () => {
    // the 11th is a holiday too
    expect(quiet('2026-11-09', 11)).toBe('');
    expect(quiet('2026-11-09', 10)).toBe('2026-11-09');
  });

  test('two weeks where the branch says nothing, and only while the placement is active', () => {
    const later = { today: '2026-12-05', days };
    expect(quietSince(running, '2026-11-20', later)).toBe('2026-11-20');
    expect(quietSince(running, '2026-11-21', later)).toBe('');
    expect(quietSince({ ...running, status: 'accepted' }, '2026-11-20', later)).toBe('');
  });
});
