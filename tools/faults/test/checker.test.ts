import { expect, test } from '@jest/globals';
import { isClean, judge, judgeReads, type ClientRecord, type Row } from '../src/checker.ts';

const rows = (...pairs: string[]): Row[] =>
  pairs.map((p) => ({ key: p.split('/')[0] ?? '', value: p.split('/')[1] ?? '' }));
const record = (attempted: Row[], acknowledged = attempted): ClientRecord => {
  const lists = (all: Row[]) =>
    new Map([...Map.groupBy(all, (r) => r.key)].map(([k, l]) => [k, l.map((r) => r.value)]));
  return { attempted: lists(attempted), acknowledged: lists(acknowledged) };
};
const told = rows('a/1', 'b/1', 'a/2', 'b/2', 'a/3');

test('a clean history is clean in any order between keys; unanswered ones may be missing', () => {
  expect(isClean(judge(record(told), told, rows('b/1', 'b/2', 'a/1', 'a/2', 'a/3')))).toBe(true);
  expect(isClean(judge(record(rows('a/1', 'a/9'), rows('a/1')), rows('a/1'), rows('a/1')))).toBe(
    true,
  );
});

test.each([
  ['an acknowledged command that is not in the state', told.slice(1), told.slice(1), 'lost'],
  ['an event that was never heard', told, told.slice(0, -1), 'lost'],
  ['an event heard twice', told, [...told, ...rows('b/2')], 'repeated'],
  ['a command done twice', [...told, ...rows('a/3')], told, 'repeated'],
  ['an effect without a cause', told, [...told, ...rows('c/1')], 'phantom'],
  [
    'a state that nobody asked for',
    [...told, ...rows('a/7')],
    [...told, ...rows('a/7')],
    'phantom',
  ],
  [
    'two events of a key the other way round',
    told,
    rows('a/2', 'a/1', 'b/1', 'b/2', 'a/3'),
    'reordered',
  ],
  ['one event of a key far too late', told, rows('a/2', 'a/3', 'b/1', 'b/2', 'a/1'), 'reordered'],
] as const)('finds %s', (_, state, heard, kind) => {
  const verdict = judge(record(told), state, heard);
  expect(verdict[kind].length).toBeGreaterThan(0);
});

test('reads: a prefix is right; a stale, a shrinking and an invented one are found', () => {
  const final = rows('a/1', 'a/2', 'a/3');
  const read = (values: string[], askedAt: number, of: 'state' | 'effects' = 'state') => ({
    reader: 'r',
    of,
    key: 'a',
    askedAt,
    values,
  });
  expect(
    judgeReads([read(['1'], 5), read(['1', '2'], 15)], [{ key: 'a', value: '2', at: 10 }], final),
  ).toEqual([]);
  expect(judgeReads([read(['1'], 15)], [{ key: 'a', value: '2', at: 10 }], final)).toEqual([
    expect.stringContaining('stale'),
  ]);
  expect(judgeReads([read(['1', '2'], 1), read(['1'], 2)], [], final)).toEqual([
    expect.stringContaining('shrank'),
  ]);
  expect(judgeReads([read(['2', '1'], 1)], [], final)).toEqual([
    expect.stringContaining('no prefix'),
  ]);
  expect(
    judgeReads([read(['1'], 15, 'effects')], [{ key: 'a', value: '2', at: 10 }], final),
  ).toEqual([]);
});
