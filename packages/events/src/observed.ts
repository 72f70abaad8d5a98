import { telemetry, type Reading } from '@katrol/runtime';
import type { RawTx, Store } from '@katrol/store';
import type { StoredEvent } from './broker.ts';

const secondsSince = (at: Date): number => Math.max(0, (Date.now() - at.getTime()) / 1000);

const WAITING = `select count(*)::int as pending,
    coalesce(extract(epoch from clock_timestamp() - min(recorded_at)), 0)::float8 as age
  from outbox where position is null`;
const PARKED = `select source, count(*)::int as depth,
    extract(epoch from clock_timestamp() - min(recorded_at))::float8 as age
  from parked group by source`;

/**
 * How long facts wait to be published, asked of the table itself: true also when the relay is the
 * one that stopped, or began anew.
 */
export function watchOutbox<Tx extends RawTx>(store: Store<Tx>): () => void {
  return telemetry.observe(['outbox.pending', 'outbox.oldest.age'], async () => {
    const { rows } = await store.pool.query<{ pending: number; age: number }>(WAITING);
    return [
      { metric: 'outbox.pending', value: rows[0]?.pending ?? 0 },
      { metric: 'outbox.oldest.age', value: rows[0]?.age ?? 0 },
    ];
  });
}

/**
 * One batch of the outbox on its way: a span of its own with a link to each command that told
 * something.
 */
export async function publishing<T>(
  events: readonly StoredEvent[],
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const attributes = {
    'messaging.operation.type': 'send',
    'messaging.batch.message_count': events.length,
  };
  const published = await telemetry.span(
    'outbox publish',
    { links: linksOf(events), attributes },
    work,
  );
  telemetry.record('outbox.publish.duration', (performance.now() - startedAt) / 1000);
  return published;
}

// a span holds so many links; how many there were is on it as a count
const MOST_LINKS = 128;
const linksOf = (events: readonly StoredEvent[]): string[] =>
  events.slice(0, MOST_LINKS).map((e) => e.traceparent);

/** What a service that hears shows of itself. */
export class HearingObserved {
  readonly #service: string;
  readonly #inHand = new Map<string, Set<Date>>();
  readonly #longest = new Map<string, number>();
  // traceparent of the first try, while an event is tried
  readonly #firstTry = new Map<string, string>();

  constructor(service: string, subscriptions: readonly { source: string }[]) {
    this.#service = service;
    for (const { source } of subscriptions) this.#inHand.set(source, new Set());
  }

  /** Exports how far behind it is and what is parked, until it is stopped. */
  watch<Tx extends RawTx>(store: Store<Tx>): () => void {
    return telemetry.observe(
      ['consumer.time.lag', 'parked.depth', 'parked.oldest.age'],
      async () => {
        const lags = [...this.#inHand.keys()].map((source): Reading => ({
          metric: 'consumer.time.lag',
          value: this.#lag(source),
          attributes: from(source),
        }));
        const { rows } = await store.pool.query<{ source: string; depth: number; age: number }>(
          PARKED,
        );
        // its own facts that cannot travel are among them
        const sources = new Set([...this.#inHand.keys(), this.#service]);
        const parked = [...sources].flatMap((source): Reading[] => {
          const row = rows.find((r) => r.source === source);
          const attributes = from(source);
          return [
            { metric: 'parked.depth', value: row?.depth ?? 0, attributes },
            { metric: 'parked.oldest.age', value: row?.age ?? 0, attributes },
          ];
        });
        return [...lags, ...parked];
      },
    );
  }

  /** One delivery, with a link to each command that told something; no span when nothing came. */
  async delivery(
    source: string,
    events: readonly StoredEvent[],
    work: () => Promise<void>,
  ): Promise<void> {
    if (events.length === 0) return await work();
    const oldest = new Date(Math.min(...events.map((e) => e.recordedAt.getTime())));
    const inHand = this.#inHand.get(source) ?? new Set();
    this.#inHand.set(source, inHand);
    inHand.add(oldest);
    const attributes = {
      ...this.#attributes(source, 'receive'),
      'messaging.batch.message_count': events.length,
    };
    try {
      const options = { kind: 'consumer', links: linksOf(events), attributes } as const;
      await telemetry.span(`receive ${source}`, options, work);
      for (const event of events) this.#firstTry.delete(event.id);
    } finally {
      inHand.delete(oldest);
      this.#longest.set(source, Math.max(this.#longest.get(source) ?? 0, secondsSince(oldest)));
    }
  }

  /**
   * The effect of one event: a child of the command that told it; a later try also names the first.
   */
  async effect(source: string, event: StoredEvent, work: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    const first = this.#firstTry.get(event.id);
    const attributes = {
      ...this.#ofEvent(source, event),
      ...(first ? { 'katrol.event.repeat': true } : {}),
    };
    await telemetry.span(
      `process ${event.type}`,
      { kind: 'consumer', parent: event.traceparent, links: first ? [first] : [], attributes },
      async () => {
        if (!first) this.#firstTry.set(event.id, telemetry.traceparent());
        await work();
      },
    );
    telemetry.record('event.process.duration', (performance.now() - startedAt) / 1000, {
      ...from(source),
      'katrol.event.type': event.type,
    });
  }

  /**
   * Events that came again and have no second effect: each a trace of its own with a link to the
   * command.
   */
  async repeats(source: string, events: readonly StoredEvent[]): Promise<void> {
    if (events.length === 0) return;
    telemetry.record('inbox.duplicates', events.length, from(source));
    for (const event of events) {
      const attributes = { ...this.#ofEvent(source, event), 'katrol.event.repeat': true };
      await telemetry.span(
        `process ${event.type}`,
        { kind: 'consumer', parent: '', links: [event.traceparent], attributes },
        async () => undefined,
      );
    }
  }

  // the longest since the last export counts, so that what was slow between two exports is seen
  #lag(source: string): number {
    const now = [...(this.#inHand.get(source) ?? [])].map(secondsSince);
    const lag = Math.max(0, this.#longest.get(source) ?? 0, ...now);
    this.#longest.delete(source);
    return lag;
  }

  #ofEvent = (source: string, event: StoredEvent) => ({
    ...this.#attributes(source, 'process'),
    'messaging.message.id': event.id,
    'katrol.event.type': event.type,
  });

  #attributes = (source: string, operation: string) => ({
    ...from(source),
    'messaging.operation.type': operation,
    'messaging.consumer.group.name': this.#service,
  });
}

const from = (source: string) => ({ 'messaging.destination.name': source });
