import type { PersonChangeKind } from '@katrol/proto/katrol/gateway/v1/codes';
import { sql, type RawTx } from '@katrol/store';

/**
 * What was done to an account. `code` is a branch, a university or a role; `until` a day or empty.
 */
export type Change = { subject: string; kind: PersonChangeKind; code?: string; until?: string };
export type KeptChange = {
  at: Date;
  actor: string;
  kind: PersonChangeKind;
  code: string;
  until: string;
};

/** Writes what was done, by whom. */
export async function keepChanges(
  tx: RawTx,
  actor: string,
  changes: readonly Change[],
): Promise<void> {
  for (const { subject, kind, code = '', until = '' } of changes) {
    await tx.execute(
      sql`insert into person_change (actor, subject, kind, code, until)
        values (${actor}, ${subject}, ${kind}, ${code}, ${until})`,
    );
  }
}

/** What was done to an account, the newest first. */
export const changesOf = (tx: RawTx, subject: string): Promise<KeptChange[]> =>
  tx.query<KeptChange>(
    sql`select occurred_at as at, actor, kind, code, until from person_change
      where subject = ${subject} order by id desc`,
  );

export type BranchEnd = { subject: string; branchCode: string; until: string };

/** Last days of branches, of these people. */
export const endsOf = (tx: RawTx, subjects: readonly string[]): Promise<BranchEnd[]> =>
  tx.query<BranchEnd>(
    sql`select subject, branch_code as "branchCode", until::text from branch_end
      where subject = any (${subjects}::text[])`,
  );

/** Sets the last day of a branch, or takes it away (empty). */
export async function setEnd(tx: RawTx, { subject, branchCode, until }: BranchEnd): Promise<void> {
  await tx.execute(
    until === ''
      ? sql`delete from branch_end where subject = ${subject} and branch_code = ${branchCode}`
      : sql`insert into branch_end (subject, branch_code, until)
          values (${subject}, ${branchCode}, ${until})
          on conflict (subject, branch_code) do update set until = excluded.until`,
  );
}

/** One branch whose last day is over, held for this transaction; other gateways skip it. */
export async function takeEnded(tx: RawTx, today: string): Promise<BranchEnd | undefined> {
  const [ended] = await tx.query<BranchEnd>(
    sql`select subject, branch_code as "branchCode", until::text from branch_end
      where until < ${today} order by until limit 1 for update skip locked`,
  );
  return ended;
}
