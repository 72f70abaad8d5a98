import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useUrl, type Search } from '../url.ts';
import type { ListSetup, Options } from './types.ts';

const OWN = new Set(['q', 'sort', 'open', 'lang']);

/** Filters, search and sort as they stand in the address. Values are separated by commas. */
export function optionsOf<R>(search: Search, setup: ListSetup<R>): Options {
  const fields = new Set((setup.filters ?? []).map((filter) => filter.field));
  const filters = Object.entries(search)
    .filter(([field, value]) => fields.has(field) && !OWN.has(field) && value)
    .map(([field, value]) => ({ field, values: String(value).split(',') }));
  return {
    search: search.q ?? '',
    filters,
    sort: search.sort ?? setup.defaultSort ?? '',
    cursor: '',
    limit: 50,
  };
}

/** A list driven by its address, page after page, rows kept. */
export function useList<R>(setup: ListSetup<R>) {
  const [search, change] = useUrl();
  const options = useMemo(() => optionsOf(search, setup), [search, setup]);
  const query = useInfiniteQuery({
    queryKey: ['list', setup.name, setup.scope, options],
    queryFn: ({ pageParam }) => setup.load({ ...options, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.info?.nextCursor || undefined,
    placeholderData: (old) => old,
  });
  const info = query.data?.pages[0]?.info;
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const narrowed = options.filters.length > 0 || options.search !== '';
  return { options, change, query, info, rows, narrowed };
}
