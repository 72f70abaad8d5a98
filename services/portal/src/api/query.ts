import {
  useQuery as useTanStackQuery,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { call, type Answer, type Asked, type Rpc } from './call.ts';

/** The key of what an RPC answered; without a request, of all that it answered. */
export const keyOf = <M extends Rpc>({ service, name }: M, request?: Asked<M>): unknown[] =>
  request === undefined ? [service, name] : [service, name, request];

/** What is asked, and under which key it is kept. */
export const queryOf = <M extends Rpc>(rpc: M, request: Asked<M>) => ({
  queryKey: keyOf(rpc, request),
  queryFn: () => call(rpc, request),
});

type Options<M extends Rpc> = Omit<UseQueryOptions<Answer<M>, Error>, 'queryKey' | 'queryFn'>;

/** Asks an RPC and keeps its answer. */
export const useQuery = <M extends Rpc>(
  rpc: M,
  request: Asked<M>,
  options: Options<M> = {},
): UseQueryResult<Answer<M>, Error> => useTanStackQuery({ ...queryOf(rpc, request), ...options });
