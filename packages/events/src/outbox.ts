import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@katrol/runtime';
import type { Store, RawTx } from '@katrol/store';
import type { Broker, StoredEvent } from './broker.ts';
import { publishing, watchOutbox } from './observed.ts';

const BATCH = 500;
const READ_BATCH = 200;
// wakes by itself for what another replica or a process that died left behind
const SWEEP_MS = 1_000;
// a broker or database that is away is not asked at every commit
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
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

export type Outbox = {
  /** something was committed: publish it now */
  wake: () => void;
  /** the log behind a position, for ever */
  read(after: bigint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]>;
  stop(): Promise<void>;
};

/**
 * Publishes what was committed. A row gets its position only after its transaction is visible, under one lock, in the order in which
 * rows were written: a reader that goes by position misses no late committer and sees each key in order.
 */
export function openOutbox<Tx extends RawTx>(
  store: Store<Tx>,
  broker: Broker,
  log: Logger,
): Outbox {
  const bell = new EventEmitter();
  bell.setMaxListeners(0);
  const stopping = new AbortController();
  const rung = (name: string, signal: AbortSignal): Promise<unknown> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(SWEEP_MS)]);
    return once(bell, name, { signal: limit }).catch(() => undefined);
  };
  let waiting = true;
  const relay = async (): Promise<void> => {
    let wait = FIRST_WAIT_MS;
    while (!stopping.signal.aborted) {
      waiting = false;
      try {
        const published = await publishBatch(store, broker, stopping.signal);
        wait = FIRST_WAIT_MS;
        if (published > 0) bell.emit('published');
        else if (!waiting) await rung('committed', stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn('outbox not published', { ms: wait, error });
        await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  };
  const relaying = relay();
  const unwatch = watchOutbox(store);
  return {
    wake: () => {
      waiting = true;
      bell.emit('committed');
    },
    read: async function* (after, signal) {
      let position = after;
      while (!signal.aborted && !stopping.signal.aborted) {
        const published = rung('published', AbortSignal.any([signal, stopping.signal]));
        const events = await readBatch(store, position);
        const last = events.at(-1);
        if (last) {
          position = last.position;
          yield events;
        } else {
          await published;
        }
      }
    },
    stop: async () => {
      stopping.abort();
      bell.emit('published');
      await relaying;
      unwatch();
    },
  };
}

async function publishBatch<Tx extends RawTx>(
  store: Store<Tx>,
  broker: Broker,
  signal: AbortSignal,
): Promise<number> {
  const connection = await store.pool.connect();
  try {
    await connection.query('begin');
    const locked = await connection.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(${RELAY_LOCK}) as mine`,
    );
    const rows = locked.rows[0]?.mine
      ? (
          await connection.query<OutboxRecord>(
            `select seq, id, type, key, payload, recorded_at, traceparent,
               (coalesce((select max(position) from outbox), 0) + row_number() over (order by seq))::text as position
             from outbox where position is null order by seq limit ${BATCH}`,
          )
        ).rows
      : [];
    if (rows.length > 0) {
      const events = rows.map(toEvent);
      await publishing(events, async () => {
        await broker.publish(events, signal);
        await connection.query(
          `update outbox set position = p.position from unnest($1::bigint[], $2::bigint[]) as p(seq, position) where outbox.seq = p.seq`,
          [rows.map((r) => r.seq), rows.map((r) => r.position)],
        );
      });
    }
    await connection.query('commit');
    connection.release();
    return rows.length;
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

async function readBatch<Tx extends RawTx>(
  store: Store<Tx>,
  after: bigint,
): Promise<StoredEvent[]> {
  const { rows } = await store.pool.query<OutboxRecord>(
    `select seq, id, type, key, payload, position, recorded_at, traceparent from outbox where position > $1 order by position limit ${READ_BATCH}`,
    [String(after)],
  );
  return rows.map(toEvent);
}
