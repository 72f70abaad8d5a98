import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Outbox, Parked } from '@katrol/events';
import type { Logger } from '@katrol/runtime';
import { sql, type RawTx } from '@katrol/store';
import type { AnyRow, Serving } from './answer.ts';
import { healthTable, outboxTable, type RawTable } from './built-in.ts';
import {
  definitionOf,
  handlerOf,
  rawStream,
  rawUnary,
  type streamHandler,
  unlessUnreadable,
  type Handler,
} from './handlers.ts';
import { kitTables, type Kit, type Served } from './kit.ts';
import type { RpcTable } from './table.ts';

export type ServeOptions<S extends DescService, Tx extends RawTx, D> = {
  /** host:port; port 0 takes a free one */
  listen: string;
  service: S;
  table: RpcTable<S, Tx, D>;
  deps: D;
  /** absent where nothing is told, and where nothing is heard */
  outbox?: Outbox;
  parked?: Parked;
  /** false when the process can no longer do all of its work */
  alive(): boolean;
};

export type Listening = {
  port: number;
  /** Stops taking calls, lets those under way end, then closes. */
  drain(): Promise<void>;
};

// what no method takes is not even received; each then has its own limit
const LARGEST_MESSAGE = 1024 * 1024;
const DRAIN_LIMIT_MS = 10_000;

/** Serves the table, the kit's own tables, health and the outbox on one port. */
export async function serve<S extends DescService, Tx extends RawTx, D>(
  kit: Kit<Tx>,
  o: ServeOptions<S, Tx, D>,
): Promise<Listening> {
  const server = new Server({
    'grpc.max_receive_message_length': LARGEST_MESSAGE,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.http2.min_ping_interval_without_data_ms': 5_000,
  });
  const { log } = kit;
  const health = { serving: true };
  const stopping = new AbortController();
  addTable(server, kit, o);
  for (const table of kitTables(kit, o)) addTable(server, kit, table);
  addRaw(
    server,
    healthTable(() => health.serving && o.alive(), stopping.signal, {
      contract: o.service.typeName,
      answers: () => databaseAnswers(kit),
    }),
    log,
  );
  if (o.outbox) addRaw(server, outboxTable(o.outbox, kit, stopping.signal), log);
  const port = await bound(server, o.listen);
  return {
    port,
    drain: () => {
      health.serving = false;
      stopping.abort();
      return drained(server);
    },
  };
}

const DATABASE_LIMIT_MS = 2_000;

/** By the way that calls take, to the last step. */
const databaseAnswers = async <Tx extends RawTx>({ store, log }: Kit<Tx>): Promise<boolean> => {
  const nobody = { branches: [], universities: [], subject: '' };
  try {
    await store.transact(nobody, new Date(Date.now() + DATABASE_LIMIT_MS), async (tx) => {
      await tx.query(sql`select 1`);
    });
    return true;
  } catch (error) {
    log.warn('the database does not answer', { error });
    return false;
  }
};

const bound = (server: Server, listen: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });

const drained = (server: Server): Promise<void> =>
  new Promise((resolve) => {
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

function addTable<Tx extends RawTx, D>(
  server: Server,
  kit: Kit<Tx>,
  { service, table, deps, outbox }: Served<Tx, D>,
): void {
  const serving: Serving<Tx, D> = {
    ...kit,
    deps,
    outbox,
    domain: service.typeName,
    service,
    table,
  };
  for (const [key, row] of Object.entries(table) as [string, AnyRow<Tx, D>][]) {
    const method = service.method[key] as DescMethod;
    const name = `/${service.typeName}/${method.name}`;
    add(server, name, { method, log: kit.log }, handlerOf(serving, name, method, row));
  }
}

type Of = { method: DescMethod; log: Logger };

function add(server: Server, path: string, { method, log }: Of, handler: Handler): void {
  const implementation: UntypedServiceImplementation = {
    [method.name]: unlessUnreadable(path, handler, log),
  };
  server.addService(definitionOf(path, method), implementation);
}

function addRaw(server: Server, table: RawTable, log: Logger): void {
  for (const { path, method, unary, stream } of table) {
    if (unary) add(server, path, { method, log }, rawUnary(path, unary, log));
    if (!stream) continue;
    const produce = ({
      request,
      metadata,
      signal,
    }: Parameters<Parameters<typeof streamHandler>[0]>[0]) => stream(request, metadata, signal);
    add(server, path, { method, log }, rawStream(path, produce, log));
  }
}
