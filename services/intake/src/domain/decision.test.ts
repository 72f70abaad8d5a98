import { describe, expect, test } from '@jest/globals';
import { decide, type DecideInput } from './decision.ts';
import { completeNeeds, type SupportNeeds } from './needs.ts';
import { presets } from './presets.ts';
import type { Profile } from './profile.ts';
import type { Referral } from './referral.ts';
import { nextContact, waitingDays } from './waiting-list.ts';

const document = {
  ...presets.uilenspel,
  intake: {
    ...presets.uilenspel.intake,
    exclusions: presets.uilenspel.intake.exclusions.map((one, i) => ({
      ...one,
      reviewWeeks: [12, 4, 0][i] ?? 0,
    })),
  },
};
const [first, second, third] = document.intake.exclusions.map(({ code }) => code);
const profile = { branchCode: 'melle', version: 1, document } as Profile;
const referral = {
  occurredOn: '2026-11-01',
  grades: [],
  lifeDomains: [],
  indicators: [],
  visit: { heldOn: '2026-11-10', answers: [], indicators: [], lifeDomains: [] },
} as unknown as Referral;
const decided = (exclusions: (string | undefined)[], occurredOn = '') =>
  decide(
    {
      outcome: 'other_help',
      exclusions: exclusions.map((code) => code ?? ''),
      familySay: 'Goed',
      reason: '',
      occurredOn,
    } as unknown as DecideInput,
    { referral, profile, family: { children: [] } },
    { today: '2026-11-16', by: 'Lien' },
  );

describe('a decision is looked at again', () => {
  test('when the first of its exclusions says so', () => {
    expect(decided([first, second]).reviewOn).toBe('2026-12-14');
    expect(decided([first]).reviewOn).toBe('2027-02-08');
    expect(decided([first, second], '2026-11-12').reviewOn).toBe('2026-12-10');
  });
  test('never where none says', () => {
    expect(decided([third]).reviewOn).toBe('');
    expect(decided([]).reviewOn).toBe('');
  });
  test('not decided before the conversation, nor for a reason that the branch has not', () => {
    expect(() => decided([], '2026-11-09')).toThrow('INPUT_INVALID');
    expect(() => decided(['unknown'])).toThrow('INPUT_INVALID');
    expect(decided([first, first]).exclusions).toEqual([first]);
  });
});

describe('the needs that the file already knows', () => {
  const needs = { children: [{ childId: 'a' }, { childId: 'b' }], languages: [] } as unknown;
  const family = { children: [{ id: 'a', grade: 'L3' as const }], language: 'tr' };
  const complete = (more: object = {}, of: object = {}) =>
    completeNeeds({ ...(needs as SupportNeeds), ...more }, { ...family, ...of });
  test('the language of the family, unless others are asked for', () => {
    expect(complete().languages).toEqual(['tr']);
    expect(complete({ languages: ['ar'] }).languages).toEqual(['ar']);
    expect(complete({}, { language: '' }).languages).toEqual([]);
  });
  test('the grade of a child and its stage, where they are known', () => {
    expect(complete().children).toEqual([
      { childId: 'a', grade: 'L3', stage: 'primary_second' },
      { childId: 'b', grade: '', stage: '' },
    ]);
  });
});

describe('a family that waits', () => {
  test.each([
    [28, '2026-12-10'],
    [14, '2026-11-26'],
    [7, '2026-11-19'],
  ])('hears of the branch again after %i days', (days, on) =>
    expect(nextContact('2026-11-12', days)).toBe(on),
  );
  test('waits whole days, never less than none', () => {
    expect(waitingDays('2026-11-01', '2026-11-23')).toBe(22);
    expect(waitingDays('2026-11-24', '2026-11-23')).toBe(0);
  });
});
