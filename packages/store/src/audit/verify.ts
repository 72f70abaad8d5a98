import type pg from 'pg';
import { AS_SEALER, FIRST_HASH, LINE, link, signedText, type Checkpoint } from './chain.ts';
import type { ChainProblem } from '@katrol/proto/katrol/common/v1/codes';
import type { AuditPublicKey } from './key.ts';
import { erasOf, type Eras } from './keys.ts';

/**
 * What is wrong, and the first row that is: DELETED (a row or its seal is gone), CHANGED (a row is
 * not what was sealed, or not in its place), INSERTED (a row that came into the past), UNSIGNED
 * (rows whose signature is missing or not ours: written anew), CUT (a signature knows more rows
 * than there are). `seq` is the row of the audit, 0 where there is none.
 */
type ChainFinding = {
  kind: ChainProblem;
  position: bigint;
  seq: bigint;
};
export type Verified = {
  rows: number;
  checkpoints: number;
  waiting: number;
  problem: ChainFinding | undefined;
  /**
   * the day on which an operator said that the key before was lost: who signed the rows until then
   * is not known, that nobody changed them since is
   */
  begunAnew: Date | undefined;
};

type SealedRow = {
  position: string;
  seq: string;
  hash: Buffer;
  line: string | null;
  at: Date | null;
};

const PAGE = 10_000;
// a transaction may begin this long before it is written; a row that says it is older was put into
// the past
const LATE_MS = 10 * 60_000;

/**
 * Reads the whole chain of a database; the first thing that is wrong ends it. `known`: checkpoints
 * kept outside of the database.
 */
export async function verifyAudit(
  pool: pg.Pool,
  keys: readonly AuditPublicKey[],
  known: readonly Checkpoint[] = [],
): Promise<Verified> {
  const c = await pool.connect();
  try {
    await c.query('begin isolation level repeatable read read only');
    await c.query(AS_SEALER);
    const eras = await erasOf(c, keys);
    const checkpoints = new Checkpoints(eras, [...(await kept(c)), ...known]);
    const { rows, problem } = await readChain(c, checkpoints);
    const waiting = await notSealed(c);
    await c.query('commit');
    return {
      rows,
      checkpoints: checkpoints.count,
      waiting: waiting.count,
      problem: problem ?? waiting.problem,
      begunAnew: eras.anew?.on,
    };
  } catch (error) {
    await c.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    c.release();
  }
}

async function readChain(
  c: pg.PoolClient,
  checkpoints: Checkpoints,
): Promise<{ rows: number; problem: ChainFinding | undefined }> {
  const at = { position: 0n, hash: FIRST_HASH as Buffer, newest: 0, rows: 0 };
  for (;;) {
    const { rows } = await c.query<SealedRow>(
      `select s.position::text, s.seq::text, s.hash,
          case when a.seq is not null then ${LINE} end as line, a.occurred_at as at
        from audit_seal s left join audit a on a.seq = s.seq
        where s.position > $1 order by s.position limit ${PAGE}`,
      [String(at.position)],
    );
    for (const row of rows) {
      const problem =
        judge(at, row) ?? checkpoints.judge(at.position, at.hash.toString('hex'), BigInt(row.seq));
      if (problem) return { rows: at.rows, problem };
      at.rows += 1;
    }
    if (rows.length < PAGE) return { rows: at.rows, problem: checkpoints.judgeEnd(at.position) };
  }
}

type At = { position: bigint; hash: Buffer; newest: number };

function judge(at: At, row: SealedRow): ChainFinding | undefined {
  const position = BigInt(row.position);
  const seq = BigInt(row.seq);
  if (position !== at.position + 1n)
    return { kind: 'DELETED', position: at.position + 1n, seq: 0n };
  if (row.line === null || !row.at) return { kind: 'DELETED', position, seq };
  const hash = link(at.hash, row.line);
  if (!hash.equals(row.hash)) return { kind: 'CHANGED', position, seq };
  if (row.at.getTime() < at.newest - LATE_MS) return { kind: 'INSERTED', position, seq };
  at.position = position;
  at.hash = hash;
  at.newest = Math.max(at.newest, row.at.getTime());
  return undefined;
}

/** The signatures over a chain, compared as it is read. */
class Checkpoints {
  readonly #eras: Eras;
  readonly #at = new Map<bigint, Checkpoint[]>();
  readonly #last: bigint;
  #signedUntil = 0n;
  count = 0;

  constructor(eras: Eras, all: readonly Checkpoint[]) {
    this.#eras = eras;
    for (const c of all) this.#at.set(c.position, [...(this.#at.get(c.position) ?? []), c]);
    const places = [...all.map((c) => c.position), ...eras.marks.keys()];
    this.#last = places.reduce((last, p) => (p > last ? p : last), 0n);
  }

  judge(position: bigint, hash: string, seq: bigint): ChainFinding | undefined {
    const { marks, anew } = this.#eras;
    // which of the rows since the signature before: the first that nobody signed
    const first = this.#signedUntil + 1n;
    const unsigned = {
      kind: 'UNSIGNED',
      position: first,
      seq: first === position ? seq : 0n,
    } as const;
    if ((marks.get(position) ?? hash) !== hash) return unsigned;
    if (anew?.position === position) this.#signedUntil = position;
    if (anew && position <= anew.position) return undefined;
    for (const c of this.#at.get(position) ?? []) {
      if (c.hash !== hash || !this.#isOurs(c)) return unsigned;
      this.count += 1;
      this.#signedUntil = position;
    }
    return undefined;
  }

  judgeEnd(position: bigint): ChainFinding | undefined {
    if (this.#last > position) return { kind: 'CUT', position: position + 1n, seq: 0n };
    if (this.#signedUntil < position)
      return { kind: 'UNSIGNED', position: this.#signedUntil + 1n, seq: 0n };
    return undefined;
  }

  #isOurs(c: Checkpoint): boolean {
    const key = this.#eras.at(c.position).find(({ id }) => id === c.keyId);
    return key?.verify(signedText(c), Buffer.from(c.signature, 'hex')) ?? false;
  }
}

async function kept(c: pg.PoolClient): Promise<Checkpoint[]> {
  const { rows } = await c.query<{
    position: string;
    at: Date;
    hash: string;
    key: string;
    signature: string;
  }>(
    `select position::text, recorded_at as at, encode(hash, 'hex') as hash, key_id as key,
        encode(signature, 'hex') as signature
      from audit_checkpoint`,
  );
  return rows.map((r) => ({
    position: BigInt(r.position),
    recordedAt: r.at,
    hash: r.hash,
    keyId: r.key,
    signature: r.signature,
  }));
}

// what was written just now waits for the sealer; an older row came past it
async function notSealed(
  c: pg.PoolClient,
): Promise<{ count: number; problem: ChainFinding | undefined }> {
  const { rows } = await c.query<{ count: number; late: string | null }>(
    `select count(*)::int as count,
        (min(a.seq) filter (where a.occurred_at <
          (select max(recorded_at) from audit_checkpoint) - $1 * interval '1 ms'))::text as late
      from audit a where not exists (select 1 from audit_seal s where s.seq = a.seq)`,
    [LATE_MS],
  );
  const { count = 0, late = null } = rows[0] ?? {};
  return {
    count,
    problem: late === null ? undefined : { kind: 'INSERTED', position: 0n, seq: BigInt(late) },
  };
}
