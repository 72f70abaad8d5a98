import { describe, expect, test } from '@jest/globals';
import { agreed, noPlan, readableIn, readBy, withQueue, withStrengths } from './family-plan.ts';

const empty = noPlan('f', 'oostende');
const said = (on: string, trajectoryId = 't-1') => ({ on, by: 'Jonas', trajectoryId });

describe('what was said of a family’s plan', () => {
  test('before anything is said it is empty', () => {
    expect(empty).toMatchObject({ strengths: [], specialisedQueue: '', earlier: [], revision: 0 });
    expect([empty.strengthsPassOn, empty.queuePassesOn]).toEqual([false, false]);
  });

  test('strengths: what was there before is kept with its day and author', () => {
    const first = withStrengths(empty, ['grootmoeder', 'leest graag'], said('2026-11-01'));
    expect(first).toMatchObject({ strengthsIn: 't-1', earlier: [] });
    const second = withStrengths(first, ['leest graag'], said('2026-11-20', 't-2'));
    expect(second).toMatchObject({ strengths: ['leest graag'], strengthsIn: 't-2' });
    expect(second.earlier).toEqual([
      { on: '2026-11-20', by: 'Jonas', was: 'grootmoeder; leest graag' },
    ]);
    const again = withStrengths(second, ['leest graag'], said('2026-11-23'));
    expect(again.earlier).toEqual(second.earlier);
  });

  test('a queue begins once and is looked at each time it is said', () => {
    const begun = withQueue(empty, 'logopedie', said('2026-11-01'));
    expect(begun).toMatchObject({
      specialisedQueue: 'logopedie',
      queueIn: 't-1',
      queueSince: '2026-11-01',
      queueLookedOn: '2026-11-01',
      earlier: [],
    });
    const still = withQueue(begun, 'logopedie', said('2026-11-20'));
    expect(still).toMatchObject({ queueSince: '2026-11-01', queueLookedOn: '2026-11-20' });
    expect(still.earlier).toEqual([]);
    const other = withQueue(still, 'CGG', said('2026-11-21'));
    expect(other).toMatchObject({ queueSince: '2026-11-01' });
    expect(other.earlier).toEqual([{ on: '2026-11-21', by: 'Jonas', was: 'logopedie' }]);
    const over = withQueue(other, '', said('2026-11-23'));
    expect(over).toMatchObject({ specialisedQueue: '', queueSince: '', queueLookedOn: '' });
    expect(over.earlier.at(-1)).toEqual({ on: '2026-11-23', by: 'Jonas', was: 'CGG' });
    expect(withQueue(over, 'logopedie', said('2027-01-01')).queueSince).toBe('2027-01-01');
  });
});

describe('what the tutor reads of it', () => {
  const plan = {
    ...withQueue(
      withStrengths(empty, ['leest graag'], said('2026-11-01')),
      'CGG',
      said('2026-11-01'),
    ),
    earlier: [{ on: '2026-11-01', by: 'Jonas', was: 'iets' }],
  };
  const pass = (strengths: boolean, specialisedQueue: boolean) =>
    agreed(
      plan,
      { familyId: 'f', revision: 1, strengths, specialisedQueue, saidBy: 'mama' } as never,
      '2026-11-23',
    );

  test('what was said in the own trajectory, and of another one what the parents pass on', () => {
    const read = (...both: [boolean, boolean]) => {
      const { strengths, specialisedQueue } = readBy('t-2', pass(...both));
      return [strengths, specialisedQueue];
    };
    expect(read(false, false)).toEqual([[], '']);
    expect(read(true, false)).toEqual([['leest graag'], '']);
    expect(read(false, true)).toEqual([[], 'CGG']);
    expect(readBy('t-1', plan)).toMatchObject({
      strengths: ['leest graag'],
      specialisedQueue: 'CGG',
    });
  });

  test('never who agreed, nor what was said before', () => {
    const passed = pass(true, true);
    expect(passed).toMatchObject({ agreedBy: 'mama', agreedOn: '2026-11-23' });
    expect(readBy('t-1', passed)).toMatchObject({ agreedBy: '', earlier: [] });
  });

  test('a part of the own trajectory, or one that passes on', () => {
    const may = (trajectoryId: string, passesOn: boolean): boolean =>
      readableIn('t-1', { trajectoryId, passesOn });
    expect([may('t-1', false), may('t-2', true), may('t-2', false)]).toEqual([true, true, false]);
  });
});
