import { isIsoDate, Refusal, searchable } from '@katrol/runtime';
import type { Cell } from './csv.ts';
import { afterCursor, makeCursor, type ListOptions, type SortSpec } from './list-cursor.ts';
import { join, raw, sql, type RawTx, type Sql } from './sql.ts';

type FacetValue = { value: string; count: number };
export type ListPage<Row> = {
  rows: Row[];
  nextCursor: string;
  total: number;
  facets: { field: string; values: FacetValue[] }[];
};

/** How a filter compares: one of the values, any of an array column, or a range of dates. */
type FilterSpec = {
  sql: Sql;
  kind: 'one' | 'any' | 'dates';
  facet?: boolean;
  /** the codes that exist: another one is refused, where it would show an empty list */
  known?: readonly string[];
};

/** A column of a list; `title` is its heading in an export, which leaves out what has none. */
export type Column = { sql: Sql; title?: string };
export const column = (expression: Sql, title?: string): Column =>
  title === undefined ? { sql: expression } : { sql: expression, title };

/** A list as its service declares it. */
export type ListSpec<Row = unknown> = {
  /** `from` clause with its joins */
  from: Sql;
  /** what a row holds, in the order of an export */
  columns: { [Key in keyof Row]-?: Column };
  /** fixed conditions */
  where: Sql;
  /** a text expression, lower case without accents */
  search?: Sql;
  filters: Record<string, FilterSpec>;
  /** never null; `type` is the SQL type for the cursor's comparison */
  sorts: Record<string, SortSpec>;
  defaultSort: string;
  /** breaks ties */
  id: Sql;
};

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const EXPORT_BATCH = 500;
const FACET_VALUES = 100;

const refuse = (field: string, reason: string): Refusal =>
  new Refusal('invalid_argument', 'LIST_OPTION_INVALID', {
    fields: [{ field: `options.${field}`, reason }],
  });

/** The first rows under one filter, for who asks for a known row of a list. */
export const onlyWhere = (field: string, value: string): ListOptions => ({
  search: '',
  filters: [{ field, values: [value] }],
  sort: '',
  cursor: '',
  limit: 1,
});

