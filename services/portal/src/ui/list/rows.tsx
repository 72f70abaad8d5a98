import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../link.tsx';
import type { Column, ListSetup } from './types.ts';

type Props<R> = { setup: ListSetup<R>; rows: R[]; columns: Column<R>[] };

function First<R>({ setup, row, column }: { setup: ListSetup<R>; row: R; column: Column<R> }) {
  const href = setup.href?.(row);
  return href ? <AppLink to={href}>{column.cell(row)}</AppLink> : column.cell(row);
}

/** The list as a table. */
export function Rows<R>({
  setup,
  rows,
  columns,
  sort,
  onSort,
}: Props<R> & { sort: string; onSort: (sort: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="table-frame" role="region" aria-label={setup.label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
            {setup.action ? (
              <th scope="col" className="no-print">
                {t('ui.list.action')}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={setup.rowKey(row)} data-row={setup.rowKey(row)}>
              {columns.map((column, index) => (
                <td key={column.id}>
                  {index === 0 ? (
                    <First setup={setup} row={row} column={column} />
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
              {setup.action ? <td className="no-print">{setup.action(row)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<R>({
  column,
  sort,
  onSort,
}: {
  column: Column<R>;
  sort: string;
  onSort: (sort: string) => void;
}) {
  if (!column.sort) return <th scope="col">{column.label}</th>;
  const up = sort === column.sort;
  const down = sort === `-${column.sort}`;
  const Icon = up ? IconArrowUp : down ? IconArrowDown : IconArrowsSort;
  return (
    <th scope="col" aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
      <button
        type="button"
        className="sort"
        onClick={() => onSort(up ? `-${column.sort}` : (column.sort ?? ''))}
      >
        {column.label}
        <Icon size={15} aria-hidden />
      </button>
    </th>
  );
}

/** The list as cards, for a phone. */
export function Cards<R>({ setup, rows, columns }: Props<R>) {
  const [first, ...others] = columns;
  if (!first) return null;
  return (
    <ul className="cards" aria-label={setup.label}>
      {rows.map((row) => (
        <li key={setup.rowKey(row)} data-row={setup.rowKey(row)} className="card">
          <div className="card-title">
            <First setup={setup} row={row} column={first} />
          </div>
          <dl>
            {others.map((column) => {
              const cell = column.cell(row);
              return cell === '' || cell === null ? null : (
                <div key={column.id}>
                  <dt>{column.label}</dt>
                  <dd>{cell}</dd>
                </div>
              );
            })}
          </dl>
          {setup.action?.(row)}
        </li>
      ))}
    </ul>
  );
}
