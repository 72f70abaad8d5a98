import { createHash } from 'node:crypto';
import { UNREADABLE, type StoredEvent } from './broker.ts';

// CloudEvents, Kafka protocol binding 1.0.2, binary mode:
// https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md
/** An event of `source` as a record; the key decides its partition. */
export const recordOf = (
  source: string,
  e: StoredEvent,
): { key: string; value: Buffer; timestamp: string; headers: Record<string, string> } => ({
  key: e.key,
  value: Buffer.from(e.payload),
  // the database's time: a broker refuses records an hour ahead of it, as this process may be
  timestamp: String(e.recordedAt.getTime()),
  headers: {
    'content-type': 'application/protobuf',
    ce_specversion: '1.0',
    ce_id: e.id,
    ce_source: `/katrol/${source}`,
    ce_type: e.type,
    ce_time: e.recordedAt.toISOString(),
    ce_partitionkey: e.key,
    // the trace that began it; `traceparent` becomes that of the hop when the client is
    // instrumented
    ce_traceparent: e.traceparent,
    traceparent: e.traceparent,
  },
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Headers = Record<string, Buffer | string | (Buffer | string)[] | undefined>;
type ReadRecord = {
  key: Buffer | null;
  value: Buffer | null;
  headers?: Headers;
  offset: string;
  timestamp: string;
};

/** What was read; a record without the attributes of an event is UNREADABLE, known by its place. */
export function eventOf(topic: string, partition: number, m: ReadRecord): StoredEvent {
  const id = header(m.headers, 'ce_id');
  const type = header(m.headers, 'ce_type');
  const readable = UUID.test(id) && type !== '' && m.value !== null && m.key !== null;
  const time = new Date(header(m.headers, 'ce_time'));
  return {
    id: readable ? id : placeId(topic, partition, m.offset),
    type: readable ? type : UNREADABLE,
    key: m.key?.toString() ?? '',
    payload: m.value ?? new Uint8Array(),
    position: 0n,
    recordedAt: Number.isNaN(time.getTime()) ? new Date(Number(m.timestamp)) : time,
    traceparent: header(m.headers, 'ce_traceparent') || header(m.headers, 'traceparent'),
  };
}

const header = (headers: Headers | undefined, name: string): string => {
  const value = headers?.[name];
  return String(Array.isArray(value) ? value[0] : (value ?? ''));
};

const placeId = (topic: string, partition: number, offset: string): string => {
  const hex = createHash('sha256').update(`${topic}/${partition}/${offset}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
};
