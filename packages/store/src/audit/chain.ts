import { createHash } from 'node:crypto';
import type pg from 'pg';

/** How far a chain had come, signed. `hash` and `signature` in hex. */
export type Checkpoint = {
  position: bigint;
  recordedAt: Date;
  hash: string;
  keyId: string;
  signature: string;
};

export const FIRST_HASH = Buffer.alloc(32);

/**
 * A row of the audit as the chain sees it: one text for each content. Written out here and not as a
 * function of the database, which whoever changes rows could change too. A column that is added
 * later stays out of it, or begins a chain of its own.
 */
export const LINE = `json_build_array(a.seq, (extract(epoch from a.occurred_at) * 1000000)::bigint,
  a.subject, a.kind, a.name, a.role, a.rpc,
  a.what, a.branch_code, a.object_id, a.outcome, a.reason, a.trace_id)::text`;

/** The hash of a row behind the one before. */
export const link = (before: Uint8Array, line: string): Buffer =>
  createHash('sha256').update(before).update(line).digest();

/** What a checkpoint signs. */
export const signedText = (c: Pick<Checkpoint, 'position' | 'recordedAt' | 'hash'>): string =>
  `katrol-audit-1\n${c.position}\n${c.recordedAt.toISOString()}\n${c.hash}`;

/** Gives the rest of the transaction the eye of the kit: every row of the audit, nothing else. */
export const AS_SEALER = `select set_config('katrol.subject', 'kit:seal', true),
  set_config('katrol.branches', '', true),
  set_config('katrol.universities', '', true)`;

type End = Pick<Checkpoint, 'position' | 'recordedAt' | 'hash'>;

/** How far the chain goes, and the time at which this transaction signs it. */
export async function chainEnd(c: pg.PoolClient): Promise<End> {
  const { rows } = await c.query<{ position: string; at: Date; hash: string }>(
    `select position::text, recorded_at as at, encode(hash, 'hex') as hash from audit_chain_end()`,
  );
  const { position = '0', at = new Date(), hash = '' } = rows[0] ?? {};
  return { position: BigInt(position), recordedAt: at, hash };
}
