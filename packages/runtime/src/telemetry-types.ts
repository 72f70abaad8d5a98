import type { MetricName } from './telemetry-names.ts';

/**
 * Codes, counts and identifiers of events; what is not on the list of `telemetry-names.ts` never
 * leaves the process.
 */
export type Attributes = Record<string, string | number | boolean>;

export type SpanOptions = {
  kind?: 'internal' | 'producer' | 'consumer';
  /** traceparent of the span it belongs under; '' begins a trace; not given: under what runs now */
  parent?: string;
  /** traceparents of what it has to do with */
  links?: readonly string[];
  attributes?: Attributes;
};

export type Reading = { metric: MetricName; value: number; attributes?: Attributes };
export type LogLine = {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  attributes: Attributes;
};

/** What the rest of the platform knows of telemetry. */
export type Telemetry = {
  on: boolean;
  /** W3C traceparent of the span that runs now; '' when none does */
  traceparent(): string;
  span<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T>;
  /** Adds to a counter or a histogram. Durations are seconds. */
  record(metric: MetricName, value: number, attributes?: Attributes): void;
  /** Asked for at every export; gives what stops it. */
  observe(metrics: readonly MetricName[], read: () => Promise<readonly Reading[]>): () => void;
  log(line: LogLine): void;
  /** Sends what waits and stops. */
  stop(): Promise<void>;
};

/** Settings of telemetry, under OpenTelemetry's own names. */
export type TelemetrySettings = {
  serviceName: string;
  /** '' or not given: off, and nothing of OpenTelemetry is loaded */
  otelExporterOtlpEndpoint?: string;
  /** share of traces that is kept, 0 to 1 */
  otelTracesSamplerArg?: number;
  /** ms between two exports of metrics */
  otelMetricExportInterval?: number;
};
