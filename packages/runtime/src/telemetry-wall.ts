import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { allowedKeys } from './telemetry-names.ts';

type Mutable = { -readonly [K in keyof ReadableSpan]: ReadableSpan[K] };

/** What of these attributes may leave. */
export const allowed = <T extends ReadableSpan['attributes']>(attributes: T): Partial<T> => {
  const kept: Partial<T> = {};
  for (const key in attributes) if (allowedKeys.has(key)) kept[key] = attributes[key];
  return kept;
};

const TARGET = /\b(?:from|into|update)\s+(?:"?public"?\.)?"?([a-z_][a-z0-9_]*)"?/i;
const KNOWN_STATEMENTS = 2_000;
const summaries = new Map<string, string>();

/**
 * `INSERT outbox`: the first word of a statement and the first table it names; what it does,
 * without the statement.
 */
function summaryOf(statement: string): string {
  const known = summaries.get(statement);
  if (known !== undefined) return known;
  const operation = /^\s*([a-z]+)/i.exec(statement)?.[1]?.toUpperCase() ?? 'QUERY';
  const target = TARGET.exec(statement)?.[1]?.toLowerCase();
  const summary = target ? `${operation} ${target}` : operation;
  if (summaries.size < KNOWN_STATEMENTS) summaries.set(statement, summary);
  return summary;
}

/**
 * The first wall: before a span is queued it loses every attribute that is not on the list, and the
 * texts of errors, which may hold what somebody typed. The Collector's redaction processor is the
 * second.
 */
export const firstWall: SpanProcessor = {
  onStart: () => undefined,
  onEnd: (ended) => {
    const span = ended as Mutable;
    const statement = ended.attributes['db.query.text'];
    span.attributes = allowed(ended.attributes);
    if (typeof statement === 'string') {
      span.name = summaryOf(statement);
      span.attributes['db.query.summary'] = span.name;
    }
    span.status = { code: ended.status.code };
    for (const event of ended.events)
      if (event.attributes) event.attributes = allowed(event.attributes);
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
