import type pg from 'pg';
import { chainEnd, FIRST_HASH, signedText, type Checkpoint } from './chain.ts';
import { auditKey, auditPublicKey, type AuditKey, type AuditPublicKey } from './key.ts';

/**
 * The keys that signed before this one, as far as they are still there; `lost`: the operator says
 * that one is not, and that the signatures begin anew.
 */
export type KeysBefore = { keys: readonly AuditKey[]; lost: boolean };

/**
 * Reads the setting: secrets or PEMs separated by commas, and the word `lost`. One secret may hold
 * a comma itself.
 */
export function keysBefore(setting: string): KeysBefore {
  const words = setting.split(',').flatMap((one) => one.trim() || []);
  const secrets = new Set([setting, ...words].filter((one) => one !== '' && one !== 'lost'));
  return { keys: [...secrets].flatMap(keyOf), lost: words.includes('lost') };
}

// half a secret is a key that nobody used; half a PEM is none
const keyOf = (secret: string): AuditKey[] =>
  secret.includes('PRIVATE KEY') && secret.includes(',') ? [] : [auditKey(secret)];

/** A key, the part of the chain from which it signs, and the key before it. `hash` in hex. */
type KeyRow = {
  number: number;
  id: string;
  publicKey: string;
  position: bigint;
  hash: string;
  recordedAt: Date;
  before: string;
  beforeSignature: Buffer;
  signature: Buffer;
};

type Introduced = Pick<KeyRow, 'number' | 'id' | 'publicKey' | 'position' | 'hash' | 'recordedAt'>;

const introduction = (row: Introduced, before: Pick<KeyRow, 'id' | 'publicKey'> | undefined) =>
  [
    'katrol-audit-key-1',
    row.number,
    row.id,
    row.publicKey,
    row.position,
    row.hash,
    row.recordedAt.toISOString(),
    before?.id ?? '',
    before?.publicKey ?? '',
  ].join('\n');

async function keyRows(c: pg.PoolClient): Promise<KeyRow[]> {
  const { rows } = await c.query<Omit<KeyRow, 'position'> & { position: string }>(
    `select number, id, public_key as "publicKey", position::text, encode(hash, 'hex') as hash,
        recorded_at as "recordedAt", before, before_signature as "beforeSignature", signature
      from audit_key order by number`,
  );
  return rows.map((row) => ({ ...row, position: BigInt(row.position) }));
}

/**
 * May this key sign, now? `waits`: somebody else seals at the moment. `retired`: another took over. `strange`: others signed before, and nobody
 * says which: what waits is sealed when the key before is given.
 */
export type Standing = 'signs' | 'waits' | 'retired' | 'strange';

/** Introduces a key where it is new, in the sealer's transaction. */
export class KeyTurn {
  readonly #key: AuditKey;
  readonly #before: KeysBefore;
  // a process takes over once: two in a row, while one follows the other, do not take turns
  #tookOver = false;

  constructor(key: AuditKey, before: KeysBefore) {
    this.#key = key;
    this.#before = before;
  }

