import type { Logger } from '@katrol/runtime';
import type { Connection } from '@katrol/store';
import type { StoredEvent } from './broker.ts';
import { traceIdOf } from './call.ts';
import { FACT_TOO_LARGE, LARGEST_FACT } from './size.ts';

const KEYS = `select distinct key from parked where source = $1 and key = any ($2::text[])`;
const PARK = `insert into parked
    (id, source, type, key, payload, position, reason, told_at, traceparent)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`;

/**
 * What a service's own facts that cannot travel, and those behind them under their key, are kept
 * in: its parked events, under its own name, until an operator releases or skips them.
 */
export class Held {
  readonly #of: { service: string; log: Logger };
  readonly #connection: Connection;

  constructor(of: { service: string; log: Logger }, connection: Connection) {
    this.#of = of;
    this.#connection = connection;
  }

  /** The events that may travel, in order; the others are parked. */
  async fitting(events: readonly StoredEvent[]): Promise<StoredEvent[]> {
    const keys = [...new Set(events.map(({ key }) => key))];
    const { rows } = await this.#connection.query<{ key: string }>(KEYS, [this.#of.service, keys]);
    const held = new Set(rows.map(({ key }) => key));
    const fit: StoredEvent[] = [];
    for (const event of events) {
      if (held.has(event.key)) await this.park(event, 'BEHIND_PARKED');
      else if (event.payload.length > LARGEST_FACT) {
        held.add(event.key);
        await this.park(event);
      } else fit.push(event);
    }
    return fit;
  }

  async park(event: StoredEvent, reason: string = FACT_TOO_LARGE): Promise<void> {
    const { id, type, key, payload, position, recordedAt, traceparent } = event;
    const { service, log } = this.#of;
    await this.#connection.query(PARK, [
      id,
      service,
      type,
      key,
      payload,
      String(position),
      reason,
      recordedAt,
      traceparent,
    ]);
    const traceId = traceIdOf(traceparent);
    if (reason === FACT_TOO_LARGE)
      log.error('event parked', { event: type, eventId: id, traceId, reason });
  }
}
