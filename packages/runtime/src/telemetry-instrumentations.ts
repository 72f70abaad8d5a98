import { FastifyOtelInstrumentation } from '@fastify/otel';
import { createNoopMeter, trace } from '@opentelemetry/api';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { register } from 'import-in-the-middle/register-hooks.mjs';

// streams that never end, and probes
const UNTRACED_RPCS = ['Read', 'Watch', 'Check'];
const UNTRACED_PATHS = ['/healthz', '/readyz'];

/** Hooks the instrumentations into the four libraries, for whatever imports them from now on. */
export function instrument(): void {
  register({ include: ['@grpc/grpc-js', 'kafkajs', 'pg', 'pg-pool'] });
  // each enables itself as it is made
  void [
    new FastifyOtelInstrumentation({
      registerOnInitialization: true,
      instrumentHooks: false,
      instrumentHandler: false,
      recordExceptions: false,
      ignorePaths: ({ url }) => UNTRACED_PATHS.includes(url),
      requestHook: (span, { method, routeOptions: { url } }) =>
        void span.updateName(url ? `${method} ${url}` : method),
      // it spans what no route answers in any case, under a name that lists plugins
      lifecycleHook: (span) => void span.updateName('not found'),
    }),
    new GrpcInstrumentation({ ignoreGrpcMethods: UNTRACED_RPCS }),
    new KafkaJsInstrumentation(),
    sampledPg(),
  ];
}

type Query = (this: unknown, ...args: unknown[]) => unknown;
type Patch = (original: Query) => Query;

// entering a transaction and its scope: no table, no waiting, at every turn
const ROUTINE = /^\s*(begin|select set_config)/i;
const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { text?: unknown } | undefined)?.text ?? '');

/**
 * The pg instrumentation, for what is kept: a statement of a trace that nobody will see goes the
 * straight way.
 */
function sampledPg(): PgInstrumentation {
  // the loops of the outbox and the inbox have spans only when there is something
  const pg = new PgInstrumentation({
    enabled: false,
    requireParentSpan: true,
    ignoreConnectSpans: true,
  });
  // its measures cost as much as its spans: packages/rpc measures transactions and the pool
  pg.setMeterProvider({ getMeter: createNoopMeter });
  const inside = pg as unknown as { _getClientQueryPatch(): Patch; _getPoolConnectPatch(): Patch };
  const patch = inside._getClientQueryPatch.bind(pg);
  inside._getClientQueryPatch = () => (original) => {
    const traced = patch()(original);
    return function query(this: unknown, ...args: unknown[]) {
      const kept = trace.getActiveSpan()?.isRecording() === true && !ROUTINE.test(textOf(args[0]));
      return kept ? traced.apply(this, args) : original.apply(this, args);
    };
  };
  inside._getPoolConnectPatch = () => (original) =>
    function connect(this: unknown, ...args: unknown[]) {
      return original.apply(this, args);
    };
  pg.enable();
  return pg;
}
