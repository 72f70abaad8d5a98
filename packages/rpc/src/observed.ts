import { status } from '@grpc/grpc-js';
import { telemetry, type Attributes, type Logger, type Reading } from '@katrol/runtime';
import type { RawTx, Store } from '@katrol/store';

const nameOf = (code: number): string => status[code] ?? 'UNKNOWN';

function record(
  metric: 'rpc.server.call.duration' | 'rpc.client.call.duration',
  path: string,
  code: number,
  startedAt: number,
): void {
  const name = nameOf(code);
  const failed: Attributes = code === status.OK ? {} : { 'error.type': name };
  telemetry.record(metric, (performance.now() - startedAt) / 1000, {
    'rpc.system.name': 'grpc',
    'rpc.method': path.slice(1),
    'rpc.response.status_code': name,
    ...failed,
  });
}

/**
 * A call that came in and leaves a measure when it is answered, and no line: probes ask all day.
 * `answer` is a gRPC status, or nothing when it went well.
 */
export function counted(path: string): (answer?: object) => void {
  const startedAt = performance.now();
  return (answer) => {
    const { code = status.OK } = (answer ?? {}) as { code?: number };
    record('rpc.server.call.duration', path, code, startedAt);
  };
}

/** A call that came in: when it is answered it leaves one line and one measure. */
export function served(path: string, log: Logger): (answer?: object) => void {
  const startedAt = performance.now();
  const count = counted(path);
  return (answer) => {
    const { code = status.OK, details } = (answer ?? {}) as { code?: number; details?: string };
    count(answer);
    log.info('answered', {
      rpc: path,
      code: nameOf(code),
      ...(details ? { reason: details } : {}),
      ms: Math.round(performance.now() - startedAt),
    });
  };
}

/** A call that went out: a measure when it is answered. */
export function called(path: string): (code: number) => void {
  const startedAt = performance.now();
  return (code) => record('rpc.client.call.duration', path, code, startedAt);
}

/** The same store, its transactions measured. */
export const measured = <Tx extends RawTx>(store: Store<Tx>): Store<Tx> => ({
  ...store,
  transact: async (...of) => {
    const startedAt = performance.now();
    try {
      return await store.transact(...of);
    } finally {
      telemetry.record('db.transaction.duration', (performance.now() - startedAt) / 1000);
    }
  },
});

/** Exports how full the pool is, until it is stopped. */
export function watchPool<Tx extends RawTx>({ commands: pool }: Store<Tx>): () => Promise<void> {
  const count = (state: string, value: number): Reading => ({
    metric: 'db.client.connection.count',
    value,
    attributes: { 'db.client.connection.state': state },
  });
  const stop = telemetry.observe(
    [
      'db.client.connection.count',
      'db.client.connection.max',
      'db.client.connection.pending_requests',
    ],
    async () => [
      count('idle', pool.idleCount),
      count('used', pool.totalCount - pool.idleCount),
      { metric: 'db.client.connection.max', value: pool.options.max },
      { metric: 'db.client.connection.pending_requests', value: pool.waitingCount },
    ],
  );
  return async () => stop();
}
