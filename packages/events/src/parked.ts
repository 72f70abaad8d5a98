import {
  fromBinary,
  fromJsonString,
  toBinary,
  toJsonString,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { invalid, Refusal } from '@katrol/runtime';
import { byId, raw, sql, type RawTx } from '@katrol/store';
import type { StoredEvent } from './broker.ts';
import { LARGEST_FACT } from './size.ts';

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
  payload: Buffer;
  position: string;
  told_at: Date;
  traceparent: string;
  recorded_at: Date;
  behind: number;
};

// `seq` goes out as text: an order must name the column itself
const COLUMNS = raw(
  `seq::text, id::text, source, type, key, reason, payload, position::text, told_at, traceparent,
   recorded_at`,
);

const eventOf = (r: Row): StoredEvent => ({
  id: r.id,
  type: r.type,
  key: r.key,
  payload: r.payload,
  position: BigInt(r.position),
  recordedAt: r.told_at,
  traceparent: r.traceparent,
});

/**
 * Keys with something parked. The rows are held until the end of the transaction: who releases them
 * waits for it, or it for them.
 */
export async function keysParked(
  tx: RawTx,
  source: string,
  events: readonly StoredEvent[],
): Promise<Set<string>> {
  const keys = [...new Set(events.map((e) => e.key))];
  const rows = await tx.query<{ key: string }>(
    sql`select key from parked where source = ${source} and key = any (${keys}::text[])
      order by seq for key share`,
  );
  return new Set(rows.map((r) => r.key));
}

export async function park(
  tx: RawTx,
  source: string,
  e: StoredEvent,
  reason: string,
): Promise<void> {
  await tx.execute(
    sql`insert into parked (id, source, type, key, payload, position, reason, told_at, traceparent)
      values (${e.id}::uuid, ${source}, ${e.type}, ${e.key}, ${e.payload},
        ${String(e.position)}::bigint, ${reason}, ${e.recordedAt.toISOString()}::timestamptz,
        ${e.traceparent})
      on conflict do nothing`,
  );
}

/** The keys with something parked, oldest first, behind `after`. */
export async function listParked(
  tx: RawTx,
  schemas: Schemas,
  page: { after: bigint; limit: number },
): Promise<{ rows: ParkedFirst[]; total: number }> {
  const firsts = sql`select min(seq) as first, count(*)::int - 1 as behind
    from parked group by source, key`;
  const rows = await tx.query<Row>(
    sql`select ${COLUMNS}, behind from parked join (${firsts}) f on f.first = seq
      where seq > ${String(page.after)}::bigint order by parked.seq limit ${page.limit}`,
  );
  const [count] = await tx.query<{ total: number }>(
    sql`select count(*)::int as total from (${firsts}) f`,
  );
  return { rows: rows.map((r) => firstOf(schemas, r)), total: count?.total ?? 0 };
}

/** How a source's event is read: (source, type) -> its schema. */
export type Schemas = (source: string, type: string) => DescMessage | undefined;

const firstOf = (schemas: Schemas, r: Row): ParkedFirst => ({
  seq: BigInt(r.seq),
  id: r.id,
  source: r.source,
  type: r.type,
  key: r.key,
  reason: r.reason,
  behind: r.behind,
  toldAt: r.told_at,
  parkedAt: r.recorded_at,
  json: jsonOf(schemas(r.source, r.type), r.payload),
});

function jsonOf(schema: DescMessage | undefined, payload: Uint8Array): string {
  if (!schema) return '';
  try {
    return toJsonString(schema, fromBinary(schema, payload), { prettySpaces: 2 });
  } catch {
    // it may be here because it cannot be read
    return '';
  }
}

/** The first of its key, held for this transaction. Throws NOT_FOUND for another one. */
async function firstById(tx: RawTx, id: string): Promise<Row> {
  const row = await byId('id', id, async (asked) => {
    const rows = await tx.query<Row>(
      sql`select ${COLUMNS}, 0 as behind from parked where id = ${asked}::uuid for update`,
    );
    return rows[0] ?? null;
  });
  const [earlier] = await tx.query(
    sql`select 1 from parked where source = ${row.source} and key = ${row.key}
      and seq < ${row.seq}::bigint limit 1`,
  );
  if (earlier) throw new Refusal('failed_precondition', 'BEHIND_PARKED');
  return row;
}

/** Replaces what a parked event says. Throws INPUT_INVALID when its contract does not allow it. */
export async function repairParked(
  tx: RawTx,
  schemas: Schemas,
  input: { id: string; json: string },
): Promise<ParkedFirst> {
  const row = await firstById(tx, input.id);
  const schema = schemas(row.source, row.type);
  if (!schema) throw new Refusal('failed_precondition', 'EVENT_UNREADABLE');
  const payload = Buffer.from(toBinary(schema, readJson(schema, input.json)));
  await tx.execute(sql`update parked set payload = ${payload} where id = ${input.id}::uuid`);
  return firstOf(schemas, { ...row, payload });
}

function readJson(schema: DescMessage, json: string): Message {
  try {
    return fromJsonString(schema, json);
  } catch (cause) {
    throw Object.assign(invalid({ field: 'payload_json', reason: 'VALUE_INVALID' }), { cause });
  }
}

const remove = (tx: RawTx, { seq }: Row): Promise<number> =>
  tx.execute(sql`delete from parked where seq = ${seq}::bigint`);

/** Takes a parked event away without its effect: for what can never be repaired. */
export async function skipParked(tx: RawTx, id: string): Promise<void> {
  await remove(tx, await firstById(tx, id));
  // one of the service's own, which nobody is to hear
  await tx.execute(sql`delete from outbox where id = ${id}::uuid`);
}

/**
 * Puts a service's own parked facts of a key back into its outbox, in order; gives how many. None
 * while one of them is too large to travel.
 */
export async function tellAgain(tx: RawTx, source: string, key: string): Promise<number> {
  const ofKey = sql`p.source = ${source} and p.key = ${key}`;
  const [large] = await tx.query(
    sql`select 1 from parked p where ${ofKey}
      and octet_length(p.payload) > ${LARGEST_FACT}::integer limit 1`,
  );
  if (large) return 0;
  await tx.execute(
    sql`update outbox set position = null, payload = p.payload from parked p
      where ${ofKey} and p.id = outbox.id`,
  );
  return await tx.execute(sql`delete from parked p where ${ofKey}`);
}

/** Takes the oldest of a key, held for this transaction. */
export async function takeFirst(
  tx: RawTx,
  source: string,
  key: string,
): Promise<{ event: StoredEvent; reason: string } | undefined> {
  const [row] = await tx.query<Row>(
    sql`select ${COLUMNS}, 0 as behind from parked where source = ${source} and key = ${key}
      order by parked.seq limit 1 for update`,
  );
  if (!row) return undefined;
  await remove(tx, row);
  return { event: eventOf(row), reason: row.reason };
}

/** Keeps the newest reason beside the first of a key, and says how many still wait. */
export async function stillParked(
  tx: RawTx,
  source: string,
  key: string,
  reason: string,
): Promise<number> {
  const ofKey = sql`from parked where source = ${source} and key = ${key}`;
  await tx.execute(
    sql`update parked set reason = ${reason} where seq = (select min(seq) ${ofKey})`,
  );
  const [row] = await tx.query<{ left: number }>(sql`select count(*)::int as "left" ${ofKey}`);
  return row?.left ?? 0;
}
