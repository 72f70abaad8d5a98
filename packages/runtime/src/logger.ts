import { pino } from 'pino';
import { Refusal } from './refusal.ts';

/** The only keys a log line may carry: identifiers, codes and measures, never a name, an address or free text. */
export type LogFields = {
  rpc?: string;
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
  error?: unknown;
};

export type Logger = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Somebody must act. */
  error(message: string, fields?: LogFields): void;
};

/** Where it happened and what kind of error it was. Its message may hold what somebody typed, so it stays out. */
const errorShape = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  if (error instanceof Refusal) return { type: error.name, code, reason: error.reason };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')).slice(0, 6);
  return { type: error.name, code, frames, cause: error.cause === undefined ? undefined : errorShape(error.cause) };
};

/** JSON lines on stdout, UTC. */
export function createLogger(service: string, level: string): Logger {
  const out = pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: errorShape },
  });
  return {
    info: (message, fields) => out.info(fields ?? {}, message),
    warn: (message, fields) => out.warn(fields ?? {}, message),
    error: (message, fields) => out.error(fields ?? {}, message),
  };
}
