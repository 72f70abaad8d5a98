import { noFormula } from '@katrol/contract';
import { parse } from 'csv-parse/browser/esm/sync';
import { stringify } from 'csv-stringify/browser/esm/sync';

/** What a service streamed as a file: what stands on top, and under their headings the rows. */
export type Taken = { top: string[][]; headings: string[]; rows: string[][] };

/** The lines of a file as the services write it. */
const linesOf = (text: string): string[][] =>
  parse(text, { bom: true, delimiter: ';', relax_column_count: true });

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

/** The file as it came, with the words of its codes behind each line. */
export function csvOf(taken: Taken, columns: readonly Column[]): string {
  const said = columns.filter(({ words }) => words);
  const lines = [
    ...taken.top,
    [],
    [...taken.headings, ...said.map(({ title }) => noFormula(title))],
    ...taken.rows.map((row) => [
      ...row,
      ...said.map(({ cell }) => noFormula(cell(cellsOf(taken, row)))),
    ]),
  ];
  // whatever breaks a line somewhere: left to itself it quotes CR LF alone
  const quoted_match = /[\p{Cc}\p{Zl}\p{Zp}]/u;
  return `\uFEFF${stringify(lines, { delimiter: ';', record_delimiter: 'windows', quoted_match })}`;
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
  value: noFormula(value),
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
