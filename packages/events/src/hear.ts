import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { Refusal, traceparentOf, type Clock, type Logger } from '@katrol/runtime';
import {
  databaseProblem,
  enter,
  writeAudit,
  writeOutbox,
  type RawTx,
  type Scope,
  type Store,
} from '@katrol/store';
import { UNREADABLE, type Broker, type StoredEvent } from './broker.ts';
import { createCall, traceIdOf, type Call } from './call.ts';
import { HearingObserved } from './observed.ts';
import {
  keysParked,
  listParked,
  park,
  repairParked,
  skipParked,
  stillParked,
  takeFirst,
  type ParkedFirst,
  type Schemas,
} from './parked.ts';

/** One row of a service's table of subscriptions: when this is told, do that. */
export type Subscription<D, Tx extends RawTx> = {
  source: string;
  type: string;
  schema: DescMessage;
  scope(payload: Uint8Array): { branches: string[]; universities: string[] };
  run(deps: D, call: Call<Tx>, payload: Uint8Array): Promise<void>;
};

/** A row: which service tells it, the event, how it becomes an input, and the operation. */
export function on<S extends DescMessage, I, D, Tx extends RawTx>(
  source: string,
  schema: S,
  wireIn: (fact: MessageShape<S>) => I,
  operation: (deps: D, call: Call<Tx>, input: I) => Promise<unknown>,
): Subscription<D, Tx> {
  return {
    source,
    type: schema.typeName,
    schema,
    scope: (payload) => {
      const fact = fromBinary(schema, payload) as unknown as {
        branchCode?: string;
        universityCode?: string;
      };
      return {
        branches: fact.branchCode ? [fact.branchCode] : [],
        universities: fact.universityCode ? [fact.universityCode] : [],
      };
    },
    run: async (deps, call, payload) => {
      await operation(deps, call, wireIn(fromBinary(schema, payload)));
    },
  };
}

export type Hearing<D, Tx extends RawTx> = {
  service: string;
  deps: D;
  store: Store<Tx>;
  broker: Broker;
  clock: Clock;
  log: Logger;
  subscriptions: readonly Subscription<D, Tx>[];
  /** something was told while hearing */
  wake: () => void;
};

type Heard<D, Tx extends RawTx> = Hearing<D, Tx> & { observed: HearingObserved };

/** What could not be handled, for an operator to see, repair and release. */
export type Parked = {
  list(
    tx: RawTx,
    page: { after: bigint; limit: number },
  ): Promise<{ rows: ParkedFirst[]; total: number }>;
  repair(tx: RawTx, input: { id: string; json: string }): Promise<ParkedFirst>;
  /** Takes one away without its effect. */
  skip(tx: RawTx, id: string): Promise<void>;
  /** Handles what is parked under a key, in order, up to the first that still cannot be; `reason` says why it cannot. */
  release(source: string, key: string): Promise<{ released: number; left: number; reason: string }>;
};

const BATCH_LIMIT_MS = 30_000;

/**
 * Hears every source of the table, each event once in effect: inbox row, effect, what it tells and the cursor are one transaction.
 * An event that cannot be handled is parked with everything behind it under the same key; other keys go on.
 */
