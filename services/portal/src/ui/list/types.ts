import type { ReactNode } from 'react';
import type { Rpc } from '#api/call.ts';
import type { ListOf, PageOptions, RowOf } from '#api/pages.ts';
import type { AnyList } from '../codes.ts';
import type { Where } from '../url.ts';

/** How a list is looked at, page after page. */
export type Options = Required<PageOptions>;
type Column<R> = {
  id: string;
  label: string;
  /** the field the list can be sorted by */
  sort?: string;
  /** left out until somebody chooses it */
  off?: boolean;
  cell: (row: R) => ReactNode;
};
export type FilterChoice = {
  field: string;
  label: string;
  dates?: boolean;
  /** the code list that its values are of; without one they are shown as they are */
  list?: AnyList;
  /** says a value that is no code */
  say?: (value: string) => string;
};
export type ListSetup<M extends Rpc> = {
  /** names the list: kept columns, test ids */
  name: string;
  label: string;
  rpc: M;
  /** what is listed: whose, of what */
  of: ListOf<M>;
  columns: Column<RowOf<M>>[];
  filters?: FilterChoice[];
  searchable?: boolean;
  defaultSort?: string;
  export?: Rpc;
  rowKey: (row: RowOf<M>) => string;
  /** the page of a row; the first column links there */
  where?: (row: RowOf<M>) => Where;
  action?: (row: RowOf<M>) => ReactNode;
  empty: ReactNode;
};
