import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '@katrol/runtime';
import { checkState, isMinor, lastDayOf, noCheck, seeCheck } from './check.ts';
import type { BranchRules } from './rules.ts';
import { toDo } from './tutor.ts';

const today = '2026-11-23';
const rules: BranchRules = {
  branchCode: 'oostende',
  version: 1,
  validFrom: '2020-01-01',
  kinds: ['student', 'volunteer'],
  checkRequired: true,
  checkValidityMonths: 12,
  requiredTrainings: ['start', 'diversity'],
  radiusMetres: 10_000,
  maximumFamilies: 2,
  quietDays: 14,
  region: '',
  closed: [],
};
const given = { seenOn: '', notApplicable: false, validUntil: '' };
const see = (more: Partial<typeof given>, changes: Partial<BranchRules> = {}) =>
  seeCheck({ ...given, ...more }, 'Marieke', { rules: { ...rules, ...changes }, today });
const problems = (more: Partial<typeof given>, changes: Partial<BranchRules> = {}): string[] => {
  try {
    see(more, changes);
    return [];
  } catch (error) {
    return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`);
  }
};

describe('the background check', () => {
  test('seen: valid for the months of the profile, the last day of a short month too', () => {
    expect(see({ seenOn: '2026-01-10' })).toEqual({
      seenOn: '2026-01-10',
      seenBy: 'Marieke',
      validUntil: '2027-01-10',
      notApplicable: false,
    });
    expect(see({ seenOn: '2026-08-31' }, { checkValidityMonths: 6 }).validUntil).toBe('2027-02-28');
    expect(see({ seenOn: '2026-01-10', validUntil: '2026-03-01' }).validUntil).toBe('2026-03-01');
  });

  test.each([
    [{ notApplicable: true, validUntil: today }, ['valid_until VALUE_OUT_OF_RANGE']],
    [{ notApplicable: true, validUntil: '2029-01-01' }, ['valid_until VALUE_OUT_OF_RANGE']],
  ])('%j is refused with its field', (more, expected) => {
    expect(problems(more)).toEqual(expected);
  });

  test('a profile without months asks for the day until which it is valid', () => {
    expect(problems({ seenOn: '2026-05-01' }, { checkValidityMonths: 0 })).toEqual([
      'valid_until VALUE_MISSING',
    ]);
    const told = { seenOn: '2026-05-01', validUntil: '2027-05-01' };
    expect(see(told, { checkValidityMonths: 0 }).validUntil).toBe('2027-05-01');
  });

  test('a minor turns 18 within two years, the last day of them too', () => {
    expect(problems({ notApplicable: true, validUntil: '2028-11-23' })).toEqual([]);
    expect(problems({ notApplicable: true, validUntil: '2028-11-24' })).toHaveLength(1);
  });

  test('one that nobody saw bears no work, whatever day stands beside it', () => {
    expect(lastDayOf({ ...noCheck, validUntil: '2027-01-10' })).toBe('');
  });

  test('not applicable: a minor until the day they turn 18, asked for the check from that month on', () => {
    const check = see({ notApplicable: true, validUntil: '2027-03-04' });
    expect([isMinor(check, '2027-03-03'), isMinor(check, '2027-03-04')]).toEqual([true, false]);
    expect([checkState(check, '2027-02-28'), checkState(check, '2027-03-01')]).toEqual([
      'valid',
      'missing',
    ]);
    expect(lastDayOf(check)).toBe('2027-02-28');
  });

  test('seen: valid on its last day, expired after it', () => {
    const check = see({ seenOn: '2026-01-10' });
    expect([
      checkState(check, '2027-01-10'),
      checkState(check, '2027-01-11'),
      checkState(noCheck, today),
    ]).toEqual(['valid', 'expired', 'missing']);
  });
});

test('what still stands before a first visit follows from the profile in force', () => {
  const slots = [{ weekday: 1, fromMinute: 960, untilMinute: 1_020 }];
  const check = see({ seenOn: '2026-01-10' });
  expect(toDo({ check: noCheck, trainingCodes: [], slots: [] }, rules, today)).toEqual([
    'CHECK_MISSING',
    'TRAINING_MISSING',
    'SLOTS_MISSING',
  ]);
  expect(toDo({ check, trainingCodes: ['start'], slots }, rules, '2027-02-01')).toEqual([
    'CHECK_EXPIRED',
    'TRAINING_MISSING',
  ]);
  expect(toDo({ check, trainingCodes: ['start', 'diversity'], slots }, rules, today)).toEqual([]);
  expect(
    toDo(
      { check: noCheck, trainingCodes: [], slots },
      { ...rules, checkRequired: false, requiredTrainings: [] },
      today,
    ),
  ).toEqual([]);
});
