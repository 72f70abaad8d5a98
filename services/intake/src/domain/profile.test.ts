import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '@katrol/runtime';
import { presets } from './presets.ts';
import { checkProfile, type ProfileDocument } from './profile.ts';

const problems = (support: Partial<ProfileDocument['support']>): string[] => {
  const { huiswerkklas } = presets;
  try {
    checkProfile({ ...huiswerkklas, support: { ...huiswerkklas.support, ...support } });
    return [];
  } catch (refused) {
    return (refused as Refusal).fields.map(({ field, reason }) => `${field} ${reason}`);
  }
};
const monday = (fromMinute: number, untilMinute: number) => ({
  weekday: 1,
  fromMinute,
  untilMinute,
});
const at = 'document.support.fixed_hours';

describe('the fixed hours of a group', () => {
  test('every preset is one that a branch could work by', () => {
    for (const preset of Object.values(presets)) expect(() => checkProfile(preset)).not.toThrow();
    expect(presets.huiswerkklas.support).toMatchObject({ sessionsAWeek: 4, maximumChildren: 6 });
    expect(presets.huiswerkklas.support.fixedHours.map(({ weekday }) => weekday)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('belong to a form in which families come together, as a number of children does', () => {
    expect(problems({ form: 'one_child' })).toEqual([
      `${at} ONLY_IN_GROUPS`,
      'document.support.maximum_children ONLY_IN_GROUPS',
    ]);
    expect(problems({ form: 'families_together' })).toEqual([]);
    expect(problems({ form: 'one_child', fixedHours: [], maximumChildren: 0 })).toEqual([]);
  });

  test('stand apart, are as long as a session, and on as many days as the rhythm asks', () => {
    const once = { sessionsAWeek: 1, sessionMinutes: 60 };
    expect(problems({ ...once, fixedHours: [monday(900, 960), monday(960, 1020)] })).toEqual([]);
    expect(problems({ ...once, fixedHours: [monday(900, 960), monday(959, 1020)] })).toEqual([
      `${at}[1] HOURS_OVERLAP`,
    ]);
    expect(problems({ ...once, fixedHours: [monday(900, 959)] })).toEqual([
      `${at}[0] HOUR_TOO_SHORT`,
    ]);
    expect(problems({ ...once, sessionsAWeek: 2, fixedHours: [monday(900, 990)] })).toEqual([
      'document.support.sessions_a_week MORE_THAN_FIXED_DAYS',
    ]);
    expect(problems({ ...once, sessionsAWeek: 4, fixedHours: [] })).toEqual([]);
  });
});
