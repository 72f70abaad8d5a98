import { randomUUID } from 'node:crypto';
import {
  fromBinary,
  toBinary,
  type DescMethod,
  type DescService,
  type Message,
} from '@bufbuild/protobuf';
import {
  Server,
  ServerCredentials,
  status,
  type Metadata,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Verifier } from '@katrol/identity';
import { inTrace, Refusal, traceparentOf, type Clock, type Logger } from '@katrol/runtime';
import type { AuditPublicKey, RawTx, Store } from '@katrol/store';
import type { Outbox, Parked } from '@katrol/events';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { answer, type Incoming, type Serving } from './answer.ts';
import { served } from './observed.ts';
import { toStatus } from './refusal-wire.ts';
import { auditTable } from './audit-table.ts';
import { parkedTable } from './parked-table.ts';
import { ReadingWatch } from './reading-watch.ts';
import type { RpcRow, RpcTable } from './table.ts';
import { healthTable, outboxTable, type RawTable } from './built-in.ts';

export type ServeOptions<S extends DescService, D, Tx extends RawTx> = {
  /** host:port; port 0 takes a free one */
  listen: string;
  service: S;
  table: RpcTable<S, D, Tx>;
  deps: D;
  store: Store<Tx>;
  outbox: Outbox;
  parked: Parked;
  auditKeys: readonly AuditPublicKey[];
  verifier: Verifier;
  clock: Clock;
  log: Logger;
  /** false when the process can no longer do all of its work */
  alive(): boolean;
};

export type Served = {
  port: number;
  /** Stops taking calls, lets those under way end, then closes. */
  drain(): Promise<void>;
};

const LARGEST_MESSAGE = 4 * 1024 * 1024;
const DRAIN_LIMIT_MS = 10_000;
const DEFAULT_DEADLINE_MS = 10_000;
const LONGEST_DEADLINE_MS = 60_000;

/** Serves the table, health and the outbox on one port. */
export async function serve<S extends DescService, D, Tx extends RawTx>(
  o: ServeOptions<S, D, Tx>,
): Promise<Served> {
  const server = new Server({
    'grpc.max_receive_message_length': LARGEST_MESSAGE,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.http2.min_ping_interval_without_data_ms': 5_000,
  });
  const health = { serving: true };
  const stopping = new AbortController();
  const serving = { ...o, reading: new ReadingWatch(o.store.pool, o.log) };
  addTable(server, { ...serving, domain: o.service.typeName }, o.service, o.table);
  addTable(
    server,
    { ...serving, deps: o.parked, domain: ParkedService.typeName },
    ParkedService,
    parkedTable,
  );
  const auditDeps = { pool: o.store.pool, keys: o.auditKeys };
  addTable(
    server,
    { ...serving, deps: auditDeps, domain: AuditService.typeName },
    AuditService,
    auditTable,
  );
  addRaw(
    server,
    healthTable(() => health.serving && o.alive(), stopping.signal),
    o.log,
  );
  addRaw(server, outboxTable(o.outbox, o.verifier, stopping.signal), o.log);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(o.listen, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    drain: () => {
      health.serving = false;
      stopping.abort();
      return new Promise((resolve) => {
        // a client that vanished may keep tryShutdown waiting
        const limit = setTimeout(() => {
          server.forceShutdown();
          resolve();
        }, DRAIN_LIMIT_MS);
        server.tryShutdown(() => {
          clearTimeout(limit);
          resolve();
        });
      });
    },
  };
}

function addTable<S extends DescService, D, Tx extends RawTx>(
  server: Server,
  serving: Serving<D, Tx>,
  service: S,
  table: object,
): void {
  for (const [key, row] of Object.entries(table) as [string, RpcRow<never, never, D, Tx>][]) {
    const method = service.method[key] as DescMethod;
    const name = `/${service.typeName}/${method.name}`;
    add(server, name, method, handlerOf(serving, name, method, row));
  }
}

type Handler = UntypedServiceImplementation[string];

function add(server: Server, path: string, method: DescMethod, handler: Handler): void {
  const definition: ServiceDefinition = {
    [method.name]: {
      path,
      requestStream: false,
      responseStream: method.methodKind === 'server_streaming',
      requestSerialize: (m: Message) => Buffer.from(toBinary(method.input, m)),
      requestDeserialize: (b: Buffer) => readable(method, b),
      responseSerialize: (m: Message | Uint8Array) =>
        Buffer.from(m instanceof Uint8Array ? m : toBinary(method.output, m)),
      responseDeserialize: (b: Buffer) => fromBinary(method.output, b),
    },
  };
  server.addService(definition, {
    [method.name]: unlessUnreadable(handler),
  } as UntypedServiceImplementation);
}

/** Bytes that are no message of this method: refused as bad input, where grpc-js would say "internal". */
class Unreadable {}

function readable(method: DescMethod, bytes: Buffer): Message | Unreadable {
  try {
    return fromBinary(method.input, bytes);
  } catch {
    // whatever is wrong with them, their sender is told the same
    return new Unreadable();
  }
}

