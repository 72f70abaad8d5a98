import { createHash } from 'node:crypto';
import { Refusal, isIsoDate, searchable } from '@katrol/runtime';
import type { RawTx } from './store.ts';

/** What a caller asks of a list; the wire form is katrol.common.v1.ListOptions. */
export type ListOptions = {
  search: string;
  filters: { field: string; values: string[] }[];
  sort: string;
  cursor: string;
  limit: number;
};

export type ListPage<Row> = {
  rows: Row[];
  nextCursor: string;
  total: number;
  facets: { field: string; values: { value: string; count: number }[] }[];
};

/** How a filter compares: one of the values, any of an array column, or a range of dates (from, until). */
export type FilterSpec = {
  sql: string;
  kind: 'one' | 'any' | 'dates';
  facet?: boolean;
  /** the codes that exist: another one is refused, where it would show an empty list */
  known?: readonly string[];
};

/** A list as its service declares it. All SQL here is the service's own text, never a caller's. */
export type ListSpec = {
  /** `from` clause with its joins */
  from: string;
  /** the select list; the row type is what it yields */
  select: string;
  /** fixed conditions; `$1`, `$2`... refer to `values` */
  where: string;
  values: readonly unknown[];
  /** a text expression, lower case without accents */
  search?: string;
  filters: Record<string, FilterSpec>;
  /** never null; `type` is the SQL type for the cursor's comparison */
  sorts: Record<string, { sql: string; type: 'text' | 'date' | 'int' | 'timestamptz' }>;
  defaultSort: string;
  /** breaks ties */
  id: string;
};

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const EXPORT_BATCH = 500;

