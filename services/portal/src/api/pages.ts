import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { ListInfo } from '@katrol/proto/katrol/common/v1/json';
import { call, type Answer, type Asked, type Rpc } from './call.ts';
import { keyOf } from './query.ts';

type Page<R> = { rows: R[]; info?: ListInfo };

/** The row of a list, and what the list is of beside how it is looked at. */
export type RowOf<M extends Rpc> = Answer<M> extends { rows: (infer R)[] } ? R : never;
export type ListOf<M extends Rpc> = Omit<Asked<M>, 'options'>;
export type PageOptions = {
  search?: string;
  filters?: { field: string; values: string[] }[];
  sort?: string;
  cursor?: string;
  limit?: number;
};

/** One page of a list. */
const pageOf = async <M extends Rpc>(
  rpc: M,
  of: ListOf<M>,
  options: PageOptions,
): Promise<Page<RowOf<M>>> =>
  (await call(rpc, { ...of, options } as unknown as Asked<M>)) as unknown as Page<RowOf<M>>;

/** A list page after page, rows kept while other ones are asked for. */
export const usePages = <M extends Rpc>(
  rpc: M,
  of: ListOf<M>,
  options: PageOptions,
  everyMs: number | false = false,
) =>
  useInfiniteQuery({
    queryKey: [...keyOf(rpc, { ...of, options } as unknown as Asked<M>), 'pages'],
    queryFn: ({ pageParam }) => pageOf(rpc, of, { ...options, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.info?.nextCursor || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });

type AllOptions = {
  sort?: string;
  enabled?: boolean;
  /** true: not asked anew by itself */
  once?: boolean;
};

// what the services answer at once
const AT_ONCE = 200;

/** Every row of a list, page after page. For pickers and pictures, not for lists on screen. */
export function useAllRows<M extends Rpc>(
  rpc: M,
  of: ListOf<M>,
  { sort = '', enabled = true, once = false }: AllOptions = {},
): UseQueryResult<RowOf<M>[]> {
  const input = { ...of, options: { sort } } as unknown as Asked<M>;
  return useQuery({
    queryKey: [...keyOf(rpc, input), 'all'],
    enabled,
    ...(once
      ? { staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false }
      : {}),
    queryFn: async () => {
      const rows: RowOf<M>[] = [];
      let cursor = '';
      do {
        const page = await pageOf(rpc, of, { sort, cursor, limit: AT_ONCE });
        rows.push(...page.rows);
        cursor = page.info?.nextCursor ?? '';
      } while (cursor);
      return rows;
    },
  });
}
