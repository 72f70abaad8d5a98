import { randomUUID } from 'node:crypto';
import { fromBinary, toBinary, type DescMethod, type Message } from '@bufbuild/protobuf';
import {
  status,
  type Metadata,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { excessOnWire, largestRequest } from '@katrol/contract';
import { inTrace, invalid, Refusal, traceparentOf, type Logger } from '@katrol/runtime';
import { passing, type RawTx } from '@katrol/store';
import { answer, type AnyRow, type Incoming, type Serving } from './answer.ts';
import { counted as countedCall, served } from './observed.ts';
import { toStatus } from './refusal-wire.ts';

const DEFAULT_DEADLINE_MS = 10_000;
const LONGEST_DEADLINE_MS = 60_000;

export type Handler = UntypedServiceImplementation[string];
type Done = (error: unknown, message?: unknown) => void;

/** The part of grpc-js's calls that is used here. */
type IncomingCall = {
  request: Message;
  metadata: Metadata;
  getDeadline(): Date | number;
  write(m: unknown): boolean;
  end(): void;
  emit(name: string, value: unknown): void;
  on(name: string, listener: () => void): void;
  once(name: string, listener: () => void): void;
};

// grpc-js types a handler by its kind; which kind this is stands in the definition beside it
const handler = (handle: (call: IncomingCall, done: Done) => void): Handler =>
  handle as unknown as Handler;

/** How a method travels, and what a message that cannot be read is answered with. */
export function definitionOf(path: string, method: DescMethod): ServiceDefinition {
  return {
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
}

/** Bytes that are no message of a method: bad input, where grpc-js would say "internal". */
class Unreadable {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

/**
 * The message that these bytes are; what is larger than its contract allows is refused before
 * anything is built of it.
 */
export function readable(method: DescMethod, bytes: Uint8Array): Message | Unreadable {
  try {
    if (bytes.length > largestRequest(method)) return new Unreadable(tooLarge());
    const excess = excessOnWire(method.input, bytes);
    if (excess) return new Unreadable(invalid(excess));
    return fromBinary(method.input, bytes);
  } catch {
    // whatever is wrong with them, their sender is told the same
    return new Unreadable(new Refusal('invalid_argument', 'REQUEST_UNREADABLE'));
  }
}

const tooLarge = (): Refusal => new Refusal('resource_exhausted', 'BODY_TOO_LARGE');

export const unlessUnreadable = (path: string, handle: Handler, log: Logger): Handler =>
  handler((call, done) => {
    if (!(call.request instanceof Unreadable)) {
      (handle as unknown as (c: unknown, d: unknown) => void)(call, done);
      return;
    }
    const answered = toStatus(call.request.refusal, 'katrol');
    inTrace(traceOf(call.metadata), () => served(path, log)(answered));
    // a stream has nothing to call back
    if (typeof done === 'function') done(answered);
    else call.emit('error', answered);
  });

/** A unary RPC of the kit's own, outside of any table. */
export const rawUnary = (
  path: string,
  unary: (request: Message) => Promise<Message>,
  log: Logger,
): Handler =>
  handler((call, done) => {
    const tell = countedCall(path);
    const ended = (answered: object | undefined, message?: Message): void => {
      tell(answered);
      done(answered ?? null, message);
    };
    unary(call.request).then(
      (m) => ended(undefined, m),
      (e: unknown) => ended(statusOf(e, 'katrol', log)),
    );
  });

/** A server stream of the kit's own: measured when it ends, which may be as long as it can be. */
export const rawStream = (path: string, produce: Produce, log: Logger): Handler =>
  streamHandler((call) => {
    const tell = countedCall(path);
    const ended = (answered?: object): void =>
      tell(call.signal.aborted ? { code: status.CANCELLED } : answered);
    return told(ended, 'katrol', produce(call));
  }, log);

type StreamCall = { request: Message; metadata: Metadata; signal: AbortSignal };
type Produce = (call: StreamCall) => AsyncIterable<unknown>;

/** A server stream: each piece waits for the reader of the one before. */
export const streamHandler = (produce: Produce, log: Logger, domain = 'katrol'): Handler =>
  handler((call) => void produceTo(call, produce, (error) => statusOf(error, domain, log)));

async function produceTo(
  call: IncomingCall,
  produce: Produce,
  failed: (error: unknown) => object,
): Promise<void> {
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  const { request, metadata } = call;
  try {
    for await (const message of produce({ request, metadata, signal: gone.signal })) {
      if (gone.signal.aborted) return;
      if (!call.write(message)) await drained(call, gone.signal);
    }
    call.end();
  } catch (error) {
    call.emit('error', failed(error));
  }
}

const drained = (call: IncomingCall, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    call.once('drain', resolve);
    gone.addEventListener('abort', () => resolve(), { once: true });
  });

// more than the database answers in time: they would only wait for each other
const MOST_AT_ONCE = 200;
let under = 0;

/** Counts a call in until it is over. Refuses BUSY, before anything is done for it. */
async function* counted<T>(pieces: AsyncIterable<T>): AsyncGenerator<T> {
  const leave = enter();
  try {
    yield* pieces;
  } finally {
    leave();
  }
}

function enter(): () => void {
  if (under >= MOST_AT_ONCE) throw new Refusal('unavailable', 'BUSY');
  under += 1;
  return () => void (under -= 1);
}

/** A row of a table. */
export function handlerOf<Tx extends RawTx, D>(
  serving: Serving<Tx, D>,
  name: string,
  method: DescMethod,
  row: AnyRow<Tx, D>,
): Handler {
  if (row.kind === 'export') {
    return handler((call) => {
      const i = incoming(name, method, call);
      const pieces = (): AsyncIterable<unknown> =>
        told(served(name, serving.log), serving.domain, counted(answer.stream(serving, row, i)));
      const failed = (error: unknown): object => statusOf(error, serving.domain, serving.log);
      inTrace(i.traceparent, () => void produceTo(call, pieces, failed));
    });
  }
  return handler((call, done) => {
    const tell = served(name, serving.log);
    const i = incoming(name, method, call);
    void inTrace(i.traceparent, async () => {
      let leave: (() => void) | undefined;
      try {
        leave = enter();
        const message = await answer.unary(serving, row, i);
        tell();
        done(null, message);
      } catch (error) {
        const answered = statusOf(error, serving.domain, serving.log, name);
        tell(answered);
        done(answered);
      } finally {
        leave?.();
      }
    });
  });
}

const incoming = (name: string, method: DescMethod, call: IncomingCall): Incoming => ({
  name,
  method,
  request: call.request,
  token: bearer(call.metadata),
  key: String(call.metadata.get('idempotency-key')[0] ?? ''),
  traceparent: traceOf(call.metadata),
  deadline: deadlineOf(call.getDeadline()),
});

async function* told(
  tell: (answer?: object) => void,
  domain: string,
  pieces: AsyncIterable<unknown>,
): AsyncGenerator<unknown> {
  // who asked may have gone
  let end: object | undefined = { code: status.CANCELLED };
  try {
    yield* pieces;
    end = undefined;
  } catch (error) {
    const known = passing(error);
    end = known instanceof Refusal ? toStatus(known, domain) : { code: status.INTERNAL };
    throw error;
  } finally {
    tell(end);
  }
}

/**
 * A refusal keeps its reason; anything else is a bug: "internal" and an error id that the log also
 * holds.
 */
function statusOf(error: unknown, domain: string, log: Logger, rpc?: string): object {
  const known = passing(error);
  if (known instanceof Refusal) return toStatus(known, domain);
  const errorId = randomUUID();
  log.error('bug', { errorId, rpc, error });
  return { code: status.INTERNAL, details: `internal ${errorId}` };
}

const traceOf = (metadata: Metadata): string =>
  traceparentOf(String(metadata.get('traceparent')[0] ?? ''));

const bearer = (metadata: Metadata): string => {
  const value = String(metadata.get('authorization')[0] ?? '');
  return value.startsWith('Bearer ') ? value.slice(7) : '';
};

function deadlineOf(asked: Date | number): Date {
  const at = asked instanceof Date ? asked.getTime() : asked;
  const now = Date.now();
  if (!Number.isFinite(at)) return new Date(now + DEFAULT_DEADLINE_MS);
  return new Date(Math.min(at, now + LONGEST_DEADLINE_MS));
}
