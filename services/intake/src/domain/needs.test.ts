import { describe, expect, test } from '@jest/globals';
import { Checks, type Refusal } from '@katrol/runtime';
import { checkNeeds, completeNeeds, type SupportNeeds } from './needs.ts';

type Asked = Parameters<typeof checkNeeds>[2];
const needs = (more: object = {}): SupportNeeds =>
  ({
    placeKind: 'home',
    children: [{ childId: 'c-1', grade: '', stage: '' }],
    languages: [],
    ...more,
  }) as unknown as SupportNeeds;
const children: Asked['children'] = [
  { id: 'c-1', grade: 'L3' },
  { id: 'c-2', grade: 'S1' },
];
const places: Asked['support']['places'] = ['home', 'school'];
const refused = (given: SupportNeeds | undefined, more: Partial<Asked> = {}): unknown[] => {
  const c = new Checks();
  const support = { places, maximumChildren: 0 };
  checkNeeds(c, given, { children, support, asksPlace: true, ...more });
  try {
    c.done();
    return [];
  } catch (error) {
    const { fields, meta } = error as Refusal;
    return [...fields.map((p) => `${p.field} ${p.reason}`), meta];
  }
};

describe('what a family and a branch look for', () => {
  test('a place where the branch comes, or what it may be is named', () => {
    expect(refused(needs())).toEqual([]);
    const all = { places: 'home,school' };
    expect(refused(needs({ placeKind: 'library' }))).toEqual([
      'needs.place_kind PLACE_NOT_OFFERED',
      all,
    ]);
    expect(refused(needs({ placeKind: '' }))).toEqual(['needs.place_kind VALUE_MISSING', all]);
  });

  test('no place is asked where there is one, or as long as nobody begins', () => {
    const one = { places: places.slice(0, 1), maximumChildren: 0 };
    expect(refused(needs({ placeKind: '' }), { support: one })).toEqual([]);
    expect(refused(undefined, { support: one })).toEqual([]);
    expect(refused(needs({ placeKind: '' }), { asksPlace: false })).toEqual([]);
    expect(refused(undefined)).toEqual([
      'needs.place_kind VALUE_MISSING',
      { places: 'home,school' },
    ]);
  });

  test('children of the family, each said by its place', () => {
    const theirs = [{ childId: 'c-2' }, { childId: 'x' }];
    expect(refused(needs({ children: theirs }))).toEqual([
      'needs.children[1].child_id VALUE_UNKNOWN',
      {},
    ]);
  });

  test('no more children than one group takes', () => {
    const both = needs({ children: [{ childId: 'c-1' }, { childId: 'c-2' }] });
    const of = (maximumChildren: number) => ({ support: { places, maximumChildren } });
    expect(refused(both, of(1))).toEqual(['needs.children MORE_THAN_A_GROUP', {}]);
    expect(refused(both, of(2))).toEqual([]);
    expect(refused(both, of(0))).toEqual([]);
  });

  test('is completed with what is known: grades, stages, the language, the only place', () => {
    const family = { children, language: 'tr' };
    const given = needs({ placeKind: '', children: [{ childId: 'c-2' }, { childId: 'x' }] });
    expect(completeNeeds(given, family, { places: places.slice(0, 1) })).toMatchObject({
      placeKind: 'home',
      languages: ['tr'],
      children: [
        { childId: 'c-2', grade: 'S1' },
        { childId: 'x', grade: '', stage: '' },
      ],
    });
    expect(completeNeeds(given, family, { places }).placeKind).toBe('');
  });

  test('keeps what was said over what is known', () => {
    const said = needs({ placeKind: 'school', languages: ['fr'] });
    const family = { children, language: 'tr' };
    expect(completeNeeds(said, family, { places: places.slice(0, 1) })).toMatchObject({
      placeKind: 'school',
      languages: ['fr'],
    });
    const silent = { children, language: '' };
    expect(completeNeeds(needs(), silent, { places }).languages).toEqual([]);
  });
});
