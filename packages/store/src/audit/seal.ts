import type pg from 'pg';
import { AS_SEALER, chainEnd, LINE, link, signedText, type Checkpoint } from './chain.ts';
import type { AuditKey } from './key.ts';
import { KeyTurn, type KeysBefore, type Standing } from './keys.ts';

const BATCH = 5_000;
// one sealer a database, however many processes run: the others pass by
const SEALERS_LOCK = 7_204_118_041;
// longer than any transaction of a call may live: what is older than this and not sealed will not
// come any more
const LATEST_COMMIT_MS = 5 * 60_000;
// what would have come even later (a transaction that an operator held open) is found by looking at
// everything now and then
const WHOLE_EVERY_MS = 3_600_000;

/** `key`: may the key sign? Nothing is sealed unless it does. */
export type Sealed = { rows: number; checkpoint: Checkpoint | undefined; key: Standing };

/**
 * Seals what was written and is not sealed yet, oldest first, one batch a call. Rows are never
 * locked: who reads or writes them does not wait.
 */
export class Sealer {
  readonly #pool: pg.Pool;
  readonly #key: AuditKey;
  readonly #turn: KeyTurn;
  // every row up to here is sealed or never came; moved minutes behind the newest
  #settled = 0n;
  #seen: { at: number; seq: bigint }[] = [];
  #wholeAt = Date.now();

  constructor(pool: pg.Pool, key: AuditKey, before: KeysBefore = { keys: [], lost: false }) {
    this.#pool = pool;
    this.#key = key;
    this.#turn = new KeyTurn(key, before);
  }

  /** Seals one batch; `rows` is 0 when nothing waited or somebody else seals. */
  async once(): Promise<Sealed> {
    if (Date.now() - this.#wholeAt > WHOLE_EVERY_MS) this.#forget();
    const connection = await this.#pool.connect();
    let broken = false;
    try {
      await connection.query('begin');
      const sealed = await this.#seal(connection);
      await connection.query('commit');
      this.#turn.kept(sealed.key);
      return sealed;
    } catch (error) {
      broken = !(await connection.query('rollback').then(
        () => true,
        () => false,
      ));
      throw error;
    } finally {
      connection.release(broken);
    }
  }

  async #seal(c: pg.PoolClient): Promise<Sealed> {
    const nothing = { rows: 0, checkpoint: undefined };
    await c.query(AS_SEALER);
    const lock = await c.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
      SEALERS_LOCK,
    ]);
    if (!lock.rows[0]?.mine) return { ...nothing, key: 'waits' };
    const key = await this.#turn.standing(c);
    if (key !== 'signs') return { ...nothing, key };
    const { rows } = await c.query<{ seq: string; line: string }>(
      `select a.seq::text, ${LINE} as line from audit a
       where a.seq > $1 and not exists (select 1 from audit_seal s where s.seq = a.seq)
       order by a.seq limit ${BATCH}`,
      [String(this.#settled)],
    );
    if (rows.length < BATCH) await this.#settle(c);
    if (rows.length === 0) return { ...nothing, key };
    let hash: Buffer = Buffer.from((await chainEnd(c)).hash, 'hex');
    const hashes = rows.map(({ line }) => (hash = link(hash, line)));
    await c.query('select seal_audit($1::bigint[], $2::bytea[])', [rows.map((r) => r.seq), hashes]);
    return { rows: rows.length, checkpoint: await this.#sign(c), key };
  }

  // in the transaction of the batch: the end of the chain is always a signed one
  async #sign(c: pg.PoolClient): Promise<Checkpoint> {
    const end = await chainEnd(c);
    const signature = this.#key.sign(signedText(end));
    await c.query('select sign_audit($1, $2)', [this.#key.id, signature]);
    return { ...end, keyId: this.#key.id, signature: signature.toString('hex') };
  }

  // identity values are given out before commit: a lower one may still come, for as long as a
  // transaction may live
  async #settle(c: pg.PoolClient): Promise<void> {
    const now = Date.now();
    const { rows } = await c.query<{ seq: string | null }>(
      'select max(seq)::text as seq from audit',
    );
    this.#seen.push({ at: now, seq: BigInt(rows[0]?.seq ?? 0) });
    while ((this.#seen[0]?.at ?? now) < now - LATEST_COMMIT_MS)
      this.#settled = this.#seen.shift()?.seq ?? this.#settled;
  }

  #forget(): void {
    this.#settled = 0n;
    this.#seen = [];
    this.#wholeAt = Date.now();
  }
}
