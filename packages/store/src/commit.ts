import type { AuditWhat } from '@katrol/proto/katrol/common/v1/codes';
import { sql, type RawTx, type Sql } from './sql.ts';
import type { Store } from './store.ts';

/** A fact to tell, ready for the outbox. */
export type OutboxRow = { type: string; key: string; payload: Uint8Array; traceparent: string };

/** One line of the audit: who touched what, and how it ended. Codes and identifiers only. */
export type AuditRow = {
  /** on record is the subject that the transaction was begun for */
  subject: string;
  kind: string;
  /** as the family's record shows who it was */
  name: string;
  role: string;
  rpc: string;
  what: AuditWhat;
  branch_code: string;
  object_id: string;
  outcome: string;
  /** a code or an identifier */
  reason: string;
  trace_id: string;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Writes what the call told, in order. */
const outboxOf = (rows: readonly OutboxRow[]): Sql =>
  sql`insert into outbox (type, key, payload, traceparent)
    select type, key, decode(payload, 'hex'), traceparent
    from jsonb_to_recordset(${json(rows.map((r) => ({ ...r, payload: hex(r.payload) })))}::jsonb)
      as e(type text, key text, payload text, traceparent text)`;

/** The database numbers and dates them, and takes their writer from what the transaction is for. */
const auditOf = (rows: readonly AuditRow[]): Sql => sql`select write_audit(${json(rows)}::jsonb)`;

const json = (value: unknown): string => JSON.stringify(value);

/** What a transaction writes with its effect: facts told, files touched. Sent with the commit. */
export function writeTold(
  tx: RawTx,
  told: { events: readonly OutboxRow[]; audit: readonly AuditRow[] },
): void {
  if (told.events.length > 0) tx.atEnd(outboxOf(told.events));
  if (told.audit.length > 0) tx.atEnd(auditOf(told.audit));
}

export type RepeatedCommand = {
  subject: string;
  rpc: string;
  key: string;
  requestHash: Uint8Array;
};

/** Takes the key of a repeated command: the `first` of its transaction. A second one waits. */
export const takingKey = (c: RepeatedCommand): Sql =>
  sql`insert into idempotency (subject, rpc, key, request_hash)
    values (${c.subject}, ${c.rpc}, ${c.key}, ${c.requestHash}) on conflict do nothing`;

/** A file that an answer opened, as the audit names it. */
type Touched = Pick<AuditRow, 'object_id' | 'branch_code' | 'what' | 'reason'>;
/** Whose an answer is, and which files it opened. */
type About = {
  branches: readonly string[];
  universities: readonly string[];
  touched: readonly Touched[];
};
/** What the first command with a key left; `response` is null while none is kept. */
export type EarlierAnswer = About & {
  response: Buffer | null;
  /** its request was another */
  otherContent: boolean;
};

/** What the first command with this key answered, and whether its request was another. */
export async function earlierAnswer(tx: RawTx, c: RepeatedCommand): Promise<EarlierAnswer> {
  const [row] = await tx.query<{ request_hash: Buffer; response: Buffer | null; about: About }>(
    sql`select request_hash, response, about from idempotency
      where subject = ${c.subject} and rpc = ${c.rpc} and key = ${c.key}`,
  );
  if (!row) {
    return { response: null, branches: [], universities: [], touched: [], otherContent: true };
  }
  const { request_hash: hash, response, about } = row;
  return { ...about, response, otherContent: !hash.equals(c.requestHash) };
}

/** Keeps the answer beside its key, in the transaction of the effect. */
export const keepAnswer = (
  tx: RawTx,
  c: RepeatedCommand,
  response: Uint8Array,
  about: About,
): void =>
  tx.atEnd(
    sql`update idempotency set response = ${response}, about = ${json(about)}::jsonb
      where subject = ${c.subject} and rpc = ${c.rpc} and key = ${c.key}`,
  );

const TIDY = { branches: [], universities: [], subject: 'kit:tidy' };

/**
 * Forgets the keys of commands older than thirty days, and files that were brought a day ago; gives
 * how many rows.
 */
export const forgetOld = <Tx extends RawTx>(store: Store<Tx>): Promise<number> =>
  store.transact(TIDY, new Date(Date.now() + 30_000), async (tx) => {
    const keys = await tx.execute(
      sql`delete from idempotency where recorded_at < now() - interval '30 days'`,
    );
    return (
      keys +
      (await tx.execute(sql`delete from file_piece where recorded_at < now() - interval '1 day'`))
    );
  });
