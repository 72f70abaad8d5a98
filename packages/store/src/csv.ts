import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { noFormula, oneLine } from '@katrol/contract';
import { Refusal, searchable } from '@katrol/runtime';

/** A file as it was understood: `line` counts from 2, as a person sees it in a spreadsheet. */
export type CsvFile = {
  rows: { line: number; values: Record<string, string> }[];
  /** header -> field */
  columns: Record<string, string>;
  unknownColumns: string[];
};

const MAX_ROWS = 5_000;

/**
 * Reads a CSV file as people's programs write it: UTF-8 or Latin-1, commas, semicolons or tabs.
 * `known` gives for each field the headers that name it; `chosen` maps further headers. Refuses
 * with CSV_EMPTY, CSV_UNREADABLE or CSV_TOO_LONG.
 */
export function readCsv(
  bytes: Uint8Array,
  known: Record<string, readonly string[]>,
  chosen: Record<string, string>,
): CsvFile {
  const text = decode(bytes);
  if (text.trim() === '') throw refuse('CSV_EMPTY');
  const [head = [], ...body] = records(text);
  if (body.length === 0) throw refuse('CSV_EMPTY');
  if (body.length > MAX_ROWS) throw refuse('CSV_TOO_LONG');
  const headers = head.map(oneLine);
  const columns: Record<string, string> = {};
  for (const header of headers) {
    const field = chosen[header] ?? fieldOf(header, known);
    if (field && Object.hasOwn(known, field)) columns[header] = field;
  }
  const rows = body.map((cells, i) => ({ line: i + 2, values: valuesOf(headers, cells, columns) }));
  return { rows, columns, unknownColumns: headers.filter((h) => h !== '' && !(h in columns)) };
}

const refuse = (reason: string): Refusal =>
  new Refusal('invalid_argument', reason, { fields: [{ field: 'csv', reason }] });

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // what spreadsheets on Windows write when it is not UTF-8
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function records(text: string): string[][] {
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  const delimiter = [';', '\t', ','].reduce(
    (best, d) => (count(firstLine, d) > count(firstLine, best) ? d : best),
    ';',
  );
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      relaxQuotes: true,
    });
  } catch (error) {
    throw new Refusal('invalid_argument', 'CSV_UNREADABLE', {
      fields: [{ field: 'csv', reason: 'CSV_UNREADABLE' }],
      cause: error,
    });
  }
}

const count = (text: string, what: string): number => text.split(what).length - 1;

const fieldOf = (header: string, known: Record<string, readonly string[]>): string | undefined => {
  const plain = searchable(header).replaceAll(/[^a-z0-9]/g, '');
  return Object.entries(known).find(([field, names]) =>
    [field, ...names].some((n) => searchable(n).replaceAll(/[^a-z0-9]/g, '') === plain),
  )?.[0];
};

function valuesOf(
  headers: string[],
  cells: string[],
  columns: Record<string, string>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [i, header] of headers.entries()) {
    const field = columns[header];
    if (field) values[field] = (cells[i] ?? '').trim();
  }
  return values;
}

/** Numbers stay numbers; in a text, every line that would be read as a formula is made a text. */
const harmless = (cell: Cell): Cell => (typeof cell === 'number' ? cell : noFormula(cell));

export type Cell = string | number;

/** CSV as spreadsheets here read it: byte order mark, semicolons, formulas neutralised. */
export const csvText = (rows: readonly (readonly Cell[])[], first = false): string =>
  (first ? '\ufeff' : '') +
  stringify(
    rows.map((row) => row.map(harmless)),
    // whatever breaks a line somewhere: left to itself it quotes CR LF alone
    { delimiter: ';', record_delimiter: 'windows', quoted_match: /[\p{Cc}\p{Zl}\p{Zp}]/u },
  );
