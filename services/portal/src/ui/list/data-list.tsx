import { Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Empty, Waiting } from '../page.tsx';
import { Trouble } from '../refusal.tsx';
import { Cards, Rows } from './rows.tsx';
import { Toolbar } from './toolbar.tsx';
import type { ListSetup } from './types.ts';
import { useColumns } from './use-columns.ts';
import { useKeys } from './use-keys.ts';
import { useList } from './use-list.ts';

/** The one list of the portal: filter, search, sort, page, choose columns, export; cards on a phone. */
export function DataList<R>({ setup }: { setup: ListSetup<R> }) {
  const { t, i18n } = useTranslation();
  const list = useList(setup);
  const columns = useColumns(setup);
  const phone = useMediaQuery('(max-width: 47.99em)') ?? false;
  const keys = useKeys();
  const { query, rows, info } = list;
  const total = new Intl.NumberFormat(i18n.language).format(info?.total ?? rows.length);
  return (
    <div className="list" data-testid={`list-${setup.name}`} ref={keys}>
      <Toolbar setup={setup} list={list} columns={columns} />
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
      {rows.length ? (
        phone ? (
          <Cards setup={setup} rows={rows} columns={columns.shown} />
        ) : (
          <Rows
            setup={setup}
            rows={rows}
            columns={columns.shown}
            sort={list.options.sort}
            onSort={(sort) => list.change({ sort })}
          />
        )
      ) : null}
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

function clear<R>(list: ReturnType<typeof useList<R>>) {
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
