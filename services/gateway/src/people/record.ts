import { createHash } from 'node:crypto';
import type pg from 'pg';
import {
  databaseProblem,
  enter,
  keepAnswer,
  takeKey,
  writeAudit,
  type AuditRow,
  type RawTx,
} from '@katrol/store';
import { Refusal } from '@katrol/runtime';
import type { Seal } from '../seal.ts';

/** What was done to an account. `code` is a branch, a university or a role; `until` a day or empty. */
export type Change = { subject: string; kind: ChangeKind; code?: string; until?: string };
export type ChangeKind =
  | 'invited'
  | 'role_given'
  | 'university_given'
  | 'branch_given'
  | 'branch_taken'
  | 'branch_ended'
  | 'password_renewed'
  | 'account_ended';
export type KeptChange = { at: Date; actor: string; kind: string; code: string; until: string };

const LIMIT_MS = 20_000;

/** One transaction in the gateway's database. What is thrown takes everything back. */
export async function inTransaction<T>(
  pool: pg.Pool,
  subject: string,
  work: (tx: RawTx) => Promise<T>,
): Promise<T> {
  const connection = await pool.connect().catch((error: unknown) => {
    throw new Refusal('unavailable', 'DATABASE_AWAY', { cause: error });
  });
  const tx: RawTx = {
    $queryRawUnsafe: async <R>(sql: string, ...values: unknown[]) =>
      (await connection.query(sql, values)).rows as R,
    $executeRawUnsafe: async (sql, ...values) =>
      (await connection.query(sql, values)).rowCount ?? 0,
  };
  try {
    await connection.query('begin');
    await enter(tx, { branches: [], universities: [], subject }, LIMIT_MS);
    const result = await work(tx);
    await connection.query('commit');
    connection.release();
    return result;
  } catch (error) {
    // the server rolls back what a dropped connection began
    connection.release(true);
    if (databaseProblem(error) === 'away')
      throw new Refusal('unavailable', 'DATABASE_AWAY', { cause: error });
    throw error;
  }
}

export type Command = { actor: string; rpc: string; key: string; request: Uint8Array };

/**
 * Runs a command once under its key: a repetition waits for the first and answers as it did. The answer is kept sealed, because it may
 * hold a one-time password.
 */
export async function once<T>(
  pool: pg.Pool,
  seal: Seal<T>,
  c: Command,
  work: (tx: RawTx) => Promise<T>,
): Promise<T> {
  return await inTransaction(pool, c.actor, async (tx) => {
    if (c.key === '') return await work(tx);
    const repeated = {
      subject: c.actor,
      rpc: c.rpc,
      key: c.key,
      requestHash: createHash('sha256').update(c.request).digest(),
    };
    const taken = await takeKey(tx, repeated);
    if (!taken.first && taken.otherContent)
      throw new Refusal('already_exists', 'IDEMPOTENCY_OTHER_CONTENT');
    if (!taken.first) return seal.open(Buffer.from(taken.response));
    const answer = await work(tx);
    await keepAnswer(tx, repeated, seal.close(answer));
    return answer;
  });
}

/** Writes what was done, by whom. */
export async function keepChange(
  tx: RawTx,
  actor: string,
  changes: readonly Change[],
): Promise<void> {
  for (const { subject, kind, code = '', until = '' } of changes) {
    await tx.$executeRawUnsafe(
      'insert into person_change (actor, subject, kind, code, until) values ($1, $2, $3, $4, $5)',
      actor,
      subject,
      kind,
      code,
      until,
    );
  }
}

/** What was done to an account, the newest first. */
export const changesOf = (tx: RawTx, subject: string): Promise<KeptChange[]> =>
  tx.$queryRawUnsafe<KeptChange[]>(
    'select occurred_at as at, actor, kind, code, until from person_change where subject = $1 order by id desc',
    subject,
  );

/** A refusal goes on record in a transaction of its own. */
export const keepRefusal = (pool: pg.Pool, line: AuditRow): Promise<void> =>
  inTransaction(pool, line.subject, (tx) => writeAudit(tx, [line]));

export type BranchEnd = { subject: string; branchCode: string; until: string };

/** Last days of branches, of these people. */
export const endsOf = (tx: RawTx, subjects: readonly string[]): Promise<BranchEnd[]> =>
  tx.$queryRawUnsafe<BranchEnd[]>(
    `select subject, branch_code as "branchCode", until::text from branch_end where subject = any ($1::text[])`,
    subjects,
  );

/** Sets the last day of a branch, or takes it away (empty). */
export async function setEnd(tx: RawTx, { subject, branchCode, until }: BranchEnd): Promise<void> {
  if (until === '')
    await tx.$executeRawUnsafe(
      'delete from branch_end where subject = $1 and branch_code = $2',
      subject,
      branchCode,
    );
  else {
    await tx.$executeRawUnsafe(
      `insert into branch_end (subject, branch_code, until) values ($1, $2, $3::date) on conflict (subject, branch_code) do update set until = excluded.until`,
      subject,
      branchCode,
      until,
    );
  }
}

/** One branch whose last day is over, held for this transaction; other gateways skip it. */
export async function takeEnded(tx: RawTx, today: string): Promise<BranchEnd | undefined> {
  const rows = await tx.$queryRawUnsafe<BranchEnd[]>(
    `select subject, branch_code as "branchCode", until::text from branch_end where until < $1::date order by until limit 1 for update skip locked`,
    today,
  );
  return rows[0];
}
