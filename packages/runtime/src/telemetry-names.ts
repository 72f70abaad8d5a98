/** Instruments of our own; those of the libraries are beside them in tools/telemetry/names.json. */
export const ownMetrics = {
  'outbox.oldest.age': {
    kind: 'gauge',
    unit: 's',
    description: 'Age of the oldest fact that was told and not published; 0 when none waits.',
  },
  'outbox.pending': {
    kind: 'gauge',
    unit: '{event}',
    description: 'Facts that were told and not published.',
  },
  'outbox.publish.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Time from claiming a batch of the outbox to its mark.',
  },
  'inbox.duplicates': {
    kind: 'counter',
    unit: '{event}',
    description: 'Events that came again and had no second effect.',
  },
  'parked.depth': {
    kind: 'gauge',
    unit: '{event}',
    description: 'Events that wait for a person: the bad one and those behind it.',
  },
  'parked.oldest.age': {
    kind: 'gauge',
    unit: 's',
    description: 'Age of the event that is parked longest; 0 when none is.',
  },
  'consumer.time.lag': {
    kind: 'gauge',
    unit: 's',
    description:
      'Longest time since the last export from a fact being told to ' +
      'its effect being committed here, also of what is still under way.',
  },
  'event.process.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Time that the effect of one event took.',
  },
  'db.transaction.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Time from asking for a transaction to its end, tries again included.',
  },
  'db.client.connection.count': {
    kind: 'gauge',
    unit: '{connection}',
    description: 'Connections of the pool, by state.',
  },
  'db.client.connection.max': {
    kind: 'gauge',
    unit: '{connection}',
    description: 'Connections that the pool may have.',
  },
  'db.client.connection.pending_requests': {
    kind: 'gauge',
    unit: '{request}',
    description: 'Requests that wait for a connection.',
  },
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of answered HTTP requests.',
  },
  'rpc.server.call.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of answered RPCs.',
  },
  'rpc.client.call.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of called RPCs.',
  },
} as const;

export type MetricName = keyof typeof ownMetrics;

/** Semantic conventions 1.44. */
export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * Attribute keys that may leave the process: names, codes, counts and identifiers of events. No
 * statement, parameter, header, metadata, body, address, URL, account or free text.
 * deploy/otel/collector.yaml holds the same list, compared by a test.
 */
export const allowedKeys: ReadonlySet<string> = new Set([
  'service.name',
  'service.version',
  'service.instance.id',
  'telemetry.sdk.language',
  'telemetry.sdk.name',
  'telemetry.sdk.version',
  'error.type',
  'exception.type',
  'code.stacktrace',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'rpc.system',
  'rpc.service',
  'rpc.method',
  'rpc.grpc.status_code',
  'rpc.system.name',
  'rpc.response.status_code',
  'db.system.name',
  'db.namespace',
  'db.operation.name',
  'db.query.summary',
  'db.client.connection.state',
  'messaging.system',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.destination.name',
  'messaging.destination.partition.id',
  'messaging.consumer.group.name',
  'messaging.batch.message_count',
  'messaging.message.id',
  'messaging.kafka.offset',
  'katrol.event.type',
  'katrol.event.repeat',
  'katrol.reason',
  'katrol.error.id',
  'katrol.code',
  'katrol.peer',
  'katrol.port',
  'katrol.count',
  'katrol.duration',
  'katrol.signal',
  'katrol.branch',
  'katrol.audit.position',
  'katrol.audit.hash',
  'katrol.audit.key.id',
  'katrol.audit.sealed_at',
  'katrol.audit.signature',
  'otel.component.name',
  'otel.component.type',
  'otel.span.parent.origin',
  'otel.span.sampling_result',
]);
