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
import { OutboxService, type ReadResponse } from '@katrol/proto/katrol/common/v1/events_pb';
import type { OpenLog } from '@katrol/events';
import { Refusal } from '@katrol/runtime';
import { storedEvents } from './built-in.ts';
import { openConnection } from './connection.ts';
import { called } from './observed.ts';
import { fromServiceError } from './refusal-wire.ts';

/** What goes along with a call: the person's own token, the key of a repeated command, the trace, and when to give up. */
export type CallOptions = {
  token?: string;
  key?: string;
  traceparent?: string;
  deadline: Date;
  signal?: AbortSignal;
};

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
    options: Omit<CallOptions, 'deadline'> & { deadline?: Date },
  ): AsyncIterable<MessageShape<S['method'][K]['output']>>;
  close(): void;
};

/** Connects to a service. One connection, kept; calls wait for nothing longer than their deadline. */
export function connect<S extends DescService>(service: S, address: string): Peer<S> {
  const connection = openConnection(address);
  const prepare = (
    key: string,
    init: unknown,
  ): { method: DescMethod; path: string; request: Message } => {
    const method = service.method[key] as DescMethod;
    return {
      method,
      path: `/${service.typeName}/${method.name}`,
      request: create(method.input, init as never),
    };
  };
  return {
    call: (key, init, options) => {
      const { method, path, request } = prepare(key, init);
      const tell = called(path);
      const client = connection.client();
      const since = performance.now();
      return new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          path,
          (m: Message) => Buffer.from(toBinary(method.input, m)),
          (b: Buffer) => fromBinary(method.output, b),
          request,
          metadataOf(options),
          { deadline: options.deadline },
          (error, response) => {
            tell(error?.code ?? status.OK);
            if (error?.code === status.DEADLINE_EXCEEDED || error?.code === status.UNAVAILABLE)
              connection.unanswered(client, since);
            else connection.answered();
            if (error) reject(asError(error));
            else resolve(response as never);
          },
        );
        options.signal?.addEventListener('abort', () => call.cancel(), { once: true });
        if (options.signal?.aborted) call.cancel();
      });
    },
    stream: async function* (key, init, options) {
      const { method, path, request } = prepare(key, init);
      await unlessAborted(connection.ready(), options.signal);
      const call = connection.client().makeServerStreamRequest(
        path,
        (m: Message) => Buffer.from(toBinary(method.input, m)),
        (b: Buffer) => fromBinary(method.output, b),
        request,
        metadataOf(options),
        options.deadline ? { deadline: options.deadline } : {},
      );
      const cancel = (): void => call.cancel();
      options.signal?.addEventListener('abort', cancel, { once: true });
      // aborted while the call was prepared: no event will say so any more
      if (options.signal?.aborted) cancel();
      try {
        for await (const message of call) yield message as never;
      } catch (error) {
        throw asError(error as ServiceError);
      } finally {
        options.signal?.removeEventListener('abort', cancel);
        call.cancel();
      }
    },
    close: () => connection.close(),
  };
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
  addresses: Record<string, string>,
  token: () => Promise<string>,
): { open: OpenLog; close(): void } {
  const peers = new Map(
    Object.entries(addresses).map(([name, address]) => [name, connect(OutboxService, address)]),
  );
  return {
    open: async function* (source, after, signal) {
      const peer = peers.get(source);
      if (!peer) throw new Refusal('unavailable', 'SERVICE_AWAY', { meta: { peer: source } });
      const stream = peer.stream(
        'read',
        { afterPosition: after },
        { token: await token(), signal },
      );
      for await (const response of stream) yield storedEvents(response as ReadResponse);
    },
    close: () => {
      for (const peer of peers.values()) peer.close();
    },
  };
}
