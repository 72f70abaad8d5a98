import { Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Rpc } from '#api/call.ts';
import { Empty, Waiting } from '../page.tsx';
import { Trouble } from '../refusal.tsx';
import { Cards, Rows } from './rows.tsx';
import { Toolbar } from './toolbar.tsx';
import type { ListSetup } from './types.ts';
import { useKeys } from './use-keys.ts';
import { useListTable } from './use-list-table.ts';
import { useList } from './use-list.ts';

/**
 * The one list of the portal: filter, search, sort, page, choose columns, export; cards on a phone.
 */
export function DataList<M extends Rpc>({ setup }: { setup: ListSetup<M> }) {
  const { t, i18n } = useTranslation();
  const list = useList(setup);
  const table = useListTable(setup, list);
  const phone = useMediaQuery('(max-width: 47.99em)', undefined, {
    getInitialValueInEffect: false,
  });
  const keys = useKeys();
  const { query, rows, info } = list;
  const total = new Intl.NumberFormat(i18n.language).format(info?.total ?? rows.length);
  const Shown = phone ? Cards : Rows;
  return (
    <div className="list" data-testid={`list-${setup.name}`} ref={keys}>
      <Toolbar setup={setup} list={list} table={table} />
      {query.isError ? <Trouble error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <Waiting lines={6} /> : null}
      {query.isSuccess ? (
        <Text className="quiet" role="status" data-testid="list-total">
          {t('ui.list.total', { count: info?.total ?? rows.length, total })}
        </Text>
      ) : null}
      {query.isSuccess && !rows.length ? (
        list.narrowed ? (
          <NothingFound clear={() => clear(list)} />
        ) : (
          setup.empty
        )
      ) : null}
      {rows.length ? <Shown setup={setup} table={table} /> : null}
      {query.hasNextPage ? (
        <Group justify="center" className="no-print">
          <Button
            variant="light"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('ui.list.more')}
          </Button>
        </Group>
      ) : null}
    </div>
  );
}

function clear<M extends Rpc>(list: ReturnType<typeof useList<M>>) {
  list.change({
    q: undefined,
    ...Object.fromEntries(list.options.filters.map((filter) => [filter.field, undefined])),
  });
}

function NothingFound({ clear: takeAway }: { clear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty title={t('ui.list.nothingFound')}>
      <Button variant="light" size="sm" onClick={takeAway}>
        {t('ui.list.clear')}
      </Button>
    </Empty>
  );
}
