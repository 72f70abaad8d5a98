import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@katrol/runtime';
import type { RawTx, Store } from '@katrol/store';
import type { Broker, Delivery, StoredEvent } from './broker.ts';
import { Held } from './held.ts';
import { publishing, watchOutbox } from './observed.ts';
import { LARGEST_BATCH, TooLarge } from './size.ts';

const BATCH = 500;
const READ_BATCH = 200;
// wakes by itself for what another replica or a process that died left behind
const SWEEP_MS = 1_000;
// a broker or database that is away is not asked at every commit
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
// a hearer to whom nothing of this is told learns its place when it is so far behind
const TELL_PLACE_AFTER = 1_000n;
// one relay at a time gives positions, so that they become visible in their order
const RELAY_LOCK = 4_801_001;

type OutboxRecord = {
  seq: string;
  id: string;
  type: string;
  key: string;
  payload: Buffer;
  position: string | null;
  recorded_at: Date;
  traceparent: string;
};

const toEvent = (r: OutboxRecord): StoredEvent => ({
  id: r.id,
  type: r.type,
  key: r.key,
  payload: r.payload,
  position: BigInt(r.position ?? 0),
  recordedAt: r.recorded_at,
  traceparent: r.traceparent,
});

/** What a hearer asks of a log: what lies behind a position, of these types; none named: of all. */
type Reading = { after: bigint; types: readonly string[] };

export type Outbox = {
  /** something was committed: publish it now */
  wake: () => void;
  /** the log behind a position, for ever; now and then how far it was read, without events */
  read(reading: Reading, signal: AbortSignal): AsyncGenerator<Delivery>;
  stop(): Promise<void>;
};

/**
 * Publishes what was committed. A row gets its position only after its transaction is visible,
 * under one lock, in the order in which rows were written: a reader that goes by position misses no
 * late committer and sees each key in order.
 */
export function openOutbox<Tx extends RawTx>(
  service: string,
  store: Store<Tx>,
  broker: Broker,
  log: Logger,
): Outbox {
  const bell = new Bell();
  const stopping = new AbortController();
  const relaying = relay({ service, store, broker, log, bell, stopping: stopping.signal });
  const unwatch = watchOutbox(store);
  return {
    wake: () => bell.committed(),
    read: async function* ({ after, types }, signal) {
      const either = AbortSignal.any([signal, stopping.signal]);
      let at = after;
      let told = after;
      while (!either.aborted) {
        const published = bell.publishedAny(types, either);
        const { events, position } = await readBatch(store, at, types);
        at = position;
        if (events.length > 0 || position - told >= TELL_PLACE_AFTER) {
          told = position;
          yield { events, position };
        } else await published;
      }
    },
    stop: async () => {
      stopping.abort();
      await relaying;
      unwatch();
    },
  };
}

/** Who waits for what: the relay for commits, readers for what was published of their types. */
class Bell {
  readonly #bell = new EventEmitter().setMaxListeners(0);
  #waiting = true;

  committed(): void {
    this.#waiting = true;
    this.#bell.emit('committed');
  }

  /** Has something been committed since this was asked last? */
  takeCommitted(): boolean {
    const was = this.#waiting;
    this.#waiting = false;
    return was;
  }

  async untilCommitted(signal: AbortSignal): Promise<void> {
    await this.#rung('committed', limited(signal));
  }

  published(types: readonly string[]): void {
    this.#bell.emit('published', new Set(types));
  }

  async publishedAny(types: readonly string[], signal: AbortSignal): Promise<void> {
    const limit = limited(signal);
    while (!limit.aborted) {
      const published = await this.#rung('published', limit);
      if (published && (types.length === 0 || types.some((type) => published.has(type)))) return;
    }
  }

  async #rung(name: string, signal: AbortSignal): Promise<Set<string> | undefined> {
    try {
      const [types] = (await once(this.#bell, name, { signal })) as [Set<string> | undefined];
      return types;
    } catch {
      // the wait is over
      return undefined;
    }
  }
}

const limited = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(SWEEP_MS)]);

type Relay<Tx extends RawTx> = {
  service: string;
  store: Store<Tx>;
  broker: Broker;
  log: Logger;
  bell: Bell;
  stopping: AbortSignal;
};

