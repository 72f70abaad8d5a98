import { describe, expect, test } from '@jest/globals';
import type { PlaceKind } from '@katrol/proto/katrol/common/v1/codes';
import { Checks, type Refusal } from '@katrol/runtime';
import { decide, type DecideInput } from './decision.ts';
import { checkNeeds, completeNeeds, type SupportNeeds } from './needs.ts';
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
    completeNeeds({ ...(needs as SupportNeeds), ...more }, { ...family, ...of }, at('home'));
  const at = (...places: PlaceKind[]) => ({ places });
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

describe('the place where help is given', () => {
  const refusal = (
    needs: object,
    more: { places?: PlaceKind[]; maximumChildren?: number },
    asksPlace = true,
  ): Pick<Refusal, 'fields' | 'meta'> | undefined => {
    const c = new Checks();
    const children = ['a', 'b', 'c'].map((id) => ({ id, grade: '' as const }));
    const support = { places: ['school', 'library'] as PlaceKind[], maximumChildren: 0, ...more };
    checkNeeds(c, { children: [], ...needs } as unknown as SupportNeeds, {
      children,
      support,
      asksPlace,
    });
    try {
      c.done();
    } catch (refused) {
      return refused as Refusal;
    }
    return undefined;
  };
  const reasons = (refused: Pick<Refusal, 'fields'> | undefined) =>
    refused?.fields.map(({ reason }) => reason) ?? [];

  test('is one of the profile’s, and a refusal names them', () => {
    expect(refusal({ placeKind: 'school' }, {})).toBeUndefined();
    const refused = refusal({ placeKind: 'home' }, {});
    expect(reasons(refused)).toEqual(['PLACE_NOT_OFFERED']);
    expect(refused?.meta).toEqual({ places: 'school,library' });
  });
  test('is asked where there are several; the only one need not be said', () => {
    expect(reasons(refusal({ placeKind: '' }, {}))).toEqual(['VALUE_MISSING']);
    expect(refusal({ placeKind: '' }, {}, false)).toBeUndefined();
    expect(refusal({ placeKind: '' }, { places: ['library'] })).toBeUndefined();
    const only = { ...({ children: [], languages: [] } as unknown as SupportNeeds) };
    const none = { children: [], language: '' };
    expect(completeNeeds(only, none, { places: ['library'] }).placeKind).toBe('library');
  });
  test('a family with more children than a group takes is not sent to one', () => {
    const three = {
      placeKind: 'school',
      children: ['a', 'b', 'c'].map((childId) => ({ childId })),
    };
    expect(refusal(three, { maximumChildren: 3 })).toBeUndefined();
    expect(refusal(three, { maximumChildren: 0 })).toBeUndefined();
    expect(reasons(refusal(three, { maximumChildren: 2 }))).toEqual(['MORE_THAN_A_GROUP']);
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
