import type { ListInfo } from '@katrol/proto/katrol/common/v1/list_pb';
import type { ReactNode } from 'react';

export type Options = {
  search: string;
  filters: { field: string; values: string[] }[];
  sort: string;
  cursor: string;
  limit: number;
};
export type Column<R> = {
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
  say?: (value: string) => string;
};
export type ListSetup<R> = {
  /** names the list: kept columns, test ids */
  name: string;
  label: string;
  /** what the answer depends on beside the address */
  scope: string;
  columns: Column<R>[];
  filters?: FilterChoice[];
  searchable?: boolean;
  defaultSort?: string;
  load: (options: Options) => Promise<{ rows: R[]; info?: ListInfo }>;
  exportAll?: (options: Options) => AsyncIterable<{ text: string }>;
  rowKey: (row: R) => string;
  /** the page of a row; the first column links there */
  href?: (row: R) => string;
  action?: (row: R) => ReactNode;
  empty: ReactNode;
};
