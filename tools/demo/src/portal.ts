import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  DescMessage,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { BadRequestSchema, ErrorInfoSchema } from '@katrol/proto/google/rpc/error_details_pb';
import { signIn, type Keys } from './sign-in.ts';

/** A call that the platform refused, with its reason; it is counted already. */
export class Refused extends Error {}

/** What happened: calls, and refusals by reason. */
type Tally = { calls: number; refusals: Map<string, number> };

/**
 * The portal as one person sees it. A command's `key` is the same in every load, so that one that
 * was broken off goes on.
 */
export type Person = <I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  key?: string,
) => Promise<MessageShape<O>>;

export type Portal = { as(subject: string): Promise<Person>; tally: Tally };

const IN_FLIGHT = 3;
const ATTEMPTS = 6;
const TIMEOUT_MS = 30_000;
// what passes by itself: tried again under the same key
const PASSING = [Code.Unavailable, Code.DeadlineExceeded, Code.Aborted, Code.ResourceExhausted];

/**
 * Opens the portal's API. At most three calls are under way, and each is followed by a breath:
 * people who look around go first.
 */
export function openPortal(publicUrl: string, say: (line: string) => void, keys?: Keys): Portal {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const transport = createConnectTransport({
    baseUrl: `${publicUrl}/api`,
    httpVersion: '1.1',
    nodeOptions: { agent },
    useBinaryFormat: false,
  });
  const gate = new Gate(IN_FLIGHT);
  const tally: Tally = { calls: 0, refusals: new Map() };
  const refused = (what: string, error: unknown): Refused => {
    const reason = `${what}: ${reasonOf(error)}`;
    const times = (tally.refusals.get(reason) ?? 0) + 1;
    tally.refusals.set(reason, times);
    if (times === 1) say(`geweigerd / refused: ${reason}`);
    return new Refused(reason, { cause: error });
  };
  const cookies = new Map<string, Promise<string>>();
  // once each: a one-time code works once
  const cookieOf = (subject: string): Promise<string> => {
    const known = cookies.get(subject);
    if (known) return known;
    const fresh = gate
      .through(() => signIn(publicUrl, subject, keys))
      .catch((error: unknown) => {
        cookies.delete(subject);
        throw refused('sign-in', error);
      });
    cookies.set(subject, fresh);
    return fresh;
  };
  return {
    tally,
    as: async (subject) => {
      const cookie = await cookieOf(subject);
      return async (method, request, key) => {
        const headers = {
          cookie,
          'x-katrol': 'portal',
          ...(key ? { 'idempotency-key': key } : {}),
        };
        tally.calls += 1;
        try {
          return (
            await gate.through(() =>
              trying(() => transport.unary(method, undefined, TIMEOUT_MS, headers, request)),
            )
          ).message;
        } catch (error) {
          throw refused(method.name, error);
        }
      };
    },
  };
}

async function trying<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      // a stale revision stays stale
      const passes =
        error instanceof ConnectError &&
        PASSING.includes(error.code) &&
        error.rawMessage !== 'STALE';
      if (!passes || attempt >= ATTEMPTS) throw error;
      await sleep(200 * 2 ** attempt);
    }
  }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof ConnectError))
    return error instanceof Error ? error.message : String(error);
  const fields = error
    .findDetails(BadRequestSchema)
    .flatMap((d) => d.fieldViolations.map((v) => `${v.field} ${v.description}`));
  const info = error
    .findDetails(ErrorInfoSchema)
    .flatMap((d) => Object.entries(d.metadata).map(([name, value]) => `${name}=${value}`));
  return [error.rawMessage, ...fields, ...info].join(' ');
};

// Lets so many through at once; whoever took long leaves a longer pause behind.
class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(width: number) {
    this.#free = width;
  }

  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const since = performance.now();
    try {
      return await work();
    } finally {
      void this.#breathe(performance.now() - since);
    }
  }

  async #breathe(tookMs: number): Promise<void> {
    await sleep(Math.min(500, tookMs / 4));
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
