import type { Rpc } from '#api/call.ts';
import { useAllRows, type ListOf, type RowOf } from '#api/pages.ts';
import { useUrl } from '../url.ts';

type Opened<M extends Rpc> = {
  /** the row that the address says is open; 'new': one that is still to be made */
  opened: RowOf<M> | 'new' | undefined;
  open: (id: string | undefined) => void;
};

/** What of a list is open, as the address has it: a line of Vandaag opens it, a reload keeps it. */
export function useOpened<M extends Rpc>(
  rpc: M,
  of: ListOf<M>,
  keyOf: (row: RowOf<M>) => string,
): Opened<M> {
  const [{ open }, change] = useUrl();
  const all = useAllRows(rpc, of, { enabled: open !== undefined && open !== 'new' });
  const opened = open === 'new' ? open : all.data?.find((row) => keyOf(row) === open);
  return { opened, open: (id) => change({ open: id }) };
}
