import type { RawTx, Store } from './store.ts';

/** A fact to tell, ready for the outbox. */
export type OutboxRow = { type: string; key: string; payload: Uint8Array; traceparent: string };

/** One line of the audit: who touched what, and how it ended. Codes and identifiers only. */
export type AuditRow = {
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

/** What was done with a file: opened, changed, its name shown beside other rows, taken into an export, its record read; or nothing, refused. */
export type AuditWhat = 'file' | 'change' | 'name' | 'export' | 'record' | 'refused';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const OUTBOX = `insert into outbox (type, key, payload, traceparent)
  select type, key, decode(payload, 'hex'), traceparent
  from jsonb_to_recordset($1::jsonb) as e(type text, key text, payload text, traceparent text)`;

const AUDIT = `insert into audit (subject, kind, name, role, rpc, what, branch_code, object_id, outcome, reason, trace_id)
  select subject, kind, name, role, rpc, what, branch_code, object_id, outcome, reason, trace_id from jsonb_to_recordset($1::jsonb)
  as a(subject text, kind text, name text, role text, rpc text, what text, branch_code text, object_id text, outcome text, reason text, trace_id text)`;

/** Writes what the call told, in order. */
export async function writeOutbox(tx: RawTx, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRawUnsafe(
    OUTBOX,
    JSON.stringify(rows.map((r) => ({ ...r, payload: hex(r.payload) }))),
  );
}

export async function writeAudit(tx: RawTx, rows: readonly AuditRow[]): Promise<void> {
  if (rows.length > 0) await tx.$executeRawUnsafe(AUDIT, JSON.stringify(rows));
}

export type RepeatedCommand = {
  subject: string;
  rpc: string;
  key: string;
  requestHash: Uint8Array;
};

/**
 * Takes the key for this transaction. A second one with the same key waits for the first; then it gets what the first answered
 * (`response`), or `otherContent` when the request differs.
 */
export async function takeKey(
  tx: RawTx,
  c: RepeatedCommand,
): Promise<{ first: true } | { first: false; response: Uint8Array; otherContent: boolean }> {
  const taken = await tx.$executeRawUnsafe(
    `insert into idempotency (subject, rpc, key, request_hash) values ($1, $2, $3, decode($4, 'hex')) on conflict do nothing`,
    c.subject,
    c.rpc,
    c.key,
    hex(c.requestHash),
  );
  if (taken === 1) return { first: true };
  const rows = await tx.$queryRawUnsafe<{ request_hash: string; response: string | null }[]>(
    `select encode(request_hash, 'hex') as request_hash, encode(response, 'hex') as response
     from idempotency where subject = $1 and rpc = $2 and key = $3`,
    c.subject,
    c.rpc,
    c.key,
  );
  const [row] = rows;
  return {
    first: false,
    response: Buffer.from(row?.response ?? '', 'hex'),
    otherContent: row?.request_hash !== hex(c.requestHash),
  };
}

/** Forgets the keys of commands older than thirty days; gives how many. */
export const forgetOldKeys = <Tx extends RawTx>(store: Store<Tx>): Promise<number> =>
  store.transact(
    { branches: [], universities: [], subject: 'kit:tidy' },
    new Date(Date.now() + 30_000),
    (tx) =>
      tx.$executeRawUnsafe(
        `delete from idempotency where recorded_at < now() - interval '30 days'`,
      ),
  );

/** Keeps the answer beside its key, in the transaction of the effect. */
export async function keepAnswer(
  tx: RawTx,
  c: RepeatedCommand,
  response: Uint8Array,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `update idempotency set response = decode($4, 'hex') where subject = $1 and rpc = $2 and key = $3`,
    c.subject,
    c.rpc,
    c.key,
    hex(response),
  );
}
