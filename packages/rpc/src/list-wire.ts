import type { ListOptions as WireOptions } from '@katrol/proto/katrol/common/v1/list_pb';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ListInfoSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import type { ListOptions, ListPage } from '@katrol/store';

/** ListOptions from the wire; nothing given is the first page in the list's own order. */
export const listOptionsIn = (o: WireOptions | undefined): ListOptions => ({
  search: o?.search ?? '',
  filters: (o?.filters ?? []).map((f) => ({ field: f.field, values: f.values })),
  sort: o?.sort ?? '',
  cursor: o?.cursor ?? '',
  limit: o?.limit ?? 0,
});

export const listInfoOut = (page: ListPage<unknown>): MessageInitShape<typeof ListInfoSchema> => ({
  nextCursor: page.nextCursor,
  total: page.total,
  facets: page.facets,
});

/** A list of a branch, from the wire. */
export const listIn = (r: {
  branchCode: string;
  options?: WireOptions | undefined;
}): { branchCode: string; options: ListOptions } => ({
  branchCode: r.branchCode,
  options: listOptionsIn(r.options),
});

/** A page to the wire, row by row. */
export const pageOut =
  <Row, Out>(rowOut: (row: Row) => Out) =>
  (page: ListPage<Row>) => ({ rows: page.rows.map(rowOut), info: listInfoOut(page) });

/** The lines above an export that say what it holds: "filter;grade;L3, L4". */
export const exportHead = (title: string, today: string, options: ListOptions): string[][] => [
  [title, today],
  ...(options.search === '' ? [] : [['search', options.search]]),
  ...options.filters.map((f) => ['filter', f.field, f.values.join(', ')]),
  [],
];