export function hear<D, Tx extends RawTx>(
  hearing: Hearing<D, Tx>,
): { parked: Parked; stop(): Promise<void> } {
  const stopping = new AbortController();
  const sources = [...new Set(hearing.subscriptions.map((s) => s.source))];
  const observed = new HearingObserved(hearing.service, hearing.subscriptions);
  const unwatch = observed.watch(hearing.store);
  const heard = { ...hearing, observed };
  const following = sources.map((source) =>
    hearing.broker.subscribe({
      source,
      after: () => readCursor(hearing.store, source),
      handle: (events) =>
        observed.delivery(source, events, () => handleBatch(heard, source, events)),
      signal: stopping.signal,
    }),
  );
  const schemas: Schemas = (source, type) =>
    hearing.subscriptions.find((s) => s.source === source && s.type === type)?.schema;
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

async function handleBatch<D, Tx extends RawTx>(
  h: Heard<D, Tx>,
  source: string,
  events: readonly StoredEvent[],
): Promise<void> {
  await handleHalves(h, source, events);
  h.wake();
}

/** One of them is bad: by halves until it stands alone, so that only it and its key are parked and the others wait for few transactions. */
async function handleHalves<D, Tx extends RawTx>(
  h: Heard<D, Tx>,
  source: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const [first] = events;
  if (first && events.length === 1) return await handleOne(h, source, first);
  try {
    await effects(h, source, events);
  } catch (error) {
    if (isPassing(error)) throw error;
    const half = Math.ceil(events.length / 2);
    await handleHalves(h, source, events.slice(0, half));
    await handleHalves(h, source, events.slice(half));
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof Refusal
    ? ['unavailable', 'deadline_exceeded', 'aborted'].includes(error.code)
    : databaseProblem(error) !== 'other';

async function handleOne<D, Tx extends RawTx>(
  h: Heard<D, Tx>,
  source: string,
  event: StoredEvent,
): Promise<void> {
  try {
    await effects(h, source, [event]);
  } catch (error) {
    if (isPassing(error)) throw error;
    const reason = reasonOf(error);
    h.log.error('event parked', {
      event: event.type,
      eventId: event.id,
      traceId: traceIdOf(event.traceparent),
      reason,
      error,
    });
    await h.store.transact(systemScope(h.service), inMs(BATCH_LIMIT_MS), async (tx) => {
      await park(tx, source, event, reason);
      await moveCursor(tx, source, event.position);
    });
  }
}

const reasonOf = (error: unknown): string => (error instanceof Refusal ? error.reason : 'BUG');

/** One transaction an event: what was handled stays handled, the rest keeps the key parked. */
async function release<D, Tx extends RawTx>(
  h: Heard<D, Tx>,
  source: string,
  key: string,
): ReturnType<Parked['release']> {
  const inOne = <T>(work: (tx: Tx, deadline: Date) => Promise<T>): Promise<T> => {
    const deadline = inMs(BATCH_LIMIT_MS);
    return h.store.transact(systemScope(h.service), deadline, (tx) => work(tx, deadline));
  };
  for (let released = 0; ; released++) {
    try {
      const taken = await inOne(async (tx, deadline) => {
        const first = await takeFirst(tx, source, key);
        if (first) await effect(h, { tx, source, deadline, entered: '' }, first.event);
        return first !== undefined;
      });
      if (!taken) return { released, left: 0, reason: '' };
      h.wake();
    } catch (error) {
      if (isPassing(error)) throw error;
      const reason = reasonOf(error);
      return { released, reason, left: await inOne((tx) => stillParked(tx, source, key, reason)) };
    }
  }
}

const systemScope = (service: string): Scope => ({
  branches: [],
  universities: [],
  subject: `service:${service}`,
});
const inMs = (ms: number): Date => new Date(Date.now() + ms);

async function effects<D, Tx extends RawTx>(
  h: Heard<D, Tx>,
  source: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const deadline = inMs(BATCH_LIMIT_MS);
  await h.store.transact(systemScope(h.service), deadline, async (tx) => {
    const fresh = await firstSeen(tx, source, events);
    const parkedKeys = await keysParked(tx, source, events);
    await h.observed.repeats(
      source,
      events.filter((event) => !fresh.has(event.id)),
    );
    const inside: Inside<Tx> = { tx, source, deadline, entered: '' };
    for (const event of events) {
      // a record that came twice in one delivery is fresh once
      if (!fresh.delete(event.id)) continue;
      if (parkedKeys.has(event.key)) await park(tx, source, event, 'BEHIND_PARKED');
      else await effect(h, inside, event);
    }
    await moveCursor(tx, source, events.at(-1)?.position ?? 0n);
  });
}

/** The transaction of a batch, and the scope it was entered with last. */
type Inside<Tx> = { tx: Tx; source: string; deadline: Date; entered: string };

async function effect<D, Tx extends RawTx>(
  h: Heard<D, Tx>,
  inside: Inside<Tx>,
  event: StoredEvent,
): Promise<void> {
  if (event.type === UNREADABLE) throw new Refusal('invalid_argument', 'EVENT_UNREADABLE');
  for (const row of h.subscriptions) {
    if (row.type === event.type)
      await h.observed.effect(inside.source, event, () => effectOf(h, inside, event, row));
  }
}

async function effectOf<D, Tx extends RawTx>(
  h: Heard<D, Tx>,
  inside: Inside<Tx>,
  event: StoredEvent,
  row: Subscription<D, Tx>,
): Promise<void> {
  const { tx, deadline } = inside;
  const scope = { ...systemScope(h.service), ...row.scope(event.payload) };
  const wanted = JSON.stringify(scope);
  if (inside.entered !== wanted) await enter(tx, scope, deadline.getTime() - Date.now());
  inside.entered = wanted;
  const { call, told } = createCall(
    {
      principal: { kind: 'system', service: h.service },
      scope,
      deadline,
      clock: h.clock,
      name: event.type,
      traceparent: traceparentOf(event.traceparent),
      what: 'change',
    },
    tx,
  );
  await row.run(h.deps, call, event.payload);
  await writeOutbox(tx, told.events);
  await writeAudit(tx, told.audit);
}

async function firstSeen(
  tx: RawTx,
  source: string,
  events: readonly StoredEvent[],
): Promise<Set<string>> {
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    `insert into inbox (id, source, type) select i.id, $1, i.type from unnest($2::uuid[], $3::text[]) as i(id, type)
     on conflict do nothing returning id::text`,
    source,
    events.map((e) => e.id),
    events.map((e) => e.type),
  );
  return new Set(rows.map((r) => r.id));
}

async function moveCursor(tx: RawTx, source: string, position: bigint): Promise<void> {
  if (position === 0n) return;
  await tx.$executeRawUnsafe(
    `insert into cursor (source, position) values ($1, $2::bigint)
     on conflict (source) do update set position = greatest(cursor.position, excluded.position)`,
    source,
    String(position),
  );
}