  async standing(c: pg.PoolClient): Promise<Standing> {
    const rows = await keyRows(c);
    const newest = rows.at(-1);
    if (newest?.id === this.#key.id) return 'signs';
    if (this.#tookOver) return 'retired';
    if (await this.#takeOver(c, rows)) return 'signs';
    return known(rows, this.#key) ? 'retired' : 'strange';
  }

  /** What `standing` said is committed. */
  kept(standing: Standing): void {
    this.#tookOver ||= standing === 'signs';
  }

  async #takeOver(c: pg.PoolClient, rows: readonly KeyRow[]): Promise<boolean> {
    const { keys, lost } = this.#before;
    const last = await lastCheckpoint(c);
    const id = rows.at(-1)?.id ?? last?.keyId ?? this.#key.id;
    if (rows.length === 0 && id === this.#key.id) return await introduce(c, rows, this.#key, {});
    const before = keys.find((one) => one.id === id);
    if (before && (await signedToTheEnd(c, before, last))) {
      const first = rows.length === 0;
      if (first) await introduce(c, rows, before, {});
      return await introduce(c, first ? await keyRows(c) : rows, this.#key, { before });
    }
    return lost && (await introduce(c, rows, this.#key, { anew: true }));
  }
}

const known = (rows: readonly KeyRow[], key: AuditKey): boolean =>
  rows.some(({ id }) => id === key.id);

async function lastCheckpoint(c: pg.PoolClient): Promise<Checkpoint | undefined> {
  const { rows } = await c.query<{
    position: string;
    recordedAt: Date;
    hash: string;
    keyId: string;
    signature: string;
  }>(
    `select position::text, recorded_at as "recordedAt", encode(hash, 'hex') as hash,
        key_id as "keyId", encode(signature, 'hex') as signature
      from audit_checkpoint order by position desc, recorded_at desc limit 1`,
  );
  return rows[0] && { ...rows[0], position: BigInt(rows[0].position) };
}

// nobody takes over from a key that did not sign all of it
async function signedToTheEnd(
  c: pg.PoolClient,
  key: AuditKey,
  last: Checkpoint | undefined,
): Promise<boolean> {
  const end = await chainEnd(c);
  if (!last) return end.position === 0n;
  const same = last.position === end.position && last.hash === end.hash && last.keyId === key.id;
  return same && key.verify(signedText(last), Buffer.from(last.signature, 'hex'));
}

async function introduce(
  c: pg.PoolClient,
  rows: readonly KeyRow[],
  key: AuditKey,
  { before, anew = false }: { before?: AuditKey; anew?: boolean },
): Promise<true> {
  const end = await chainEnd(c);
  const from = before || anew ? end : { position: 0n, hash: FIRST_HASH.toString('hex') };
  const text = introduction(
    {
      number: (rows.at(-1)?.number ?? 0) + 1,
      id: key.id,
      publicKey: key.publicPem,
      ...from,
      recordedAt: end.recordedAt,
    },
    before && { id: before.id, publicKey: before.publicPem },
  );
  await c.query('select introduce_audit_key($1, $2, $3, $4, $5, $6)', [
    key.id,
    key.publicPem,
    String(from.position),
    before?.id ?? '',
    before?.sign(text) ?? Buffer.alloc(0),
    key.sign(text),
  ]);
  return true;
}

/** A part of the chain and who signs it: from behind `from` to `until`, at which `hash` is known. */
type Era = { from: bigint; until: bigint | undefined; key: AuditPublicKey };

/** Who may have signed what, as far as the keys that are trusted from outside vouch for it. */
export type Eras = {
  /** the keys of a place in the chain */
  at(position: bigint): readonly AuditPublicKey[];
  /** hashes that a change of keys vouches for, by place */
  marks: ReadonlyMap<bigint, string>;
  /** the signatures up to here are by keys that nobody has any more */
  anew: { position: bigint; on: Date } | undefined;
};

/** Reads the keys of a chain; `trusted` are those that the caller holds. */
export async function erasOf(c: pg.PoolClient, trusted: readonly AuditPublicKey[]): Promise<Eras> {
  const rows = await keyRows(c);
  const own = (i: number): boolean => isOwn(rows, i);
  let first = rows.findLastIndex((row, i) => trusted.some((k) => k.id === row.id) && own(i));
  if (first < 0) return { at: () => trusted, marks: new Map(), anew: undefined };
  let last = first;
  while (first > 0 && rows[first]?.before === rows[first - 1]?.id && own(first - 1)) first -= 1;
  while (last + 1 < rows.length && isPassedOn(rows, last + 1)) last += 1;
  const mine = rows.slice(first, last + 1);
  const eras = mine.map((row, i): Era => ({
    from: row.position,
    until: mine[i + 1]?.position,
    key: auditPublicKey(row.publicKey),
  }));
  const begun = mine[0] as KeyRow;
  return {
    at: (p) =>
      eras
        .filter(({ from, until }) => p > from && (until === undefined || p <= until))
        .map(({ key }) => key),
    marks: new Map(mine.map((row) => [row.position, row.hash])),
    anew:
      begun.before === '' && begun.position > 0n
        ? { position: begun.position, on: begun.recordedAt }
        : undefined,
  };
}

/** Is a row what its own key says it is, with the key before it? */
function isOwn(rows: readonly KeyRow[], i: number): boolean {
  const row = rows[i] as KeyRow;
  const key = auditPublicKey(row.publicKey);
  const before = row.before === '' ? undefined : rows[i - 1];
  return key.id === row.id && key.verify(introduction(row, before), row.signature);
}

/** Did the key before say so too? */
function isPassedOn(rows: readonly KeyRow[], i: number): boolean {
  const row = rows[i] as KeyRow;
  const before = rows[i - 1] as KeyRow;
  if (row.before !== before.id || !isOwn(rows, i)) return false;
  const key = auditPublicKey(before.publicKey);
  return key.verify(introduction(row, before), row.beforeSignature);
}
