import { status } from '@grpc/grpc-js';
import { telemetry, type Attributes, type Logger } from '@katrol/runtime';

const nameOf = (code: number): string => status[code] ?? 'UNKNOWN';

function record(metric: 'rpc.server.call.duration' | 'rpc.client.call.duration', path: string, code: number, startedAt: number): void {
  const name = nameOf(code);
  const failed: Attributes = code === status.OK ? {} : { 'error.type': name };
  telemetry.record(metric, (performance.now() - startedAt) / 1000, {
    'rpc.system.name': 'grpc', 'rpc.method': path.slice(1), 'rpc.response.status_code': name, ...failed,
  });
}

/** A call that came in: what is told when it is answered is one line and one measure. `answer` is a gRPC status, or nothing when it went well. */
export function served(path: string, log: Logger): (answer?: object) => void {
  const startedAt = performance.now();
  return (answer) => {
    const { code = status.OK, details } = (answer ?? {}) as { code?: number; details?: string };
    record('rpc.server.call.duration', path, code, startedAt);
    log.info('answered', { rpc: path, code: nameOf(code), ...(details ? { reason: details } : {}), ms: Math.round(performance.now() - startedAt) });
  };
}

/** A call that went out: a measure when it is answered. */
export function called(path: string): (code: number) => void {
  const startedAt = performance.now();
  return (code) => record('rpc.client.call.duration', path, code, startedAt);
}
