import { Refusal, type Clock, type Logger } from '@katrol/runtime';
import { databaseProblem, type RawTx, type Store } from '@katrol/store';
import type { Broker, Delivery, StoredEvent } from './broker.ts';
import { traceIdOf } from './call.ts';
import { effect, effects, inOne, moveCursor, type Heard, type Inside } from './effects.ts';
import { HearingObserved } from './observed.ts';
import {
  listParked,
  park,
  repairParked,
  skipParked,
  stillParked,
  takeFirst,
  tellAgain,
  type ParkedFirst,
  type Schemas,
} from './parked.ts';
import { FACT_TOO_LARGE } from './size.ts';
import type { Subscription } from './subscription.ts';

export type Hearing<Tx extends RawTx, D> = {
  service: string;
  deps: D;
  store: Store<Tx>;
  broker: Broker;
  clock: Clock;
  log: Logger;
  subscriptions: readonly Subscription<Tx, D>[];
  /** something was told while hearing */
  wake: () => void;
};

/** What could not be handled, for an operator to see, repair and release. */
export type Parked = {
  list(
    tx: RawTx,
    page: { after: bigint; limit: number },
  ): Promise<{ rows: ParkedFirst[]; total: number }>;
  repair(tx: RawTx, input: { id: string; json: string }): Promise<ParkedFirst>;
  /** Takes one away without its effect. */
  skip(tx: RawTx, id: string): Promise<void>;
  /**
   * Handles what is parked under a key, in order, up to the first that still cannot be; `reason`
   * says why it cannot.
   */
  release(source: string, key: string): Promise<Released>;
};
type Released = { released: number; left: number; reason: string };

type Hearer<Tx extends RawTx, D> = Heard<Tx, D> & Pick<Hearing<Tx, D>, 'wake'>;

/**
 * Hears every source of the table, each event once in effect: inbox row, effect, what it tells and
 * the cursor are one transaction. An event that cannot be handled is parked with everything behind
 * it under the same key; other keys go on.
 */
export function hear<Tx extends RawTx, D>(
  hearing: Hearing<Tx, D>,
): { parked: Parked; stop(): Promise<void> } {
  const stopping = new AbortController();
  const { subscriptions, store, broker } = hearing;
  const observed = new HearingObserved(hearing.service, subscriptions);
  const unwatch = observed.watch(store);
  const heard = { ...hearing, observed };
  const sources = Map.groupBy(subscriptions, (s) => s.source);
  const following = [...sources].map(([source, rows]) =>
    broker.subscribe({
      source,
      types: rows.map((row) => row.type),
      after: () => readCursor(store, source),
      handle: (delivery) =>
        observed.delivery(source, delivery.events, () => handle(heard, source, delivery)),
      signal: stopping.signal,
    }),
  );
  const schemas: Schemas = (source, type) =>
    sources.get(source)?.find((s) => s.type === type)?.schema;
  return {
    parked: {
      list: (tx, page) => listParked(tx, schemas, page),
      repair: (tx, input) => repairParked(tx, schemas, input),
      skip: skipParked,
      release: (source, key) => release(heard, source, key),
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(following);
      unwatch();
    },
  };
}

async function readCursor<Tx extends RawTx>(store: Store<Tx>, source: string): Promise<bigint> {
  const { rows } = await store.pool.query<{ position: string }>(
    'select position from cursor where source = $1',
    [source],
  );
  return BigInt(rows[0]?.position ?? 0);
}

async function handle<Tx extends RawTx, D>(
  h: Hearer<Tx, D>,
  source: string,
  { events, position }: Delivery,
): Promise<void> {
  if (events.length === 0) {
    await inOne(h, source, ({ tx }) => moveCursor(tx, source, position));
    return;
  }
  await handleHalves(h, source, events, position);
  h.wake();
}

/**
 * One of them is bad: by halves until it stands alone, so that only it and its key are parked and
 * the others wait for few transactions.
 */
async function handleHalves<Tx extends RawTx, D>(
  h: Hearer<Tx, D>,
  source: string,
  events: readonly StoredEvent[],
  upTo: bigint,
): Promise<void> {
  try {
    await effects(h, source, events, upTo);
  } catch (error) {
    if (isPassing(error)) throw error;
    const [first] = events;
    if (first && events.length === 1)
      return await parkOne(h, source, { event: first, upTo }, error);
    const half = Math.ceil(events.length / 2);
    const firsts = events.slice(0, half);
    await handleHalves(h, source, firsts, firsts.at(-1)?.position ?? 0n);
    await handleHalves(h, source, events.slice(half), upTo);
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof Refusal
    ? ['unavailable', 'deadline_exceeded', 'aborted'].includes(error.code)
    : !['foreign', 'taken', 'other'].includes(databaseProblem(error));

const reasonOf = (error: unknown): string => (error instanceof Refusal ? error.reason : 'BUG');

async function parkOne<Tx extends RawTx, D>(
  h: Hearer<Tx, D>,
  source: string,
  { event, upTo }: { event: StoredEvent; upTo: bigint },
  error: unknown,
): Promise<void> {
  const reason = reasonOf(error);
  h.log.error('event parked', {
    event: event.type,
    eventId: event.id,
    traceId: traceIdOf(event.traceparent),
    reason,
    error,
  });
  await inOne(h, source, async ({ tx }) => {
    await park(tx, source, event, reason);
    await moveCursor(tx, source, upTo);
  });
}

const RELEASED_AT_ONCE = 50;

/**
 * Many in one transaction, so that it overtakes what still comes in under the key; one by one where
 * they hold a bad one: what was handled stays handled, the rest keeps the key parked.
 */
async function release<Tx extends RawTx, D>(
  h: Hearer<Tx, D>,
  source: string,
  key: string,
): Promise<Released> {
  if (source === h.service) return await releaseOwn(h, key);
  let released = 0;
  for (let atOnce = RELEASED_AT_ONCE; ;) {
    try {
      const done = await inOne(h, source, (inside) => releaseFirst(h, inside, key, atOnce));
      released += done;
      if (done > 0) h.wake();
      if (done < atOnce) return { released, left: 0, reason: '' };
    } catch (error) {
      if (isPassing(error)) throw error;
      if (atOnce === 1) {
        const reason = reasonOf(error);
        const left = await inOne(h, source, ({ tx }) => stillParked(tx, source, key, reason));
        return { released, reason, left };
      }
      atOnce = 1;
    }
  }
}

/** A service's own facts that could not travel are told again, behind what was told since. */
async function releaseOwn<Tx extends RawTx, D>(h: Hearer<Tx, D>, key: string): Promise<Released> {
  const source = h.service;
  const answer = await inOne(h, source, async ({ tx }) => {
    const released = await tellAgain(tx, source, key);
    if (released > 0) return { released, left: 0, reason: '' };
    const left = await stillParked(tx, source, key, FACT_TOO_LARGE);
    return { released, left, reason: left > 0 ? FACT_TOO_LARGE : '' };
  });
  h.wake();
  return answer;
}

/** Handles the oldest of a key in this transaction, so many at most; gives how many there were. */
async function releaseFirst<Tx extends RawTx, D>(
  h: Hearer<Tx, D>,
  inside: Inside<Tx>,
  key: string,
  atMost: number,
): Promise<number> {
  for (let done = 0; done < atMost; done++) {
    const first = await takeFirst(inside.tx, inside.source, key);
    if (!first) return done;
    await effect(h, inside, first.event);
  }
  return atMost;
}
