import { pino } from 'pino';
import { Refusal } from './refusal.ts';
import { telemetry } from './telemetry.ts';
import type { Attributes } from './telemetry-types.ts';

/**
 * The only keys a log line may carry: identifiers, codes and measures, never a name, an address or
 * free text.
 */
type LogFields = {
  rpc?: string;
  /** as the router knows it, never as it was asked for */
  route?: string;
  status?: number;
  event?: string;
  eventId?: string;
  code?: string;
  reason?: string;
  errorId?: string;
  traceId?: string;
  subject?: string;
  branch?: string;
  peer?: string;
  port?: number;
  count?: number;
  ms?: number;
  signal?: string;
  /**
   * of a checkpoint of the audit: how far, what it seals, by which key, when (ISO), in hexadecimal
   */
  position?: number;
  hash?: string;
  keyId?: string;
  sealedAt?: string;
  signature?: string;
  error?: unknown;
};

export type Logger = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Somebody must act. */
  error(message: string, fields?: LogFields): void;
};

/**
 * Where it happened and what kind of error it was. Its message may hold what somebody typed, so it
 * stays out.
 */
const errorShape = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  if (error instanceof Refusal) return { type: error.name, code, reason: error.reason };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 6);
  return {
    type: error.name,
    code,
    frames,
    cause: error.cause === undefined ? undefined : errorShape(error.cause),
  };
};

// what a field is called when it leaves as telemetry; an account stays here
const names: Partial<Record<keyof LogFields, string>> = {
  rpc: 'rpc.method',
  route: 'http.route',
  status: 'http.response.status_code',
  event: 'katrol.event.type',
  eventId: 'messaging.message.id',
  code: 'katrol.code',
  reason: 'katrol.reason',
  errorId: 'katrol.error.id',
  branch: 'katrol.branch',
  peer: 'katrol.peer',
  port: 'katrol.port',
  count: 'katrol.count',
  ms: 'katrol.duration',
  signal: 'katrol.signal',
  position: 'katrol.audit.position',
  hash: 'katrol.audit.hash',
  keyId: 'katrol.audit.key.id',
  sealedAt: 'katrol.audit.sealed_at',
  signature: 'katrol.audit.signature',
};

function attributesOf(fields: LogFields): Attributes {
  const found: Attributes = {};
  for (const [key, name] of Object.entries(names)) {
    const value = fields[key as keyof LogFields];
    if (typeof value === 'string' || typeof value === 'number') found[name] = value;
  }
  if (fields.error !== undefined) {
    const shape = errorShape(fields.error) as { type: string; frames?: string[] };
    found['exception.type'] = shape.type;
    if (shape.frames) found['code.stacktrace'] = shape.frames.join('\n');
  }
  return found;
}

/**
 * JSON lines on stdout, UTC, with the trace that they belong to; over OTLP too when telemetry is
 * on.
 */
export function createLogger(service: string, level: string): Logger {
  const out = pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: errorShape },
  });
  const write = (
    severity: 'info' | 'warn' | 'error',
    message: string,
    fields: LogFields = {},
  ): void => {
    if (!out.isLevelEnabled(severity)) return;
    const traceId = fields.traceId ?? telemetry.traceparent().slice(3, 35);
    out[severity](traceId === '' ? fields : { ...fields, traceId }, message);
    telemetry.log({ level: severity, message, attributes: attributesOf(fields) });
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}
