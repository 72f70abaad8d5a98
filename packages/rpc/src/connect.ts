import {
  fromBinary,
  toBinary,
  create,
  type DescMethod,
  type DescService,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { OutboxService } from '@katrol/proto/katrol/common/v1/events_pb';
import type { OpenLog } from '@katrol/events';
import { deliveryOf } from './built-in.ts';
import { openConnection, type Connection } from './connection.ts';
import { called as telling } from './observed.ts';
import { fromServiceError } from './refusal-wire.ts';

/**
 * What goes along with a call: the person's own token, the key of a repeated command, the trace,
 * and when to give up.
 */
export type CallOptions = {
  token?: string;
  key?: string;
  traceparent?: string;
  deadline: Date;
  signal?: AbortSignal;
};

export type StreamOptions = Omit<CallOptions, 'deadline'> & { deadline?: Date };

export type Peer<S extends DescService> = {
  /** Calls one RPC. Throws the peer's Refusal; SERVICE_AWAY when nobody answers. */
  call<K extends keyof S['method'] & string>(
    method: K,
    request: MessageInitShape<S['method'][K]['input']>,
    options: CallOptions,
  ): Promise<MessageShape<S['method'][K]['output']>>;
  /** Reads a server stream. */
  stream<K extends keyof S['method'] & string>(
    method: K,
    request: MessageInitShape<S['method'][K]['input']>,
    options: StreamOptions,
  ): AsyncIterable<MessageShape<S['method'][K]['output']>>;
  close(): void;
};

/**
 * Connects to a service. One connection, kept; calls wait for nothing longer than their deadline.
 */
export function connect<S extends DescService>(service: S, address: string): Peer<S> {
  const connection = openConnection(address);
  const prepared = (key: string, init: unknown): Prepared => {
    const method = service.method[key] as DescMethod;
    return {
      method,
      path: `/${service.typeName}/${method.name}`,
      request: create(method.input, init as never),
    };
  };
  return {
    call: async (key, init, options) =>
      (await called(connection, prepared(key, init), options)) as never,
    stream: (key, init, options) => streamed(connection, prepared(key, init), options),
    close: () => connection.close(),
  };
}

type Prepared = { method: DescMethod; path: string; request: Message };

const encode =
  ({ input }: DescMethod) =>
  (m: Message): Buffer =>
    Buffer.from(toBinary(input, m));
const decode =
  ({ output }: DescMethod) =>
  (b: Buffer): Message =>
    fromBinary(output, b);

function called(
  connection: Connection,
  { method, path, request }: Prepared,
  options: CallOptions,
): Promise<Message> {
  const tell = telling(path);
  const client = connection.client();
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const answered = (error: ServiceError | null, response?: Message): void => {
      tell(error?.code ?? status.OK);
      const silent = [status.DEADLINE_EXCEEDED, status.UNAVAILABLE].includes(error?.code as status);
      if (silent) connection.unanswered(client, since);
      else connection.answered();
      if (error) reject(asError(error));
      else resolve(response as Message);
    };
    const call = client.makeUnaryRequest(
      path,
      encode(method),
      decode(method),
      request,
      metadataOf(options),
      { deadline: options.deadline },
      answered,
    );
    options.signal?.addEventListener('abort', () => call.cancel(), { once: true });
    if (options.signal?.aborted) call.cancel();
  });
}

async function* streamed<M>(
  connection: Connection,
  { method, path, request }: Prepared,
  options: StreamOptions,
): AsyncGenerator<M> {
  await unlessAborted(connection.ready(), options.signal);
  const call = connection
    .client()
    .makeServerStreamRequest(
      path,
      encode(method),
      decode(method),
      request,
      metadataOf(options),
      options.deadline ? { deadline: options.deadline } : {},
    );
  const cancel = (): void => call.cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  // aborted while the call was prepared: no event will say so any more
  if (options.signal?.aborted) cancel();
  try {
    for await (const message of call) yield message as M;
  } catch (error) {
    throw asError(error as ServiceError);
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    call.cancel();
  }
}

/** What was begun, unless its caller goes away first. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return await work;
  const gone = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const leave = (): void => reject(new CallCancelled('cancelled'));
    signal.addEventListener('abort', leave, { once: true, signal: gone.signal });
    if (signal.aborted) leave();
  });
  // whichever is second is heard by nobody
  work.catch(() => undefined);
  try {
    await Promise.race([work, aborted]);
  } finally {
    gone.abort();
  }
}

/** The caller went away; nobody waits for an answer. */
export class CallCancelled extends Error {}

const asError = (error: ServiceError): Error =>
  error.code === status.CANCELLED
    ? new CallCancelled('cancelled', { cause: error })
    : refusalOrBug(error);

const refusalOrBug = (error: ServiceError): Error =>
  fromServiceError(error) ?? new Error(`peer: ${error.code}`, { cause: error });

function metadataOf(options: Omit<CallOptions, 'deadline'>): Metadata {
  const metadata = new Metadata();
  if (options.token) metadata.set('authorization', `Bearer ${options.token}`);
  if (options.key) metadata.set('idempotency-key', options.key);
  if (options.traceparent) metadata.set('traceparent', options.traceparent);
  return metadata;
}

/** How the direct broker opens a publisher's log: over gRPC, with the service's own credentials. */
export function outboxLogs(
  addresses: ReadonlyMap<string, string>,
  token: () => Promise<string>,
): { open: OpenLog; close(): void } {
  const peers = new Map<string, Peer<typeof OutboxService>>();
  const peerOf = (source: string): Peer<typeof OutboxService> => {
    const address = addresses.get(source);
    if (!address) throw new Error(`configuration: SERVICE_ADDRESSES: nothing for ${source}`);
    const peer = peers.get(source) ?? connect(OutboxService, address);
    peers.set(source, peer);
    return peer;
  };
  return {
    open: async function* ({ source, after, types, signal }) {
      const request = { afterPosition: after, types: [...types] };
      const stream = peerOf(source).stream('read', request, { token: await token(), signal });
      for await (const response of stream) yield deliveryOf(response);
    },
    close: () => {
      for (const peer of peers.values()) peer.close();
    },
  };
}