const unlessUnreadable = (handler: Handler): Handler =>
  ((call: StreamingCall, done?: (e: unknown) => void) => {
    if (!(call.request instanceof Unreadable)) {
      (handler as (c: unknown, d: unknown) => void)(call, done);
      return;
    }
    const answered = toStatus(new Refusal('invalid_argument', 'REQUEST_UNREADABLE'), 'katrol');
    if (done) done(answered);
    else call.emit('error', answered);
  }) as unknown as Handler;

function addRaw(server: Server, table: RawTable, log: Logger): void {
  for (const { path, method, unary, stream } of table) {
    if (unary) {
      const handler: Handler = ((
        call: { request: Message; metadata: Metadata },
        done: (e: unknown, m?: Message) => void,
      ) => {
        unary(call.request).then(
          (m) => done(null, m),
          (e: unknown) => done(statusOf(e, 'katrol', log)),
        );
      }) as Handler;
      add(server, path, method, handler);
    }
    if (stream)
      add(
        server,
        path,
        method,
        streamHandler((call) => stream(call.request, call.metadata, call.signal), log),
      );
  }
}

type StreamCall = { request: Message; metadata: Metadata; signal: AbortSignal };

const streamHandler = (
  produce: (call: StreamCall) => AsyncIterable<unknown>,
  log: Logger,
  domain = 'katrol',
): Handler =>
  ((call: StreamingCall) => {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    void (async () => {
      try {
        for await (const message of produce({
          request: call.request,
          metadata: call.metadata,
          signal: gone.signal,
        })) {
          if (gone.signal.aborted) return;
          if (!call.write(message)) await drained(call, gone.signal);
        }
        call.end();
      } catch (error) {
        call.emit('error', statusOf(error, domain, log));
      }
    })();
  }) as unknown as Handler;

type StreamingCall = {
  request: Message;
  metadata: Metadata;
  write(m: unknown): boolean;
  end(): void;
  emit(name: string, value: unknown): void;
  on(name: string, listener: () => void): void;
  once(name: string, listener: () => void): void;
  getDeadline(): Date | number;
};

const drained = (call: StreamingCall, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    call.once('drain', resolve);
    gone.addEventListener('abort', () => resolve(), { once: true });
  });

function handlerOf<D, Tx extends RawTx>(
  serving: Serving<D, Tx>,
  name: string,
  method: DescMethod,
  row: RpcRow<never, never, D, Tx>,
): Handler {
  const incoming = (call: {
    request: Message;
    metadata: Metadata;
    getDeadline(): Date | number;
  }): Incoming => ({
    name,
    method,
    request: call.request,
    token: bearer(call.metadata),
    key: String(call.metadata.get('idempotency-key')[0] ?? ''),
    traceparent: traceparentOf(String(call.metadata.get('traceparent')[0] ?? '')),
    deadline: deadlineOf(call.getDeadline()),
  });
  if (row.kind === 'export') {
    return ((call: StreamingCall) => {
      const i = incoming(call);
      const pieces = (): AsyncIterable<unknown> =>
        told(serving, name, answer.stream(serving, row, i));
      inTrace(i.traceparent, () =>
        (streamHandler(pieces, serving.log, serving.domain) as (c: unknown) => void)(call),
      );
    }) as unknown as Handler;
  }
  return ((call: StreamingCall, done: (e: unknown, m?: unknown) => void) => {
    const tell = served(name, serving.log);
    const i = incoming(call);
    void inTrace(i.traceparent, async () => {
      try {
        const message = await answer.unary(serving, row, i);
        tell();
        done(null, message);
      } catch (error) {
        const answered = statusOf(error, serving.domain, serving.log, name);
        tell(answered);
        done(answered);
      }
    });
  }) as unknown as Handler;
}

async function* told<D, Tx extends RawTx>(
  serving: Serving<D, Tx>,
  name: string,
  pieces: AsyncIterable<unknown>,
): AsyncGenerator<unknown> {
  const tell = served(name, serving.log);
  // who asked may have gone
  let end: object | undefined = { code: status.CANCELLED };
  try {
    yield* pieces;
    end = undefined;
  } catch (error) {
    end = error instanceof Refusal ? toStatus(error, serving.domain) : { code: status.INTERNAL };
    throw error;
  } finally {
    tell(end);
  }
}

/** A refusal keeps its reason; anything else is a bug: "internal" and an error id that the log also holds. */
function statusOf(error: unknown, domain: string, log: Logger, rpc?: string): object {
  if (error instanceof Refusal) return toStatus(error, domain);
  const errorId = randomUUID();
  log.error('bug', { errorId, rpc, error });
  return { code: status.INTERNAL, details: `internal ${errorId}` };
}

const bearer = (metadata: Metadata): string => {
  const value = String(metadata.get('authorization')[0] ?? '');
  return value.startsWith('Bearer ') ? value.slice(7) : '';
};

function deadlineOf(given: Date | number): Date {
  const at = given instanceof Date ? given.getTime() : given;
  const now = Date.now();
  return new Date(
    Number.isFinite(at) ? Math.min(at, now + LONGEST_DEADLINE_MS) : now + DEFAULT_DEADLINE_MS,
  );
}
