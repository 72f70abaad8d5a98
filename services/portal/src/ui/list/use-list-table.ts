import { useLocalStorage } from '@mantine/hooks';
import {
  columnVisibilityFeature,
  functionalUpdate,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { Rpc } from '#api/call.ts';
import type { RowOf } from '#api/pages.ts';
import type { ListSetup } from './types.ts';
import type { useList } from './use-list.ts';

const features = tableFeatures({ columnVisibilityFeature, rowSortingFeature });
type Features = typeof features;

const descending = (sort: string): boolean => sort.startsWith('-');
const fieldOf = (sort: string): string => sort.replace(/^-/, '');

/** The table of a list: sorted by the service, its columns kept on the device. */
export function useListTable<M extends Rpc>(
  setup: ListSetup<M>,
  list: ReturnType<typeof useList<M>>,
) {
  const [kept, keep] = useLocalStorage<string[]>({
    key: `katrol.columns.${setup.name}`,
    defaultValue: setup.columns.filter((column) => !column.off).map((column) => column.id),
    getInitialValueInEffect: false,
  });
  const columns = useMemo(
    () =>
      setup.columns.map((column, index): ColumnDef<Features, RowOf<M> & object> => ({
        id: column.id,
        header: column.label,
        cell: ({ row }) => column.cell(row.original),
        enableSorting: column.sort !== undefined,
        enableHiding: index > 0,
      })),
    [setup],
  );
  const { sort } = list.options;
  const sorted = setup.columns.find((column) => column.sort === fieldOf(sort));
  const sorting = sorted ? [{ id: sorted.id, desc: descending(sort) }] : [];
  const columnVisibility = Object.fromEntries(
    setup.columns.map(({ id }, index) => [id, index === 0 || kept.includes(id)]),
  );
  return useTable({
    features,
    columns,
    data: list.rows as (RowOf<M> & object)[],
    getRowId: setup.rowKey,
    manualSorting: true,
    enableSortingRemoval: false,
    sortDescFirst: false,
    state: { columnVisibility, sorting },
    onColumnVisibilityChange: (updater) => {
      const next = functionalUpdate(updater, columnVisibility);
      keep(setup.columns.map(({ id }) => id).filter((id) => next[id]));
    },
    onSortingChange: (updater) => {
      const [next] = functionalUpdate(updater, sorting);
      const by = setup.columns.find(({ id }) => id === next?.id)?.sort ?? '';
      list.change({ sort: next?.desc ? `-${by}` : by });
    },
  });
}

export type ListTable<M extends Rpc> = ReturnType<typeof useListTable<M>>;
