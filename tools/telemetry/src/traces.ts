import type { Span } from './otlp.ts';

/** Spans whose parent nobody exported; `begun` are the browsers' own. */
export function orphans(spans: readonly Span[], begun: ReadonlySet<string>): Span[] {
  const known = new Set(spans.map((s) => s.spanId));
  return spans.filter(
    (s) => s.parentSpanId !== '' && !known.has(s.parentSpanId) && !begun.has(s.parentSpanId),
  );
}

export const serviceOf = (s: Span): string => String(s.resource['service.name']);

/**
 * What a flow must have left: browser, gateway, its call, the command, its row in the outbox, and
 * the effect elsewhere under that command.
 */
export function flowProblem(
  spans: readonly Span[],
  begun: { traceId: string; spanId: string },
): string | undefined {
  const trace = spans.filter((s) => s.traceId === begun.traceId);
  const under = (parent: Span | undefined, service: string, name: string): Span | undefined =>
    parent &&
    trace.find(
      (s) =>
        s.parentSpanId === parent.spanId && serviceOf(s) === service && s.name.startsWith(name),
    );
  const door = trace.find(
    (s) => s.parentSpanId === begun.spanId && serviceOf(s) === 'gateway' && s.kind === 2,
  );
  const calling = under(door, 'gateway', 'grpc.');
  const command = under(calling, 'volunteer-training', 'grpc.');
  const row = under(command, 'volunteer-training', 'INSERT outbox');
  const effect = under(command, 'matching', 'process katrol.volunteer_training.v1.TutorChanged');
  const kept = under(effect, 'matching', 'INSERT tutor');
  const steps = { door, calling, command, row, effect, kept };
  const missing = Object.entries(steps).find(([, s]) => !s)?.[0];
  return (
    missing &&
    `${begun.traceId}: no ${missing} among ` +
      trace.map((s) => `${serviceOf(s)} ${s.name}`).join(', ')
  );
}
