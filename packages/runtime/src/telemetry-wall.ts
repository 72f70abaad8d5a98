import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { allowedKeys } from './telemetry-names.ts';

type Mutable = { -readonly [K in keyof ReadableSpan]: ReadableSpan[K] };

const allowed = (attributes: ReadableSpan['attributes']): ReadableSpan['attributes'] => {
  const kept: ReadableSpan['attributes'] = {};
  for (const key in attributes) if (allowedKeys.has(key)) kept[key] = attributes[key];
  return kept;
};

/**
 * The first wall: before a span is queued it loses every attribute that is not on the list, and the texts of errors, which may hold what
 * somebody typed. The Collector's redaction processor is the second.
 */
export const firstWall: SpanProcessor = {
  onStart: () => undefined,
  onEnd: (ended) => {
    const span = ended as Mutable;
    span.attributes = allowed(ended.attributes);
    span.status = { code: ended.status.code };
    for (const event of ended.events) if (event.attributes) event.attributes = allowed(event.attributes);
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
