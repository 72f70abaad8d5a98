/** What a service streamed as a file: what stands on top, and under their headings the rows. */
export type Taken = { top: string[][]; headings: string[]; rows: string[][] };

/** The lines of a file as the services write it: semicolons, quotes doubled. */
function linesOf(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  for (const [whole, quoted, plain = '', end = ''] of text
    .replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^;\r\n]*))(;|\r?\n|$)/g)) {
    if (whole === '' && cells.length === 0 && end === '') continue;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ';') continue;
    lines.push(cells);
    cells = [];
  }
  return lines;
}

/** The first line that holds nothing parts what stands on top from the table. */
export function takenFrom(text: string): Taken {
  const lines = linesOf(text);
  const empty = lines.findIndex((line) => line.every((cell) => cell === ''));
  const [headings = [], ...rows] = lines.slice(empty + 1);
  return { top: lines.slice(0, Math.max(0, empty)), headings, rows };
}

/** Gives a cell of a row by its heading; nothing where there is none. */
export type Cells = (heading: string) => string;

/** A column as it is shown: words as on the screen, numbers as numbers, days as days. */
export type Column = {
  title: string;
  kind?: 'number' | 'day';
  cell: (of: Cells) => string;
  /** says in words what a code of the file means: it stands in the CSV too, beside the code */
  words?: boolean;
};

const cellsOf =
  ({ headings }: Taken, row: string[]): Cells =>
  (heading) =>
    row[headings.indexOf(heading)] ?? '';

// what a spreadsheet takes for the beginning of a formula, behind whatever it does not see
const FORMULA =
  /(?<=^|[\n\v\f\r\u0085\u2028\u2029])(?=(?:[^\S\n\v\f\r\u2028\u2029]|\p{Cf})*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/gu;
const harmless = (text: string): string => text.replaceAll(FORMULA, "'");

const quoted = (cell: string): string =>
  /[";\p{Cc}\p{Zl}\p{Zp}]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(';')}\r\n`;

/** The file as it came, with the words of its codes behind each line. */
export function csvOf(taken: Taken, columns: readonly Column[]): string {
  const said = columns.filter(({ words }) => words);
  const lines = [
    ...taken.top,
    [],
    [...taken.headings, ...said.map(({ title }) => harmless(title))],
    ...taken.rows.map((row) => [
      ...row,
      ...said.map(({ cell }) => harmless(cell(cellsOf(taken, row)))),
    ]),
  ];
  return `\uFEFF${lines.map(csvLine).join('')}`;
}

/** What stands above a sheet: what it is of, its period, its filter, its day. */
export type Top = readonly (readonly [string, string])[];

/** A cell of a sheet, by what it is. */
export type SheetCell =
  | { kind: 'text'; value: string; strong?: boolean }
  | { kind: 'number'; value: number }
  | { kind: 'day'; value: Date };

const text = (value: string, strong = false): SheetCell => ({
  kind: 'text',
  value: harmless(value),
  strong,
});

function sheetCell(value: string, kind: Column['kind']): SheetCell {
  if (kind === 'number' && /^-?\d+(\.\d+)?$/.test(value))
    return { kind: 'number', value: Number(value) };
  if (kind === 'day' && /^\d{4}-\d{2}-\d{2}$/.test(value))
    return { kind: 'day', value: new Date(`${value}T00:00:00Z`) };
  return text(value);
}

/** The same as a sheet: words instead of codes, and on top what it is of. */
export const sheetOf = (taken: Taken, columns: readonly Column[], top: Top): SheetCell[][] => [
  ...top.map(([title, value]) => [text(title, true), sheetCell(value, 'day')]),
  [],
  columns.map(({ title }) => text(title, true)),
  ...taken.rows.map((row) =>
    columns.map(({ cell, kind }) => sheetCell(cell(cellsOf(taken, row)), kind)),
  ),
];

/** Rows that are words only, as a sheet. */
export const textRows = (rows: readonly (readonly string[])[]): SheetCell[][] =>
  rows.map((row) => row.map((cell) => text(cell)));