/** One page under the filters, with the total and the counts beside each filter's values. */
export async function listPage<Row>(
  tx: RawTx,
  spec: ListSpec<Row>,
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

const isActive = (options: ListOptions, field: string): boolean =>
  options.filters.some((f) => f.field === field && f.values.some((v) => v !== ''));

type Count = { field: string; value: string | null; count: number };
type Counts = { total: number; facets: Map<string, FacetValue[]> };

/** The total, and the counts of every filter that is not in use, in one reading of the rows. */
async function countAll(tx: RawTx, spec: ListSpec, options: ListOptions): Promise<Counts> {
  const counted = Object.entries(spec.filters).filter(
    ([field, f]) => f.facet && !isActive(options, field),
  );
  const columns = counted.map(([, f], i) => sql`${f.sql} as ${raw(`f${i}`)}`);
  const parts = counted.map(([field, f], i) =>
    f.kind === 'any'
      ? sql`select ${field}::text, v, count(*)::int
          from base cross join lateral unnest(base.${raw(`f${i}`)}) v group by 2`
      : sql`select ${field}::text, base.${raw(`f${i}`)}::text, count(*)::int from base group by 2`,
  );
  const total = sql`select '' as field, null::text as value, count(*)::int as count from base`;
  const rows = await tx.query<Count>(
    sql`with base as materialized (select ${join([sql`1 as one`, ...columns])}
        from ${spec.from} where ${conditions(spec, options)})
      ${join([total, ...parts], ' union all ')} order by 1, 3 desc, 2`,
  );
  const facets = new Map<string, FacetValue[]>();
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
  spec: ListSpec<Row>,
  options: ListOptions,
): AsyncGenerator<Row[]> {
  let cursor = '';
  do {
    const batch = await page<Row>(tx, spec, { ...options, cursor }, EXPORT_BATCH);
    if (batch.rows.length > 0) yield batch.rows;
    cursor = batch.nextCursor;
  } while (cursor !== '');
}

/** The rows a page holds: 50 when nothing is asked, at most 200. Refuses `options.limit`. */
export function pageLimit(asked: number): number {
  const fine = Number.isInteger(asked) && asked >= 0 && asked <= MAX_LIMIT;
  if (!fine) throw refuse('limit', 'VALUE_OUT_OF_RANGE');
  return asked === 0 ? DEFAULT_LIMIT : asked;
}

async function page<Row>(
  tx: RawTx,
  spec: ListSpec<Row>,
  options: ListOptions,
  limit: number,
): Promise<{ rows: Row[]; nextCursor: string }> {
  const { sort, descending } = order(spec, options);
  const direction = raw(descending ? 'desc' : 'asc');
  const after = afterCursor(options, { id: spec.id, sort, descending });
  const rows = await tx.query<Row & { list_sort: string; list_id: string }>(
    sql`select ${selected(spec)}, (${sort.sql})::text as list_sort, (${spec.id})::text as list_id
      from ${spec.from} where ${conditions(spec, options)} ${after}
      order by ${sort.sql} ${direction}, (${spec.id})::text ${direction} limit ${limit + 1}`,
  );
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const more = rows.length > limit && last;
  return { rows: kept, nextCursor: more ? makeCursor(options, last.list_sort, last.list_id) : '' };
}

const selected = (spec: ListSpec): Sql =>
  join(
    columnsOf(spec).map(([name, { sql: expression }]) => sql`${expression} as ${raw(`"${name}"`)}`),
  );

const columnsOf = ({ columns }: ListSpec): [string, Column][] => Object.entries(columns);

/** The headings of an export, and a row's cells under them. */
export function exportOf<Row extends object>(
  spec: ListSpec<Row>,
): { titles: string[]; cells(row: Row): Cell[] } {
  const titled = columnsOf(spec).filter(([, { title }]) => title !== undefined);
  return {
    titles: titled.map(([, { title }]) => title ?? ''),
    cells: (row) => titled.map(([name]) => cellOf((row as Record<string, unknown>)[name])),
  };
}

const cellOf = (value: unknown): Cell =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'number' ? value : String(value ?? '');

function order(spec: ListSpec, options: ListOptions): { sort: SortSpec; descending: boolean } {
  const asked = options.sort === '' ? spec.defaultSort : options.sort;
  const descending = asked.startsWith('-');
  const named = descending ? asked.slice(1) : asked;
  const sort = Object.hasOwn(spec.sorts, named) ? spec.sorts[named] : undefined;
  if (!sort) throw refuse('sort', 'VALUE_UNKNOWN');
  return { sort, descending };
}

function conditions(spec: ListSpec, options: ListOptions, without?: string): Sql {
  const all = [spec.where];
  if (options.search.trim() !== '') {
    if (!spec.search) throw refuse('search', 'VALUE_UNKNOWN');
    for (const word of searchable(options.search).slice(0, 200).split(' ')) {
      all.push(sql`${spec.search} like ${`%${word.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`}`);
    }
  }
  for (const { field, values } of options.filters) {
    const filter = Object.hasOwn(spec.filters, field) ? spec.filters[field] : undefined;
    if (!filter) throw refuse(`filters.${field.slice(0, 40)}`, 'VALUE_UNKNOWN');
    if (field === without || values.every((v) => v === '')) continue;
    all.push(filterCondition(field, filter, values));
  }
  return join(all, ' and ');
}

function filterCondition(field: string, filter: FilterSpec, values: string[]): Sql {
  const unknown = filter.known && values.some((v) => v !== '' && !filter.known?.includes(v));
  if (unknown) throw refuse(`filters.${field}`, 'VALUE_UNKNOWN');
  if (filter.kind === 'one') return sql`(${filter.sql})::text = any (${values}::text[])`;
  if (filter.kind === 'any') return sql`${filter.sql} && ${values}::text[]`;
  const [from = '', until = ''] = values;
  for (const day of [from, until]) {
    if (day !== '' && !isIsoDate(day)) throw refuse(`filters.${field}`, 'DATE_IMPOSSIBLE');
  }
  const parts = [sql`true`];
  if (from !== '') parts.push(sql`${filter.sql} >= ${from}::date`);
  if (until !== '') parts.push(sql`${filter.sql} <= ${until}::date`);
  return join(parts, ' and ');
}

async function facet(
  tx: RawTx,
  spec: ListSpec,
  options: ListOptions,
  field: string,
): Promise<FacetValue[]> {
  const filter = spec.filters[field] as FilterSpec;
  const any = filter.kind === 'any';
  const value = any ? sql`facet_value` : sql`(${filter.sql})::text`;
  const from = any
    ? sql`${spec.from} cross join lateral unnest(${filter.sql}) as facet_value`
    : spec.from;
  return await tx.query<FacetValue>(
    sql`select ${value} as value, count(*)::int as count from ${from}
      where ${conditions(spec, options, field)}
      group by 1 order by 2 desc, 1 limit ${FACET_VALUES}`,
  );
}
