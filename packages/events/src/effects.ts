import { namedBy } from '@katrol/contract';
import { localDay, Refusal, traceparentOf, type Clock, type Logger } from '@katrol/runtime';
import {
  databaseProblem,
  enter,
  sql,
  writeTold,
  type RawTx,
  type Scope,
  type Store,
} from '@katrol/store';
import { UNREADABLE, type StoredEvent } from './broker.ts';
import { createCall } from './call.ts';
import type { HearingObserved } from './observed.ts';
import { keysParked, park } from './parked.ts';
import type { Subscription } from './subscription.ts';

export type Heard<Tx extends RawTx, D> = {
  service: string;
  deps: D;
  store: Store<Tx>;
  clock: Clock;
  log: Logger;
  subscriptions: readonly Subscription<Tx, D>[];
  observed: HearingObserved;
};

const BATCH_LIMIT_MS = 30_000;

/** One transaction in the service's own name. */
export function inOne<Tx extends RawTx, D, T>(
  h: Heard<Tx, D>,
  source: string,
  work: (inside: Inside<Tx>) => Promise<T>,
): Promise<T> {
  const deadline = new Date(Date.now() + BATCH_LIMIT_MS);
  return h.store.transact(systemScope(h.service), deadline, (tx) =>
    work({ tx, source, deadline, entered: '' }),
  );
}

const systemScope = (service: string): Scope => ({
  branches: [],
  universities: [],
  subject: `service:${service}`,
});

/** The transaction of a batch, and the scope it was entered with last. */
export type Inside<Tx> = { tx: Tx; source: string; deadline: Date; entered: string };

/**
 * The effects of a batch in one transaction with its inbox rows and the cursor: each event once,
 * whatever came before. `upTo`: how far the log is read with it.
 */
export async function effects<Tx extends RawTx, D>(
  h: Heard<Tx, D>,
  source: string,
  events: readonly StoredEvent[],
  upTo: bigint,
): Promise<void> {
  await inOne(h, source, async (inside) => {
    const { tx } = inside;
    const fresh = await firstSeen(tx, source, events);
    const parkedKeys = await keysParked(tx, source, events);
    await h.observed.repeats(
      source,
      events.filter((event) => !fresh.has(event.id)),
    );
    for (const event of events) {
      // a record that came twice in one delivery is fresh once
      if (!fresh.delete(event.id)) continue;
      if (parkedKeys.has(event.key)) await park(tx, source, event, 'BEHIND_PARKED');
      else await effect(h, inside, event);
    }
    await moveCursor(tx, source, upTo);
  });
}

/** The effect of one event, by every row that subscribes to it. */
export async function effect<Tx extends RawTx, D>(
  h: Heard<Tx, D>,
  inside: Inside<Tx>,
  event: StoredEvent,
): Promise<void> {
  if (event.type === UNREADABLE) throw new Refusal('invalid_argument', 'EVENT_UNREADABLE');
  for (const row of h.subscriptions) {
    if (row.type !== event.type) continue;
    await h.observed.effect(inside.source, event, () => effectOf(h, inside, event, row));
  }
}

async function effectOf<Tx extends RawTx, D>(
  h: Heard<Tx, D>,
  inside: Inside<Tx>,
  event: StoredEvent,
  row: Subscription<Tx, D>,
): Promise<void> {
  const { tx, deadline } = inside;
  const said = row.read(event.payload, localDay(h.clock.now()));
  const named = namedBy(row.schema, said);
  const codes = (kind: 'branch' | 'university'): string[] => [
    ...new Set(named.filter((n) => n.kind === kind).map((n) => n.code)),
  ];
  const scope = {
    ...systemScope(h.service),
    branches: codes('branch'),
    universities: codes('university'),
  };
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
    h.deps,
  );
  await row.run(call, said).catch((error: unknown) => {
    throw ofElsewhere(error);
  });
  writeTold(tx, told);
}

// what is known under this id belongs to another branch than the event says: a row that cannot be
// written over, or one that cannot even be seen
const ofElsewhere = (cause: unknown): unknown =>
  ['foreign', 'taken'].includes(databaseProblem(cause))
    ? new Refusal('failed_precondition', 'EVENT_OF_ELSEWHERE', { cause })
    : cause;

async function firstSeen(
  tx: RawTx,
  source: string,
  events: readonly StoredEvent[],
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    sql`insert into inbox (id, source, type) select i.id, ${source}::text, i.type
      from unnest(${events.map((e) => e.id)}::uuid[], ${events.map((e) => e.type)}::text[])
        as i(id, type)
      on conflict do nothing returning id::text`,
  );
  return new Set(rows.map((r) => r.id));
}

/** Remembers how far a source was heard; 0 where the broker keeps the place itself. */
export async function moveCursor(tx: RawTx, source: string, position: bigint): Promise<void> {
  if (position === 0n) return;
  await tx.execute(
    sql`insert into cursor (source, position) values (${source}, ${String(position)}::bigint)
      on conflict (source) do update
        set position = greatest(cursor.position, excluded.position)`,
  );
}
