import { useMemo } from 'react';
import type { Rpc } from '#api/call.ts';
import { usePages } from '#api/pages.ts';
import { useUrl, type Search } from '../url.ts';
import type { ListSetup, Options } from './types.ts';

const AT_ONCE = 50;

/** Filters, search and sort as they stand in the address. Values are separated by commas. */
function optionsOf<M extends Rpc>(search: Search, setup: ListSetup<M>): Options {
  const filters = (setup.filters ?? []).flatMap(({ field }) => {
    const value = search[field];
    return value ? [{ field, values: value.split(',') }] : [];
  });
  return {
    search: search.q ?? '',
    filters,
    sort: search.sort ?? setup.defaultSort ?? '',
    cursor: '',
    limit: AT_ONCE,
  };
}

/** A list driven by its address, page after page, rows kept. */
export function useList<M extends Rpc>(setup: ListSetup<M>) {
  const [search, change] = useUrl();
  const options = useMemo(() => optionsOf(search, setup), [search, setup]);
  const query = usePages(setup.rpc, setup.of, options);
  const info = query.data?.pages[0]?.info;
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const narrowed = options.filters.length > 0 || options.search !== '';
  return { options, change, query, info, rows, narrowed };
}