async function relay<Tx extends RawTx>(r: Relay<Tx>): Promise<void> {
  const { bell, stopping } = r;
  let wait = FIRST_WAIT_MS;
  while (!stopping.aborted) {
    bell.takeCommitted();
    try {
      const types = await publishBatch(r);
      wait = FIRST_WAIT_MS;
      if (types.length > 0) bell.published(types);
      else if (!bell.takeCommitted()) await bell.untilCommitted(stopping);
    } catch (error) {
      if (stopping.aborted) return;
      r.log.warn('outbox not published', { ms: wait, error });
      await sleep(wait, undefined, { signal: stopping }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
}

// by bytes as by rows: the first row goes alone, however large it is
const NEXT = `select * from (
    select seq, id, type, key, payload, recorded_at, traceparent,
      (coalesce((select max(position) from outbox), 0) + row_number() over (order by seq))::text
        as position,
      sum(octet_length(payload)) over (order by seq) - octet_length(payload) as before
    from (select * from outbox where position is null order by seq limit ${BATCH}) waiting) next
  where before = 0 or before + octet_length(payload) <= ${LARGEST_BATCH} order by seq`;
const MARK = `update outbox set position = p.position
  from unnest($1::bigint[], $2::bigint[]) as p(seq, position) where outbox.seq = p.seq`;

/** Publishes what waits; gives the types of what was published. */
async function publishBatch<Tx extends RawTx>(r: Relay<Tx>): Promise<string[]> {
  const connection = await r.store.pool.connect();
  try {
    await connection.query('begin');
    const lock = await connection.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(${RELAY_LOCK}) as mine`,
    );
    const mine = lock.rows[0]?.mine ?? false;
    const rows = mine ? (await connection.query<OutboxRecord>(NEXT)).rows : [];
    if (rows.length > 0) {
      const held = new Held(r, connection);
      const events = await held.fitting(rows.map(toEvent));
      await publishing(events, async () => {
        if (events.length > 0) await publish(r, held, events);
        await connection.query(MARK, [rows.map((row) => row.seq), rows.map((row) => row.position)]);
      });
    }
    await connection.query('commit');
    connection.release();
    return rows.map((row) => row.type);
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

/** Where a broker takes a batch for too large, one by one: only what cannot travel stays. */
async function publish<Tx extends RawTx>(
  r: Relay<Tx>,
  held: Held,
  events: readonly StoredEvent[],
): Promise<void> {
  try {
    await r.broker.publish(events, r.stopping);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    const [only, more] = events;
    if (!more) return await held.park(only as StoredEvent);
    for (const event of events) {
      const [fits] = await held.fitting([event]);
      if (fits) await publish(r, held, [fits]);
    }
  }
}

// how far the log goes is read with the events: what is not among them up to there is of other
// types
const READ = `with log as (select coalesce(max(position), 0)::text as top from outbox)
  select log.top, e.* from log left join lateral (
    select * from (
      select o.*, count(*) over () as found,
        sum(octet_length(payload)) over (order by position) - octet_length(payload) as before
      from (
        select seq, id, type, key, payload, position, recorded_at, traceparent from outbox
        where position > $1 and (cardinality($2::text[]) = 0 or type = any ($2::text[]))
          and not exists (select 1 from parked p where p.id = outbox.id)
        order by position limit ${READ_BATCH}) o) next
    where before = 0 or before + octet_length(payload) <= ${LARGEST_BATCH}
    order by position) e on true`;

async function readBatch<Tx extends RawTx>(
  store: Store<Tx>,
  after: bigint,
  types: readonly string[],
): Promise<Delivery> {
  const { rows } = await store.pool.query<OutboxRecord & { top: string; found: string | null }>(
    READ,
    [String(after), types],
  );
  const events = rows.filter((row) => row.id !== null).map(toEvent);
  const top = BigInt(rows[0]?.top ?? 0);
  const last = events.at(-1)?.position ?? after;
  const cut = events.length === READ_BATCH || Number(rows[0]?.found ?? 0) > events.length;
  return { events, position: cut ? last : top > last ? top : last };
}
