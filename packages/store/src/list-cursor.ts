import { createHash } from 'node:crypto';
import { isIsoDate, Refusal } from '@katrol/runtime';
import { empty, raw, sql, type Sql } from './sql.ts';

/** What a caller asks of a list; the wire form is katrol.common.v1.ListOptions. */
export type ListOptions = {
  search: string;
  filters: { field: string; values: string[] }[];
  sort: string;
  cursor: string;
  limit: number;
};

export type SortSpec = { sql: Sql; type: 'text' | 'date' | 'int' | 'timestamptz' };

// A cursor belongs to one sort, search and set of filters: under others it is refused instead of
// skipping rows.
const fingerprint = (o: ListOptions): string =>
  createHash('sha256')
    .update(JSON.stringify([o.sort, o.search, o.filters]))
    .digest('base64url')
    .slice(0, 8);

/** The place behind a row, opaque to who gets it. */
export const makeCursor = (options: ListOptions, sort: string, id: string): string =>
  Buffer.from(JSON.stringify([fingerprint(options), sort, id])).toString('base64url');

type Order = { id: Sql; sort: SortSpec; descending: boolean };

/** The condition that leaves out what came before the cursor. Refuses one of another list. */
export function afterCursor(options: ListOptions, { id, sort, descending }: Order): Sql {
  if (options.cursor === '') return empty;
  const parts = readCursor(options.cursor);
  const fits = parts && !`${parts[1]}${parts[2]}`.includes('\0') && canBe[sort.type](parts[1]);
  if (!fits || parts[0] !== fingerprint(options)) {
    throw new Refusal('invalid_argument', 'LIST_OPTION_INVALID', {
      fields: [{ field: 'options.cursor', reason: 'CURSOR_INVALID' }],
    });
  }
  const before = raw(descending ? '<' : '>');
  const from = sql`(${parts[1]}::${raw(sort.type)}, ${parts[2]})`;
  return sql`and (${sort.sql}, (${id})::text) ${before} ${from}`;
}

const MOST = 2_147_483_647;

// whoever knows how a cursor is made can make one: a value that its type never has is no place
const canBe: Record<SortSpec['type'], (value: string) => boolean> = {
  text: () => true,
  date: isIsoDate,
  int: (value) => /^-?\d{1,10}$/.test(value) && Math.abs(Number(value)) <= MOST,
  timestamptz: (value) => {
    const [, day = '', rest = ''] =
      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)[+-]\d\d(?::\d\d)?$/.exec(value) ?? [];
    return isIsoDate(day) && !Number.isNaN(Date.parse(`${day}T${rest}Z`));
  },
};

function readCursor(cursor: string): [string, string, string] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(parts) &&
      parts.length === 3 &&
      parts.every((p): p is string => typeof p === 'string')
    ) {
      return parts as [string, string, string];
    }
  } catch {
    return undefined;
  }
  return undefined;
}
