import {
  useNavigate,
  useSearch,
  type RegisteredRouter,
  type ResolveParams,
} from '@tanstack/react-router';
import { useCallback } from 'react';

export type Search = Record<string, string | undefined>;

type Pages = NonNullable<RegisteredRouter['routeTree']['children']>;
type Paths = Pages[number]['fullPath'];
/**
 * A page of the portal, with the values in its address. One that does not exist does not compile.
 */
export type Where = {
  [P in Paths]: { to: P; search?: Search; hash?: string } & (P extends `${string}$${string}`
    ? { params: ResolveParams<P> }
    : { params?: undefined });
}[Paths];

/** Goes to a page. */
export function useGo(): (where: Where) => void {
  const navigate = useNavigate();
  return (where) => void navigate(where as never);
}

/**
 * What stands behind the "?" in the address, and a way to change parts of it (undefined takes a
 * part away).
 */
export function useUrl(): [Search, (changes: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Search) => {
      // read at the moment itself: a caller may hold on to this function while the address moves on
      const merged = {
        ...Object.fromEntries(new URLSearchParams(window.location.search)),
        ...changes,
      };
      const kept = Object.fromEntries(
        Object.entries(merged).filter(([, value]) => value !== undefined && value !== ''),
      );
      void navigate({ to: '.', search: kept as never, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
}
