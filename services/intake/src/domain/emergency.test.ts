import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '@katrol/runtime';
import { checkQuestion, isExactly, type EmergencyQuestion } from './emergency.ts';

const asked = (more: Partial<EmergencyQuestion>): EmergencyQuestion => ({
  branchCode: 'melle',
  familyBranchCode: 'oostende',
  familyName: 'Şahin Demir',
  phone: '',
  childFirstName: '',
  reason: 'De moeder belde ons vanuit het ziekenhuis.',
  ...more,
});
const family = {
  familyName: 'Sahin demir',
  phoneDigits: '470123456',
  children: ['Elif', 'José'],
};
const refused = (more: Partial<EmergencyQuestion>): string[] => {
  try {
    checkQuestion(asked(more));
    return [];
  } catch (error) {
    return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`);
  }
};

describe('a question about a family of another branch', () => {
  test('knows more than a name', () => {
    expect(refused({})).toEqual(['phone EMERGENCY_KNOW_ONE_MORE']);
    expect(refused({ phone: '0470 12 34 56' })).toEqual([]);
    expect(refused({ childFirstName: 'Elif' })).toEqual([]);
  });

  const isIt = (more: Partial<EmergencyQuestion>, digits = ''): boolean =>
    isExactly(family, asked(more), digits);

  test('finds it by a name and a child, whatever the accents and capitals', () => {
    expect(isIt({ childFirstName: 'ELIF' })).toBe(true);
    expect(isIt({ childFirstName: 'jose' })).toBe(true);
    expect(isIt({ childFirstName: 'Eli' })).toBe(false);
    expect(isIt({ familyName: 'Demir', childFirstName: 'Elif' })).toBe(false);
  });

  test('finds it by the whole number, and never by a few digits that it shares with others', () => {
    expect(isIt({ phone: '0470 12 34 56' }, '470123456')).toBe(true);
    expect(isIt({ phone: '0470 12 34 57' }, '470123457')).toBe(false);
    const few = { ...family, phoneDigits: '12345' };
    expect(isExactly(few, asked({ phone: '12345' }), '12345')).toBe(false);
    const enough = { ...family, phoneDigits: '123456' };
    expect(isExactly(enough, asked({ phone: '123456' }), '123456')).toBe(true);
  });

  test('is wrong when one thing that was given is wrong, though the other is right', () => {
    const both = { phone: '0470 12 34 56', childFirstName: 'Elif' };
    expect(isIt(both, '470123456')).toBe(true);
    expect(isIt(both, '999999999')).toBe(false);
    expect(isIt({ ...both, childFirstName: 'Noor' }, '470123456')).toBe(false);
  });
});
