import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Telemetry, TelemetrySettings } from './telemetry-types.ts';

const off: Telemetry = {
  on: false,
  traceparent: () => '',
  span: (_name, _options, work) => work(),
  record: () => undefined,
  observe: () => () => undefined,
  log: () => undefined,
  stop: async () => undefined,
};

let active = off;

/**
 * Starts telemetry when there is somewhere to send it. Comes before anything that is instrumented
 * is imported: a service imports its own parts after `run` called it.
 */
export async function startTelemetry(settings: TelemetrySettings): Promise<Telemetry> {
  if (!settings.otelExporterOtlpEndpoint) return off;
  const { openSdk } = await import('./telemetry-sdk.ts');
  active = openSdk(settings, settings.otelExporterOtlpEndpoint);
  return active;
}

/** Telemetry of this process; does nothing while it is off. */
export const telemetry: Omit<Telemetry, 'stop' | 'on'> = {
  traceparent: () => active.traceparent() || (current.getStore() ?? ''),
  span: (name, options, work) => active.span(name, options, work),
  record: (metric, value, attributes) => active.record(metric, value, attributes),
  observe: (metrics, read) => active.observe(metrics, read),
  log: (line) => active.log(line),
};

// without telemetry a request still has its trace id: the audit and the log lines name it
const current = new AsyncLocalStorage<string>();

/** Runs `work` under a trace that came from outside or was made here. */
export const inTrace = <T>(traceparent: string, work: () => T): T =>
  active.on ? work() : current.run(traceparent, work);

const SHAPE = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace that a request belongs to: the running span's, else the one that came along when it is
 * well formed, else a new one.
 */
export function traceparentOf(given: string): string {
  const running = active.traceparent();
  if (running !== '') return running;
  return SHAPE.test(given)
    ? given
    : `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
