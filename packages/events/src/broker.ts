/** An event as it travels: CloudEvents attributes beside a protobuf payload. */
export type StoredEvent = {
  id: string;
  /** full name of the event message; UNREADABLE for what the transport could not read */
  type: string;
  /** the aggregate whose order is kept */
  key: string;
  payload: Uint8Array;
  /** place in the publisher's log; 0 where the broker keeps the place itself */
  position: bigint;
  recordedAt: Date;
  traceparent: string;
};

/** The type of a record that is no event of ours: it is parked, not skipped. */
export const UNREADABLE = 'unreadable';

/** Events that were asked for, and how far the log was read for them; 0 as above. */
export type Delivery = { events: readonly StoredEvent[]; position: bigint };

export type Subscribe = {
  /** the service that tells */
  source: string;
  /** full names of the events that are heard; others are not brought */
  types: readonly string[];
  /**
   * the position behind which to begin, from the hearer's own database; a broker that keeps the
   * place itself does not ask
   */
  after(): Promise<bigint>;
  /** resolves when all effects are committed; a rejection delivers them again */
  handle(delivery: Delivery): Promise<void>;
  signal: AbortSignal;
};

/** Carries events from one service's outbox to another's inbox, at least once, in order per key. */
export type Broker = {
  /**
   * Resolves when the events are kept safely; rejects when that is not known, also at the signal.
   */
  publish(events: readonly StoredEvent[], signal: AbortSignal): Promise<void>;
  /** Runs until the signal; resolves then. Reconnects by itself. */
  subscribe(to: Subscribe): Promise<void>;
  /** false while a hearer is gone for another reason than a broker that is away: not ready then */
  alive(): boolean;
  close(): Promise<void>;
};
