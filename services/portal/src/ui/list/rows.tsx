import { Table } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { FlexRender } from '@tanstack/react-table';
import { useTranslation } from 'react-i18next';
import type { Rpc } from '#api/call.ts';
import { AppLink } from '../link.tsx';
import type { ListSetup } from './types.ts';
import type { ListTable } from './use-list-table.ts';

type Props<M extends Rpc> = { setup: ListSetup<M>; table: ListTable<M> };
type Row<M extends Rpc> = ReturnType<ListTable<M>['getRowModel']>['rows'][number];
type Cell<M extends Rpc> = ReturnType<Row<M>['getVisibleCells']>[number];
type Header<M extends Rpc> = ReturnType<ListTable<M>['getHeaderGroups']>[number]['headers'][number];

function First<M extends Rpc>({
  setup,
  row,
  cell,
}: {
  setup: ListSetup<M>;
  row: Row<M>;
  cell: Cell<M>;
}) {
  const where = setup.where?.(row.original);
  const content = <FlexRender cell={cell} />;
  return where ? <AppLink {...where}>{content}</AppLink> : content;
}

/** The list as a table. */
export function Rows<M extends Rpc>({ setup, table }: Props<M>) {
  const { t } = useTranslation();
  return (
    <div className="table-frame" role="region" aria-label={setup.label} tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {table.getHeaderGroups()[0]?.headers.map((header) => (
              <Head key={header.id} header={header} />
            ))}
            {setup.action ? (
              <Table.Th scope="col" className="no-print">
                {t('ui.list.action')}
              </Table.Th>
            ) : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.getRowModel().rows.map((row) => (
            <Table.Tr key={row.id} data-row={row.id}>
              {row.getVisibleCells().map((cell, index) => (
                <Table.Td key={cell.id}>
                  {index === 0 ? (
                    <First setup={setup} row={row} cell={cell} />
                  ) : (
                    <FlexRender cell={cell} />
                  )}
                </Table.Td>
              ))}
              {setup.action ? (
                <Table.Td className="no-print">{setup.action(row.original)}</Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

const signs = { asc: IconArrowUp, desc: IconArrowDown, none: IconArrowsSort };
const spoken = { asc: 'ascending', desc: 'descending', none: 'none' } as const;

function Head<M extends Rpc>({ header }: { header: Header<M> }) {
  const { column } = header;
  if (!column.getCanSort())
    return (
      <Table.Th scope="col">
        <FlexRender header={header} />
      </Table.Th>
    );
  const now = column.getIsSorted() || 'none';
  const Sign = signs[now];
  return (
    <Table.Th scope="col" aria-sort={spoken[now]}>
      <button type="button" className="sort" onClick={() => column.toggleSorting()}>
        <FlexRender header={header} />
        <Sign size={15} aria-hidden />
      </button>
    </Table.Th>
  );
}

/** The list as cards, for a phone. */
export function Cards<M extends Rpc>({ setup, table }: Props<M>) {
  return (
    <ul className="cards" aria-label={setup.label}>
      {table.getRowModel().rows.map((row) => {
        const [first, ...others] = row.getVisibleCells();
        return (
          <li key={row.id} data-row={row.id} className="card">
            <div className="card-title">
              {first ? <First setup={setup} row={row} cell={first} /> : null}
            </div>
            <dl>
              {others.map((cell) => (
                <Fact key={cell.id} setup={setup} row={row} cell={cell} />
              ))}
            </dl>
            {setup.action?.(row.original)}
          </li>
        );
      })}
    </ul>
  );
}

function Fact<M extends Rpc>({
  setup,
  row,
  cell,
}: {
  setup: ListSetup<M>;
  row: Row<M>;
  cell: Cell<M>;
}) {
  const column = setup.columns.find(({ id }) => id === cell.column.id);
  const shown = column?.cell(row.original);
  return shown === '' || shown === null ? null : (
    <div>
      <dt>{column?.label}</dt>
      <dd>{shown}</dd>
    </div>
  );
}