class Sql {
  readonly values: unknown[];
  constructor(start: readonly unknown[]) {
    this.values = [...start];
  }
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

const refuse = (field: string, reason: string): Refusal =>
  new Refusal('invalid_argument', 'LIST_OPTION_INVALID', {
    fields: [{ field: `options.${field}`, reason }],
  });

/** One page under the filters, with the total and the counts beside each filter's values. Unknown fields are refused. */
export async function listPage<Row>(
  tx: RawTx,
  spec: ListSpec,
  options: ListOptions,
): Promise<ListPage<Row>> {
  const limit = pageLimit(options.limit);
  const { rows, nextCursor } = await page<Row>(tx, spec, options, limit);
  const counts = await countAll(tx, spec, options);
  const facets: ListPage<Row>['facets'] = [];
  for (const [field, filter] of Object.entries(spec.filters)) {
    if (!filter.facet) continue;
    const values = isActive(options, field)
      ? await facet(tx, spec, options, field)
      : (counts.facets.get(field) ?? []);
    facets.push({ field, values });
  }
  return { rows, nextCursor, total: counts.total, facets };
}

const FACET_VALUES = 100;
const isActive = (options: ListOptions, field: string): boolean =>
  options.filters.some((f) => f.field === field && f.values.some((v) => v !== ''));

type Count = { field: string; value: string | null; count: number };

/** The total, and the counts of every filter that is not in use, in one reading of the rows. */
async function countAll(
  tx: RawTx,
  spec: ListSpec,
  options: ListOptions,
): Promise<{ total: number; facets: Map<string, { value: string; count: number }[]> }> {
  const sql = new Sql(spec.values);
  const where = conditions(spec, options, sql);
  const counted = Object.entries(spec.filters).filter(
    ([field, f]) => f.facet && !isActive(options, field),
  );
  const columns = counted.map(([, f], i) => `${f.sql} as f${i}`);
  const parts = counted.map(([field, f], i) =>
    f.kind === 'any'
      ? `select '${field}', v, count(*)::int from base cross join lateral unnest(base.f${i}) v group by 2`
      : `select '${field}', base.f${i}::text, count(*)::int from base group by 2`,
  );
  const rows = await tx.$queryRawUnsafe<Count[]>(
    `with base as materialized (select ${['1 as one', ...columns].join(', ')} from ${spec.from} where ${where})
     select '' as field, null::text as value, count(*)::int as count from base ${parts.map((p) => `union all ${p}`).join(' ')}
     order by 1, 3 desc, 2`,
    ...sql.values,
  );
  const facets = new Map<string, { value: string; count: number }[]>();
  for (const { field, value, count } of rows) {
    const values = facets.get(field) ?? [];
    facets.set(field, values);
    if (value !== null && values.length < FACET_VALUES) values.push({ value, count });
  }
  return { total: rows.find((r) => r.field === '')?.count ?? 0, facets };
}

/** Everything under the filters, in batches: the same query as the pages. */
export async function* listAll<Row>(
  tx: RawTx,
  spec: ListSpec,
  options: ListOptions,
): AsyncGenerator<Row[]> {
  let cursor = '';
  do {
    const batch = await page<Row>(tx, spec, { ...options, cursor }, EXPORT_BATCH);
    if (batch.rows.length > 0) yield batch.rows;
    cursor = batch.nextCursor;
  } while (cursor !== '');
}

/** The rows a page holds: 50 when nothing is asked, at most 200. Throws LIST_OPTION_INVALID on `options.limit`. */
export function pageLimit(asked: number): number {
  if (!Number.isInteger(asked) || asked < 0 || asked > MAX_LIMIT)
    throw refuse('limit', 'VALUE_OUT_OF_RANGE');
  return asked === 0 ? DEFAULT_LIMIT : asked;
}

async function page<Row>(
  tx: RawTx,
  spec: ListSpec,
  options: ListOptions,
  limit: number,
): Promise<{ rows: Row[]; nextCursor: string }> {
  const sql = new Sql(spec.values);
  const where = conditions(spec, options, sql);
  const { sort, descending } = order(spec, options);
  const direction = descending ? 'desc' : 'asc';
  const after = options.cursor === '' ? '' : afterCursor(spec, options, sql);
  const rows = await tx.$queryRawUnsafe<(Row & { list_sort: string; list_id: string })[]>(
    `select ${spec.select}, (${sort.sql})::text as list_sort, (${spec.id})::text as list_id from ${spec.from}
     where ${where} ${after} order by ${sort.sql} ${direction}, (${spec.id})::text ${direction} limit ${limit + 1}`,
    ...sql.values,
  );
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const nextCursor =
    rows.length > limit && last ? makeCursor(options, last.list_sort, last.list_id) : '';
  return { rows: kept, nextCursor };
}

function order(
  spec: ListSpec,
  options: ListOptions,
): { sort: ListSpec['sorts'][string]; descending: boolean } {
  const asked = options.sort === '' ? spec.defaultSort : options.sort;
  const descending = asked.startsWith('-');
  const named = descending ? asked.slice(1) : asked;
  const sort = Object.hasOwn(spec.sorts, named) ? spec.sorts[named] : undefined;
  if (!sort) throw refuse('sort', 'VALUE_UNKNOWN');
  return { sort, descending };
}

function conditions(spec: ListSpec, options: ListOptions, sql: Sql, without?: string): string {
  const all = [spec.where];
  if (options.search.trim() !== '') {
    if (!spec.search) throw refuse('search', 'VALUE_UNKNOWN');
    for (const word of searchable(options.search).slice(0, 200).split(' ')) {
      all.push(
        `${spec.search} like ${sql.add(`%${word.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`)}`,
      );
    }
  }
  for (const { field, values } of options.filters) {
    const filter = Object.hasOwn(spec.filters, field) ? spec.filters[field] : undefined;
    if (!filter) throw refuse(`filters.${field.slice(0, 40)}`, 'VALUE_UNKNOWN');
    if (field === without || values.every((v) => v === '')) continue;
    all.push(filterCondition(field, filter, values, sql));
  }
  return all.join(' and ');
}

function filterCondition(field: string, filter: FilterSpec, values: string[], sql: Sql): string {
  if (filter.known && values.some((v) => v !== '' && !filter.known?.includes(v)))
    throw refuse(`filters.${field}`, 'VALUE_UNKNOWN');
  if (filter.kind === 'one') return `(${filter.sql})::text = any (${sql.add(values)}::text[])`;
  if (filter.kind === 'any') return `${filter.sql} && ${sql.add(values)}::text[]`;
  const [from = '', until = ''] = values;
  for (const day of [from, until])
    if (day !== '' && !isIsoDate(day)) throw refuse(`filters.${field}`, 'DATE_IMPOSSIBLE');
  const parts = [];
  if (from !== '') parts.push(`${filter.sql} >= ${sql.add(from)}::date`);
  if (until !== '') parts.push(`${filter.sql} <= ${sql.add(until)}::date`);
  return parts.length > 0 ? parts.join(' and ') : 'true';
}

async function facet(
  tx: RawTx,
  spec: ListSpec,
  options: ListOptions,
  field: string,
): Promise<{ value: string; count: number }[]> {
  const filter = spec.filters[field] as FilterSpec;
  const sql = new Sql(spec.values);
  const where = conditions(spec, options, sql, field);
  const value = filter.kind === 'any' ? 'facet_value' : `(${filter.sql})::text`;
  const from =
    filter.kind === 'any'
      ? `${spec.from} cross join lateral unnest(${filter.sql}) as facet_value`
      : spec.from;
  return await tx.$queryRawUnsafe(
    `select ${value} as value, count(*)::int as count from ${from} where ${where} group by 1 order by 2 desc, 1 limit ${FACET_VALUES}`,
    ...sql.values,
  );
}

// A cursor belongs to one sort, search and set of filters: under others it is refused instead of skipping rows.
const fingerprint = (o: ListOptions): string =>
  createHash('sha256')
    .update(JSON.stringify([o.sort, o.search, o.filters]))
    .digest('base64url')
    .slice(0, 8);

const makeCursor = (options: ListOptions, sort: string, id: string): string =>
  Buffer.from(JSON.stringify([fingerprint(options), sort, id])).toString('base64url');

function afterCursor(spec: ListSpec, options: ListOptions, sql: Sql): string {
  const parts = readCursor(options.cursor);
  if (!parts || parts[0] !== fingerprint(options)) throw refuse('cursor', 'CURSOR_INVALID');
  const { sort, descending } = order(spec, options);
  const value = `${sql.add(parts[1])}::${sort.type}`;
  return `and (${sort.sql}, (${spec.id})::text) ${descending ? '<' : '>'} (${value}, ${sql.add(parts[2])})`;
}

function readCursor(cursor: string): [string, string, string] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 3 && parts.every((p) => typeof p === 'string')) {
      return parts as [string, string, string];
    }
  } catch {
    return undefined;
  }
  return undefined;
}
