import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '@katrol/runtime';
import { attendanceOf, checkAttendance, expectAlone, overlap } from './group.ts';
import { partAt, partOf, usualStart, type Attendance } from './group.ts';
import { newSession, type Session } from './session.ts';

// 2026-11-23 is a Monday
const monday = { weekday: 1, fromMinute: 960, untilMinute: 1050 };
const thursday = { weekday: 4, fromMinute: 990, untilMinute: 1080 };
const hours = [monday, thursday];

describe('a group comes together', () => {
  test('so nobody of it is logged alone on a day of the group', () => {
    const alone = (groupId: string, day: string) => () => expectAlone({ groupId, hours }, day);
    expect(alone('g', '2026-11-23')).toThrow('LOGGED_WITH_GROUP');
    expect(alone('g', '2026-11-26')).toThrow('LOGGED_WITH_GROUP');
    expect(alone('g', '2026-11-24')).not.toThrow();
    expect(alone('', '2026-11-23')).not.toThrow();
  });

  test('at the hour of that day, on another day at the first one', () => {
    expect(usualStart(hours, '2026-11-26')).toBe('2026-11-26T16:30');
    expect(usualStart(hours, '2026-11-24')).toBe('2026-11-24T16:00');
    expect(usualStart([], '2026-11-24')).toBe('2026-11-24T00:00');
  });

  test.each([
    ['2026-11-23T16:00', 60, '2026-11-23T17:00', 60, false],
    ['2026-11-23T16:00', 61, '2026-11-23T17:00', 60, true],
    ['2026-11-23T17:00', 60, '2026-11-23T16:00', 61, true],
    ['2026-11-23T17:00', 60, '2026-11-23T16:00', 60, false],
    ['2026-11-23T16:00', 60, '2026-11-24T16:00', 60, false],
    ['2026-11-23T16:30', 60, '2026-11-23T17:15', 30, true],
  ])('%s for %s and %s for %s are at one moment: %s', (a, forA, b, forB, expected) => {
    const one = { plannedFor: a, minutes: forA };
    expect(overlap(one, { plannedFor: b, minutes: forB })).toBe(expected);
  });
});

const logged = {
  id: 'g-1',
  plannedFor: '2026-11-23T16:00',
  occurredOn: '2026-11-23',
  minutes: 90,
  done: ['reading'],
} as Parameters<typeof partOf>[1];
const session = (more: Partial<Session> = {}): Session => ({
  ...newSession({ id: 't-1', branchCode: 'oostende' }, '2026-11-23T15:00'),
  ...more,
});
const attendance = (more: Partial<Attendance> = {}): Attendance => ({
  trajectoryId: 't-1',
  children: [],
  missed: false,
  whatMadeItHard: '',
  whatIsNeeded: '',
  missedBy: '',
  note: '',
  ...more,
});
const wasMissed: Partial<Session> = {
  status: 'missed',
  whatMadeItHard: 'ziek',
  whatIsNeeded: 'rust',
  missedBy: 'family',
};

