import { describe, expect, test } from '@jest/globals';
import type { ParentRelation } from '@katrol/proto/katrol/intake/v1/codes';
import type { Refusal } from '@katrol/runtime';
import { ageOn, birthday, checkParent, roleOn, type Parent } from './parents.ts';

const day = '2026-11-23';
type Deciding = Parent['deciding'];
const noted = (childId: string, role: string, from = '', until = ''): Deciding[number] =>
  ({ childId, role, from, until }) as Deciding[number];
const role = (deciding: Deciding, relation: ParentRelation | '' = 'mother'): string =>
  roleOn({ relation, deciding }, 'c-1', day);

describe('who decides for a child', () => {
  test.each<[ParentRelation | '', string]>([
    ['mother', 'decides'],
    ['father', 'decides'],
    ['parent', 'decides'],
    ['guardian', 'decides'],
    ['foster_parent', 'decides'],
    ['step_parent', 'informed'],
    ['grandparent', 'informed'],
    ['other', 'neither'],
    ['', 'neither'],
  ])('where nobody said: %s %s', (relation, expected) => {
    expect(role([], relation)).toBe(expected);
  });

  test('what was noted for that child and that day, the last of it', () => {
    expect(role([noted('c-2', 'neither')])).toBe('decides');
    expect(role([noted('c-1', 'informed')])).toBe('informed');
    expect(role([noted('c-1', 'informed'), noted('c-1', 'neither')])).toBe('neither');
  });

  test('from its first day to its last, both in it', () => {
    expect(role([noted('c-1', 'informed', day, day)])).toBe('informed');
    expect(role([noted('c-1', 'informed', '2026-11-24')])).toBe('decides');
    expect(role([noted('c-1', 'decides', '', '2026-11-22')], 'other')).toBe('neither');
  });

  test('what ended is not theirs any more, whatever the relation', () => {
    expect(role([noted('c-1', 'decides', '', '2026-11-22')])).toBe('neither');
    expect(role([noted('c-2', 'decides', '', '2026-11-22')])).toBe('decides');
  });

  test('is said of children of the family only', () => {
    const parent = { deciding: [noted('c-1', 'decides'), noted('x', 'decides')] } as Parent;
    const refused = (): string[] => {
      try {
        checkParent(parent, [{ id: 'c-1' }]);
        return [];
      } catch (error) {
        return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`);
      }
    };
    expect(refused()).toEqual(['parent.deciding[1].child_id VALUE_UNKNOWN']);
    expect(() => checkParent(parent, [{ id: 'c-1' }, { id: 'x' }])).not.toThrow();
  });
});

describe('an age', () => {
  test('is in whole years, one more on the birthday itself', () => {
    expect(ageOn('2008-11-23', day)).toBe(18);
    expect(ageOn('2008-11-24', day)).toBe(17);
    expect(ageOn('2008-01-30', day)).toBe(18);
    expect(ageOn('', day)).toBeUndefined();
  });

  test('has its day, of 29 February in other years 1 March', () => {
    expect(birthday('2008-11-23', 18)).toBe('2026-11-23');
    expect(birthday('2008-02-29', 18)).toBe('2026-03-01');
    expect(birthday('2008-02-29', 20)).toBe('2028-02-29');
    expect(birthday('', 18)).toBe('');
  });
});
