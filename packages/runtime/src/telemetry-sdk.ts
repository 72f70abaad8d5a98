import { randomUUID } from 'node:crypto';
import {
  context,
  diag,
  DiagLogLevel,
  logs,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  createAllowListAttributesProcessor,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import release from '../package.json' with { type: 'json' };
import { instrument } from './telemetry-instrumentations.ts';
import { ownInstruments } from './telemetry-instruments.ts';
import { allowedKeys } from './telemetry-names.ts';
import { allowed, firstWall } from './telemetry-wall.ts';
import type { LogLine, SpanOptions, Telemetry, TelemetrySettings } from './telemetry-types.ts';

const SCOPE = 'katrol';
// a process that is killed loses at most this much
const BATCH_EVERY_MS = 1_000;
const QUEUE = {
  maxQueueSize: 8_192,
  maxExportBatchSize: 512,
  scheduledDelayMillis: BATCH_EVERY_MS,
  exportTimeoutMillis: 5_000,
};
const EXPORT_LIMIT_MS = 3_000;
const STOP_LIMIT_MS = 2_000;
const METRICS_EVERY_MS = 10_000;
const SAY_AGAIN_AFTER_MS = 60_000;

const kinds = {
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;
const severities = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
} as const;

/**
 * Opens OpenTelemetry: traces, metrics and logs over OTLP/HTTP, instrumentations hooked into what
 * is imported from now on.
 */
export function openSdk(settings: TelemetrySettings, endpoint: string): Telemetry {
  quietly();
  const resource = defaultResource().merge(
    resourceFromAttributes({
      'service.name': settings.serviceName,
      'service.version': release.version,
      'service.instance.id': randomUUID(),
    }),
  );
  const to = (signal: string) => ({
    url: `${endpoint.replace(/\/$/, '')}/v1/${signal}`,
    timeoutMillis: EXPORT_LIMIT_MS,
  });
  const providers = openProviders(resource, settings, to);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(providers.traces);
  metrics.setGlobalMeterProvider(providers.metrics);
  logs.setGlobalLoggerProvider(providers.logs);
  instrument();
  const tracer = trace.getTracer(SCOPE, release.version);
  const logger = logs.getLogger(SCOPE, release.version);
  return {
    on: true,
    traceparent: () => traceparentFrom(trace.getActiveSpan()?.spanContext()),
    span: (name, options, work) =>
      tracer.startActiveSpan(
        name,
        { ...spanOptions(options) },
        parentOf(options.parent),
        async (span) => {
          try {
            return await work();
          } catch (error) {
            span.setStatus({ code: SpanStatusCode.ERROR });
            span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
            throw error;
          } finally {
            span.end();
          }
        },
      ),
    ...ownInstruments(providers.metrics.getMeter(SCOPE, release.version)),
    log: (line: LogLine) =>
      logger.emit({
        severityNumber: severities[line.level],
        severityText: line.level,
        body: line.message,
        attributes: allowed(line.attributes),
      }),
    stop: () => stopAll([providers.traces, providers.logs, providers.metrics]),
  };
}

function openProviders(
  resource: Resource,
  settings: TelemetrySettings,
  to: (signal: string) => { url: string; timeoutMillis: number },
) {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(to('metrics')),
    exportIntervalMillis: settings.otelMetricExportInterval ?? METRICS_EVERY_MS,
    exportTimeoutMillis: Math.min(
      EXPORT_LIMIT_MS,
      settings.otelMetricExportInterval ?? METRICS_EVERY_MS,
    ),
  });
  const meters = new MeterProvider({
    resource,
    readers: [reader],
    views: [
      {
        instrumentName: '*',
        attributesProcessors: [createAllowListAttributesProcessor([...allowedKeys])],
      },
    ],
  });
  // what the queues and exporters dropped is counted
  const counted = { selfObsMeterProvider: meters };
  const traces = new TracerProvider({
    resource,
    // by trace id alone: every service decides alike, whatever a browser asks for
    sampler: new TraceIdRatioBasedSampler(settings.otelTracesSamplerArg ?? 1),
    spanProcessors: [
      firstWall,
      new BatchSpanProcessor({
        ...QUEUE,
        ...counted,
        exporter: new OTLPTraceExporter({ ...to('traces'), ...counted }),
      }),
    ],
  });
  const logProvider = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({
        ...QUEUE,
        ...counted,
        exporter: new OTLPLogExporter({ ...to('logs'), ...counted }),
      }),
    ],
  });
  return { traces, metrics: meters, logs: logProvider };
}

const spanOptions = (o: SpanOptions) => ({
  kind: kinds[o.kind ?? 'internal'],
  attributes: o.attributes ?? {},
  links: (o.links ?? [])
    .flatMap((link) => contextFrom(link) ?? [])
    .map((found) => ({ context: found })),
});

function parentOf(parent: string | undefined): Context {
  if (parent === undefined) return context.active();
  const found = contextFrom(parent);
  return found ? trace.setSpanContext(ROOT_CONTEXT, found) : ROOT_CONTEXT;
}

function contextFrom(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = traceparent.split('-');
  if (!traceId || !spanId || !flags) return undefined;
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
}

const traceparentFrom = (found: SpanContext | undefined): string =>
  found ? `00-${found.traceId}-${found.spanId}-0${found.traceFlags & TraceFlags.SAMPLED}` : '';

/** Everything that waits is sent; a collector that is away holds nobody up. */
async function stopAll(providers: { shutdown(): Promise<void> }[]): Promise<void> {
  const limit = new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref());
  await Promise.race([Promise.allSettled(providers.map((p) => p.shutdown())), limit]);
}

/** OpenTelemetry's own troubles: one line a minute, as JSON like the rest; the service goes on. */
function quietly(): void {
  let saidAt = -Infinity;
  let unsaid = 0;
  const say = (message: unknown): void => {
    unsaid += 1;
    if (performance.now() - saidAt < SAY_AGAIN_AFTER_MS) return;
    const line = {
      level: 40,
      time: new Date().toISOString(),
      msg: 'telemetry not sent',
      reason: String(message).slice(0, 200),
      count: unsaid,
    };
    process.stderr.write(`${JSON.stringify(line)}\n`);
    saidAt = performance.now();
    unsaid = 0;
  };
  const nothing = (): void => undefined;
  diag.setLogger(
    { error: say, warn: say, info: nothing, debug: nothing, verbose: nothing },
    DiagLogLevel.WARN,
  );
  setGlobalErrorHandler((error) => say(typeof error === 'string' ? error : error.message));
}