describe('a family’s part of a group session', () => {
  test('is held with the children who were there, and nothing is left of what was missed', () => {
    const came = attendance({ children: ['c-1'], note: 'goed' });
    expect(partOf(session(wasMissed), logged, came)).toMatchObject({
      status: 'held',
      plannedFor: '2026-11-23T16:00',
      occurredOn: '2026-11-23',
      minutes: 90,
      children: ['c-1'],
      done: ['reading'],
      note: 'goed',
      groupSessionId: 'g-1',
      whatMadeItHard: '',
      whatIsNeeded: '',
      missedBy: '',
    });
  });

  test('is missed where they agreed and did not come, with nothing of what was held', () => {
    const held = session({ status: 'held', minutes: 60, children: ['c-1'], note: 'goed' });
    const came = attendance({ missed: true, whatMadeItHard: 'ziek', missedBy: 'family' });
    expect(partOf(held, logged, came)).toMatchObject({
      status: 'missed',
      plannedFor: '2026-11-23T15:00',
      occurredOn: '2026-11-23',
      minutes: 0,
      children: [],
      note: '',
      whatMadeItHard: 'ziek',
      missedBy: 'family',
      groupSessionId: 'g-1',
    });
  });

  test('is off where nothing was agreed, and nobody is to blame', () => {
    const off = { status: 'cancelled', occurredOn: '', minutes: 0, groupSessionId: 'g-1' };
    expect(partOf(session(), logged, undefined)).toMatchObject(off);
    expect(partOf(session(), logged, attendance())).toMatchObject(off);
    const before = session({ ...wasMissed, groupSessionId: 'g-1' });
    expect(partOf(before, logged, attendance())).toMatchObject({ ...off, whatMadeItHard: '' });
  });

  test.each(['missed', 'cancelled'] as const)('stays %s where that was said before', (status) => {
    const before = session({ ...wasMissed, status });
    expect(partOf(before, logged, attendance())).toBe(before);
  });

  const at = (sessions: Session[], id = 'g-1'): string | undefined =>
    partAt(sessions, { id, plannedFor: '2026-11-23T16:00' })?.id;

  test('is written in its own session first, then in one of that moment, then in one of that day', () => {
    const own = session({ id: 'own', groupSessionId: 'g-1', status: 'held' });
    const moment = session({ id: 'moment', plannedFor: '2026-11-23T16:00', status: 'missed' });
    const day = session({ id: 'day' });
    expect(at([day, moment, own])).toBe('own');
    expect(at([day, moment])).toBe('moment');
    expect(at([day])).toBe('day');
    expect(at([])).toBeUndefined();
  });

  test('is not written over another group’s, over one that was held, nor over what was said of another hour', () => {
    const moment = { plannedFor: '2026-11-23T16:00' };
    expect(at([session({ ...moment, id: 'other', groupSessionId: 'g-2' })])).toBeUndefined();
    expect(at([session({ ...moment, id: 'held', status: 'held' })])).toBeUndefined();
    expect(at([session({ id: 'missed', status: 'missed' })])).toBeUndefined();
    expect(at([session({ id: 'tomorrow', plannedFor: '2026-11-24T16:00' })])).toBeUndefined();
  });

  test('of a session that is not kept yet is no other one without a group', () => {
    expect(at([session({ id: 'held', status: 'held' })], '')).toBeUndefined();
  });

  test('says how the family stood', () => {
    const part = session({ ...wasMissed, note: 'x' });
    expect(attendanceOf(part)).toEqual(
      attendance({
        missed: true,
        whatMadeItHard: 'ziek',
        whatIsNeeded: 'rust',
        missedBy: 'family',
        note: 'x',
      }),
    );
    expect(attendanceOf({ ...part, status: 'cancelled' }).missed).toBe(false);
  });
});

describe('who came to a group session', () => {
  const members = [
    { id: 't-1', children: [{ childId: 'c-1' }], startedOn: '2026-11-01' },
    { id: 't-2', children: [{ childId: 'c-2' }], startedOn: '2026-11-23' },
  ] as unknown as Parameters<typeof checkAttendance>[0];
  const refused = (all: Partial<Attendance>[], occurredOn = '2026-11-23'): string[] => {
    try {
      checkAttendance(members, all.map(attendance), { occurredOn, today: '2026-11-23' });
      return [];
    } catch (error) {
      return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`);
    }
  };
  const one = { trajectoryId: 't-1', children: ['c-1'] };

  test('are members, each once, with their own children', () => {
    expect(refused([one, { trajectoryId: 't-2', children: ['c-2'] }])).toEqual([]);
    expect(refused([one, { trajectoryId: 'x' }])).toEqual([
      'attendance[1].trajectory_id VALUE_UNKNOWN',
    ]);
    expect(refused([one, one])).toEqual(['attendance[1].trajectory_id VALUE_UNKNOWN']);
    expect(refused([{ ...one, children: ['c-1', 'c-2'] }])).toEqual([
      'attendance[0].children[1] VALUE_UNKNOWN',
    ]);
  });

  test('is somebody, on a day that has been', () => {
    expect(refused([{ trajectoryId: 't-1', missed: true }])).toEqual(['attendance NOBODY_CAME']);
    expect(refused([one], '2026-11-24')).toEqual(['occurred_on DATE_IN_FUTURE']);
  });

  test('is no family before it was in the group; that one was away is no matter', () => {
    const second = { trajectoryId: 't-2', children: ['c-2'] };
    expect(refused([one, second], '2026-11-22')).toEqual(['attendance[1].children DATE_TOO_EARLY']);
    expect(refused([one, { trajectoryId: 't-2' }], '2026-11-22')).toEqual([]);
  });
});
