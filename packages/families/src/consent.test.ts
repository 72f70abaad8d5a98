import { describe, expect, test } from '@jest/globals';
import { holds, isNewer, lineFor } from './consent.ts';

describe('a yes that was told', () => {
  test('holds up to and with its last day', () => {
    const on = (given: boolean, until: string): boolean => holds({ given, until }, '2026-11-23');
    expect([on(true, ''), on(true, '2026-11-23'), on(true, '2026-11-22')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([on(false, ''), on(false, '2026-11-24')]).toEqual([false, false]);
  });

  test('is followed when it was told later; what was told before counting began in its order', () => {
    const newer = (told: number, known?: number): boolean =>
      isNewer({ sequence: told }, known === undefined ? undefined : { sequence: known });
    expect([newer(0), newer(2, 1), newer(1, 1), newer(1, 2)]).toEqual([true, true, false, false]);
    expect([newer(0, 0), newer(0, 1), newer(1, 0)]).toEqual([true, false, true]);
  });

  test('for a child is its own line, else the family’s', () => {
    const line = (childId: string) => ({ childId, given: true, until: '' });
    expect(lineFor([line(''), line('c')], 'c')).toEqual(line('c'));
    expect(lineFor([line('x'), line('')], 'c')).toEqual(line(''));
    expect(lineFor([line('x')], 'c')).toBeUndefined();
  });
});
