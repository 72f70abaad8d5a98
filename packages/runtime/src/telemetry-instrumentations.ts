import { FastifyOtelInstrumentation } from '@fastify/otel';
import type { Span } from '@opentelemetry/api';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { register } from 'import-in-the-middle/register-hooks.mjs';

// streams that never end, and probes
const UNTRACED_RPCS = ['Read', 'Watch', 'Check'];
const UNTRACED_PATHS = ['/healthz'];

/** Hooks the instrumentations into the four libraries, for whatever imports them from now on. */
export function instrument(): void {
  register({ include: ['@grpc/grpc-js', 'kafkajs', 'pg', 'pg-pool', 'http', 'node:http'] });
  // each enables itself as it is made
  void [
    new HttpInstrumentation({
      disableOutgoingRequestInstrumentation: true,
      ignoreIncomingRequestHook: (request) => UNTRACED_PATHS.includes(request.url ?? ''),
    }),
    new FastifyOtelInstrumentation({ registerOnInitialization: true, instrumentHooks: false, instrumentHandler: false, recordExceptions: false }),
    new GrpcInstrumentation({ ignoreGrpcMethods: UNTRACED_RPCS }),
    new KafkaJsInstrumentation(),
    // the loops of the outbox and the inbox have spans only when there is something
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true, requestHook: (span, { query }) => summarise(span, query.text) }),
  ];
}

const KNOWN_STATEMENTS = 2_000;
const summaries = new Map<string, string>();

/** `INSERT outbox`: what a statement does, without the statement. */
function summarise(span: Span, text: string): void {
  let summary = summaries.get(text);
  if (summary === undefined) {
    summary = summaryOf(text);
    if (summaries.size < KNOWN_STATEMENTS) summaries.set(text, summary);
  }
  span.updateName(summary);
  span.setAttribute('db.query.summary', summary);
}

const TARGET = /\b(?:from|into|update)\s+(?:"?public"?\.)?"?([a-z_][a-z0-9_]*)"?/i;

/** The first word of a statement and the first table that it names. */
export function summaryOf(text: string): string {
  const operation = /^\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? 'QUERY';
  const target = TARGET.exec(text)?.[1]?.toLowerCase();
  return target && target !== 'set' ? `${operation} ${target}` : operation;
}
