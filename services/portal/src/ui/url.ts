import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Search = Record<string, string>;

/** What stands behind the "?" in the address, and a way to change parts of it (undefined takes a part away). */
export function useUrl(): [Search, (changes: Record<string, string | undefined>) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Record<string, string | undefined>) => {
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
