import type { SourceFile, Violation } from './files.ts';

/** Words with which a sentence promises something, in Dutch, the first language of the screens. */
const PROMISING = [
  'meteen',
  'nooit',
  'altijd',
  'blijft',
  'blijven',
  'niemand',
  'alleen',
  'binnen een minuut',
  'ziet het',
  'ziet dit',
  'mag alles',
  'stopt',
  'verloren',
  'één keer',
  'bovenaan',
];
const promising = new RegExp(`(?<!\\p{L})(${PROMISING.join('|')})(?!\\p{L})`, 'iu');

/** A text of the screens: "families.holdText" and what it says. */
export type Said = { key: string; sentence: string };
type Kept = Said & { file: string; test: string };
type Promises = { kept: Kept[]; nothing: string[] };

/** The texts of one language, file by file, each with its key. */
export function saidIn(files: Record<string, unknown>): Said[] {
  const said = (value: unknown, key: string): Said[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([k, v]) => said(v, `${key}.${k}`))
      : [{ key, sentence: String(value) }];
  return Object.entries(files).flatMap(([name, value]) => said(value, name.replace('.json', '')));
}

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const plain = (cell = ''): string => cell.replaceAll('`', '');

/** The two tables of docs/promises.md: what is kept by a test, and what promises nothing. */
export function promisesIn(text: string): Promises {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const of = (length: number): string[][] => rows.map(cells).filter((row) => row.length === length);
  return {
    kept: of(4).map(([key, sentence = '', file, test = '']) => ({
      key: plain(key),
      sentence,
      file: plain(file),
      test,
    })),
    nothing: of(2).map(([key]) => plain(key)),
  };
}

/**
 * Where a screen promises what nobody keeps: a promising sentence that is not listed, one that is
 * listed with other words, one whose test is not there, and a line of a text that is gone.
 */
export function promiseViolations(
  text: string,
  said: readonly Said[],
  tests: readonly SourceFile[],
): Violation[] {
  const { kept, nothing } = promisesIn(text);
  const sentences = new Map(said.map(({ key, sentence }) => [key, sentence]));
  const listed = new Set([...nothing, ...kept.map(({ key }) => key)]);
  const code = new Map(tests.map((file) => [file.path, file.text]));
  return [
    ...kept
      .filter(({ key, sentence }) => sentences.get(key) !== sentence)
      .map(({ key }) => `${key} says something else than docs/promises.md`),
    ...kept
      .filter(({ file, test }) => test === '' || !code.get(file)?.includes(test))
      .map(({ key, file, test }) => `${key} is kept by no test: ${file} has no "${test}"`),
    ...nothing.filter((key) => !sentences.has(key)).map((key) => `${key} is no text any more`),
    ...said
      .filter(({ key, sentence }) => promising.test(sentence) && !listed.has(key))
      .map(({ key, sentence }) => `${key} promises, and no test is named: ${sentence}`),
  ];
}
