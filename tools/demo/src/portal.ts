import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  DescMessage,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
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

export type Portal = {
  as(subject: string): Promise<Person>;
  /** The same, where another service tells it: what is not there yet is asked for again. */
  told(subject: string): Promise<Person>;
  /** Whoever holds a link, and knows the word that is asked with it where one is. */
  holding(secret: string, word?: string): Person;
  tally: Tally;
};

const IN_FLIGHT = 3;
const ATTEMPTS = 6;
const TIMEOUT_MS = 30_000;
// a token of a link lives for a minute
const SOON_MS = 15_000;
// what passes by itself: tried again under the same key
const PASSING: readonly Code[] = [
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Aborted,
  Code.ResourceExhausted,
];

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
  const cookieOf = keepingCookies((subject) =>
    gate
      .through(() => signIn(publicUrl, subject, keys))
      .catch((error: unknown) => {
        throw refused('sign-in', error);
      }),
  );
  const person =
    (headersOf: () => Headers | Promise<Headers>, passing = PASSING): Person =>
    async (method, request, key) => {
      const headers = {
        ...(await headersOf()),
        'x-katrol': 'portal',
        ...(key ? { 'idempotency-key': key } : {}),
      };
      tally.calls += 1;
      const call = () => transport.unary(method, undefined, TIMEOUT_MS, headers, request);
      try {
        return (await gate.through(() => trying(call, passing))).message;
      } catch (error) {
        throw refused(method.name, error);
      }
    };
  const as = async (subject: string, passing = PASSING): Promise<Person> => {
    const cookie = await cookieOf(subject);
    return person(() => ({ cookie }), passing);
  };
  return {
    tally,
    as: (subject) => as(subject),
    told: (subject) => as(subject, [...PASSING, Code.NotFound]),
    holding: (secret, word) =>
      person(
        tokenOf(
          person(() => ({})),
          secret,
          word,
        ),
      ),
  };
}

/** Signs everybody in once: a one-time code works once. Who was refused may try again. */
function keepingCookies(
  signInAs: (subject: string) => Promise<string>,
): (subject: string) => Promise<string> {
  const cookies = new Map<string, Promise<string>>();
  return (subject) => {
    const known = cookies.get(subject);
    if (known) return known;
    const fresh = signInAs(subject).catch((error: unknown) => {
      cookies.delete(subject);
      throw error;
    });
    cookies.set(subject, fresh);
    return fresh;
  };
}

type Headers = Record<string, string>;

/** The headers of who holds a link; it is opened anew before its token ends. */
function tokenOf(anybody: Person, secret: string, answer = ''): () => Promise<Headers> {
  let token = '';
  let until = 0;
  return async () => {
    if (until - Date.now() < SOON_MS) {
      const opened = await anybody(LinkService.method.openLink, { secret, answer });
      token = opened.token;
      until = opened.tokenUntil ? timestampMs(opened.tokenUntil) : 0;
    }
    return { authorization: `Bearer ${token}` };
  };
}

async function trying<T>(call: () => Promise<T>, passing: readonly Code[]): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      // a stale revision stays stale
      const passes =
        error instanceof ConnectError &&
        passing.includes(error.code) &&
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
