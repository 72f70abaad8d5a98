/** An event as it travels: CloudEvents attributes beside a protobuf payload. */
export type StoredEvent = {
  id: string;
  /** full name of the event message */
  type: string;
  /** the aggregate whose order is kept */
  key: string;
  payload: Uint8Array;
  /** place in the publisher's log */
  position: bigint;
  recordedAt: Date;
  traceparent: string;
};

export type Subscribe = {
  /** the service that tells */
  source: string;
  /** the position behind which to begin, from the hearer's own database */
  after(): Promise<bigint>;
  /** resolves when the effects of all events are committed; a rejection delivers them again */
  handle(events: readonly StoredEvent[]): Promise<void>;
  signal: AbortSignal;
};

/** Carries events from one service's outbox to another's inbox, at least once, in order per key. */
export type Broker = {
  /** Resolves when the events are kept safely. */
  publish(events: readonly StoredEvent[]): Promise<void>;
  /** Runs until the signal; resolves then. Reconnects by itself. */
  subscribe(to: Subscribe): Promise<void>;
};
