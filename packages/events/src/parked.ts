import {
  fromBinary,
  fromJsonString,
  toBinary,
  toJsonString,
  type DescMessage,
} from '@bufbuild/protobuf';
import { Refusal, notFound } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import type { StoredEvent } from './broker.ts';

/** The first parked event of a key, with what waits behind it. */
export type ParkedFirst = {
  seq: bigint;
  id: string;
  source: string;
  type: string;
  key: string;
  reason: string;
  toldAt: Date;
  parkedAt: Date;
  /** what it says, as JSON; empty where it cannot be read */
  json: string;
  behind: number;
};

type Row = {
  seq: string;
  id: string;
  source: string;
  type: string;
  key: string;
  reason: string;
  payload: string;
  position: string;
  told_at: Date;
  traceparent: string;
  recorded_at: Date;
  behind: number;
};

// `seq` goes out as text: an order must name the column itself
const COLUMNS = `seq::text, id::text, source, type, key, reason, encode(payload, 'hex') as payload, position::text, told_at, traceparent, recorded_at`;

const eventOf = (r: Row): StoredEvent => ({
  id: r.id,
  type: r.type,
  key: r.key,
  payload: Buffer.from(r.payload, 'hex'),
  position: BigInt(r.position),
  recordedAt: r.told_at,
  traceparent: r.traceparent,
});

/** Keys with something parked. The rows are held until the end of the transaction: who releases them waits for it, or it for them. */
export async function keysParked(
  tx: RawTx,
  source: string,
  events: readonly StoredEvent[],
): Promise<Set<string>> {
  const rows = await tx.$queryRawUnsafe<{ key: string }[]>(
    'select key from parked where source = $1 and key = any ($2::text[]) order by seq for key share',
    source,
    [...new Set(events.map((e) => e.key))],
  );
  return new Set(rows.map((r) => r.key));
}

export async function park(
  tx: RawTx,
  source: string,
  event: StoredEvent,
  reason: string,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `insert into parked (id, source, type, key, payload, position, reason, told_at, traceparent)
     values ($1::uuid, $2, $3, $4, decode($5, 'hex'), $6::bigint, $7, $8::timestamptz, $9) on conflict do nothing`,
    event.id,
    source,
    event.type,
    event.key,
    Buffer.from(event.payload).toString('hex'),
    String(event.position),
    reason,
    event.recordedAt.toISOString(),
    event.traceparent,
  );
}

/** The keys with something parked, oldest first, behind `after`. */
export async function listParked(
  tx: RawTx,
  schemas: Schemas,
  page: { after: bigint; limit: number },
): Promise<{ rows: ParkedFirst[]; total: number }> {
  const firsts =
    'select min(seq) as first, count(*)::int - 1 as behind from parked group by source, key';
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `select ${COLUMNS}, behind from parked join (${firsts}) f on f.first = seq where seq > $1::bigint order by parked.seq limit $2`,
    String(page.after),
    page.limit,
  );
  const [count] = await tx.$queryRawUnsafe<{ total: number }[]>(
    `select count(*)::int as total from (${firsts}) f`,
  );
  return { rows: rows.map((r) => firstOf(schemas, r)), total: count?.total ?? 0 };
}

/** How a source's event is read: (source, type) -> its schema. */
export type Schemas = (source: string, type: string) => DescMessage | undefined;

function firstOf(schemas: Schemas, r: Row): ParkedFirst {
  const { id, source, type, key, reason, behind } = r;
  return {
    seq: BigInt(r.seq),
    id,
    source,
    type,
    key,
    reason,
    behind,
    toldAt: r.told_at,
    parkedAt: r.recorded_at,
    json: jsonOf(schemas(source, type), r.payload),
  };
}

function jsonOf(schema: DescMessage | undefined, payload: string): string {
  if (!schema) return '';
  try {
    return toJsonString(schema, fromBinary(schema, Buffer.from(payload, 'hex')), {
      prettySpaces: 2,
    });
  } catch {
    // it may be here because it cannot be read
    return '';
  }
}

/** The first of its key, held for this transaction. Throws NOT_FOUND for another one. */
async function firstById(tx: RawTx, id: string): Promise<Row> {
  const [row] = await tx.$queryRawUnsafe<Row[]>(
    `select ${COLUMNS}, 0 as behind from parked where id = $1::uuid for update`,
    id,
  );
  if (!row) throw notFound('id');
  const [earlier] = await tx.$queryRawUnsafe<unknown[]>(
    'select 1 from parked where source = $1 and key = $2 and seq < $3::bigint limit 1',
    row.source,
    row.key,
    row.seq,
  );
  if (earlier) throw new Refusal('failed_precondition', 'BEHIND_PARKED');
  return row;
}

/** Replaces what a parked event says. Throws INPUT_INVALID when it is not what its contract allows. */
export async function repairParked(
  tx: RawTx,
  schemas: Schemas,
  input: { id: string; json: string },
): Promise<ParkedFirst> {
  const row = await firstById(tx, input.id);
  const schema = schemas(row.source, row.type);
  if (!schema) throw new Refusal('failed_precondition', 'EVENT_UNREADABLE');
  const payload = Buffer.from(toBinary(schema, readJson(schema, input.json))).toString('hex');
  await tx.$executeRawUnsafe(
    `update parked set payload = decode($2, 'hex') where id = $1::uuid`,
    input.id,
    payload,
  );
  return firstOf(schemas, { ...row, payload });
}

function readJson(schema: DescMessage, json: string) {
  try {
    return fromJsonString(schema, json);
  } catch (cause) {
    throw new Refusal('invalid_argument', 'INPUT_INVALID', {
      fields: [{ field: 'payload_json', reason: 'VALUE_INVALID' }],
      cause,
    });
  }
}

/** Takes a parked event away without its effect: for what can never be repaired. */
export async function skipParked(tx: RawTx, id: string): Promise<void> {
  const row = await firstById(tx, id);
  await tx.$executeRawUnsafe('delete from parked where seq = $1::bigint', row.seq);
}

/** Takes the oldest of a key, held for this transaction, with how many are behind it. */
export async function takeFirst(
  tx: RawTx,
  source: string,
  key: string,
): Promise<{ event: StoredEvent; reason: string } | undefined> {
  const [row] = await tx.$queryRawUnsafe<Row[]>(
    `select ${COLUMNS}, 0 as behind from parked where source = $1 and key = $2 order by parked.seq limit 1 for update`,
    source,
    key,
  );
  if (!row) return undefined;
  await tx.$executeRawUnsafe('delete from parked where seq = $1::bigint', row.seq);
  return { event: eventOf(row), reason: row.reason };
}

/** Keeps the newest reason beside the first of a key, and says how many still wait. */
export async function stillParked(
  tx: RawTx,
  source: string,
  key: string,
  reason: string,
): Promise<number> {
  await tx.$executeRawUnsafe(
    'update parked set reason = $3 where seq = (select min(seq) from parked where source = $1 and key = $2)',
    source,
    key,
    reason,
  );
  const [row] = await tx.$queryRawUnsafe<{ left: number }[]>(
    'select count(*)::int as "left" from parked where source = $1 and key = $2',
    source,
    key,
  );
  return row?.left ?? 0;
}
