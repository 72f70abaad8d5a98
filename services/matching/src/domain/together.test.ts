import { expect, test } from '@jest/globals';
import { townsOf } from './together.ts';

const agreed = (said: Record<string, string[]>) => townsOf(new Map(Object.entries(said)));

test('two who name each other; one who is named and does not name is alone', () => {
  expect(agreed({ gent: ['aalst'], aalst: ['gent'], eeklo: ['gent'] })).toEqual([
    ['aalst', 'gent'],
  ]);
  expect(agreed({ gent: ['aalst', 'gent'], aalst: [] })).toEqual([]);
  expect(agreed({})).toEqual([]);
});

test('a group is those of whom each names each other: a chain is two groups', () => {
  const three = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] };
  expect(agreed(three)).toEqual([['a', 'b', 'c']]);
  expect(agreed({ ...three, a: ['b'] })).toEqual([
    ['a', 'b'],
    ['b', 'c'],
  ]);
});
