import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root, sources } from '../src/files.ts';
import { promisesIn, promiseViolations, saidIn } from '../src/promises.ts';

// The screen keeps its word: each sentence that promises something has the test that keeps it.
const portal = path.join(root, 'services/portal/src');
const i18n = path.join(portal, 'i18n');
const read = (...at: string[]) =>
  JSON.parse(readFileSync(path.join(portal, ...at), 'utf8')) as unknown;
const dutch = () =>
  saidIn({
    ...Object.fromEntries(
      readdirSync(path.join(i18n, 'nl'))
        .filter((name) => name.endsWith('.json'))
        .map((name) => [name, read('i18n', 'nl', name)]),
    ),
    'for-families': read('i18n', 'for-families', 'nl.json'),
    link: read('link', 'texts', 'nl.json'),
  });
const page = () => readFileSync(path.join(root, 'docs/promises.md'), 'utf8');
const tests = () => sources('.ts').filter(({ path: at }) => /\.test\.ts$|\/journeys\//.test(at));

describe('a sentence that promises something has the test that keeps it', () => {
  test('in the checkout', () => {
    expect(promisesIn(page()).kept.length).toBeGreaterThan(50);
    expect(promiseViolations(page(), dutch(), tests())).toEqual([]);
  });

  const file = 'services/x/test/x.test.ts';
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |\n`;
  const kept = row('`a.b`', 'Dit stopt meteen.', `\`${file}\``, 'it stops');
  const said = [{ key: 'a.b', sentence: 'Dit stopt meteen.' }];
  const proof = [{ path: file, text: `test('it stops', () => {})` }];
  test('kept, or said to promise nothing', () => {
    expect(promiseViolations(kept, said, proof)).toEqual([]);
    expect(promiseViolations(row('`a.b`', 'only a status'), said, [])).toEqual([]);
    expect(promiseViolations('', [{ key: 'a.b', sentence: 'Allene stopte' }], [])).toEqual([]);
  });
  test.each<[string, string, typeof said, typeof proof, string]>([
    ['not listed', '', said, proof, 'promises'],
    ['with other words', kept, [{ key: 'a.b', sentence: 'Dit stopt soms.' }], proof, 'else'],
    ['without its test', kept, said, [{ path: file, text: '' }], 'kept by no test'],
    ['without its file', kept, said, [], 'kept by no test'],
    ['a text that is gone', row('`a.c`', 'a status') + kept, said, proof, 'no text any more'],
  ])('planted: %s', (_, text, texts, code, why) =>
    expect(promiseViolations(text, texts, code)).toEqual([expect.stringContaining(why)]),
  );
});
