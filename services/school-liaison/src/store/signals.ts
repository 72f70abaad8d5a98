import { fromRow, type Plain } from '@katrol/contract';
import {
  SignalSchema,
  type Signal as ContractSignal,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { dateOf, isUuid, optionalDate } from '@katrol/runtime';
import { column, found, inOrder, keep, sql, type ListSpec } from '@katrol/store';
import type { Tx } from './client.ts';

export type Signal = Plain<ContractSignal>;

/** Signals by id, in that order, each with how many see the same. */
export async function signalsByIds(tx: Tx, ids: readonly string[]): Promise<Signal[]> {
  const asked = ids.filter(isUuid);
  const rows = inOrder(asked, await tx.signal.findMany({ where: { id: { in: asked } } }));
  const seen = await tx.query<{ id: string; many: number }>(
    sql`select signal_id::text as id, count(*)::int as many from signal_seen
      where signal_id = any (${asked}::uuid[]) group by 1`,
  );
  return rows.map((row) =>
    fromRow(SignalSchema, { ...row, seenBy: seen.find((one) => one.id === row.id)?.many ?? 0 }),
  );
}

export const loadSignal = async (tx: Tx, id: string, field = 'signal_id'): Promise<Signal> =>
  found(field, (await signalsByIds(tx, [id]))[0]);

/** Keeps a signal, a new one when its id is empty; gives its id. */
export const saveSignal = (tx: Tx, s: Signal): Promise<string> =>
  keep(tx.signal, s, {
    branchCode: s.branchCode,
    theme: s.theme,
    text: s.text,
    status: s.status,
    raisedOn: dateOf(s.raisedOn),
    takenUpBy: s.takenUpBy,
    lookAgainOn: optionalDate(s.lookAgainOn),
    outcome: s.outcome,
  });

/** One person sees it once. */
export async function sawSignal(
  tx: Tx,
  { signalId, subject, branchCode }: { signalId: string; subject: string; branchCode: string },
): Promise<void> {
  await tx.execute(
    sql`insert into signal_seen (signal_id, subject, branch_code)
      values (${signalId}::uuid, ${subject}, ${branchCode}) on conflict do nothing`,
  );
}

export const signalList = (branchCode: string): ListSpec<{ id: string }> => ({
  from: sql`(select s.*, (select count(*)::int from signal_seen b where b.signal_id = s.id) as seen_by
    from signal s where s.branch_code = ${branchCode}) s`,
  columns: { id: column(sql`s.id::text`) },
  where: sql`true`,
  filters: {
    theme: { sql: sql`s.theme`, kind: 'one', facet: true },
    status: { sql: sql`s.status`, kind: 'one', facet: true },
  },
  sorts: {
    raised_on: { sql: sql`s.raised_on`, type: 'date' },
    seen_by: { sql: sql`s.seen_by`, type: 'int' },
  },
  defaultSort: '-raised_on',
  id: sql`s.id`,
});
