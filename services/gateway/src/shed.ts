import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { telemetry, type Logger } from '@katrol/runtime';
import { refusalBody } from './answers.ts';
import { targetOf } from './url.ts';

// what the services behind answer at once without waiting for each other; more would only make all
// of them late
const MOST_AT_ONCE = 48;
// bodies that are still coming in hold no such place, or a few that never end would hold them all
const MOST_COMING_IN = 512;
const MOST_OF_ONE_ADDRESS = 64;
// a burst, or a process that just began, waits a moment for its turn; where somebody has waited all
// the time, waiting would only make everybody late
const MOST_IN_LINE = 128;
const MOST_IN_A_LASTING_LINE = 8;
const BURST_MS = 500;
const IN_LINE_MS = 300;
const IN_A_LASTING_LINE_MS = 10;
const CALM_MS = 1_000;
const RETRY_AFTER_S = 2;
const PROBES = ['/healthz', '/readyz'];
// the process itself is late, or short of memory
const LATEST_MS = 500;
const FULLEST = 0.85;
const TOLD_EVERY_MS = 1_000;

const busy = Buffer.from(JSON.stringify(refusalBody('unavailable', 'BUSY')));
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': busy.length,
  'cache-control': 'no-store',
  'retry-after': String(RETRY_AFTER_S),
};

const isProbe = ({ url = '' }: IncomingMessage): boolean =>
  PROBES.includes(url) || PROBES.includes(targetOf(url)?.path ?? '');

const hasBody = ({ headers: told }: IncomingMessage): boolean =>
  told['transfer-encoding'] !== undefined || Number(told['content-length'] ?? 0) > 0;

/** How much the door has in hand, and who is told to come again. */
export class Load {
  readonly #log: Logger;
  readonly #ofOneAddress: number;
  readonly #comingIn = new Map<string, number>();
  readonly #line: (() => void)[] = [];
  #burstSince = 0;
  #waitedAt = 0;
  #under = 0;
  #coming = 0;
  #refused = 0;
  #toldAt = 0;

  /** `behindProxy`: everybody comes from its address, and it waits for bodies itself. */
  constructor(log: Logger, { behindProxy }: { behindProxy: boolean }) {
    this.#log = log;
    this.#ofOneAddress = behindProxy ? MOST_COMING_IN : MOST_OF_ONE_ADDRESS;
  }

  /**
   * A server that takes so many requests at once. The others are told at once when to come again,
   * before anything is spent on them: those that are taken stay fast, and a probe is answered
   * whatever the load.
   */
  server(options: ServerOptions): (handler: RequestListener) => Server {
    return (handler) =>
      createServer(options, (request, response) => {
        if (isProbe(request)) return handler(request, response);
        if (this.#lineIsFull() || !this.#comesIn(request, response))
          return this.#refuse(request, response);
        handler(request, response);
      });
  }

  /** From here on a request, whole by now, is worked on. */
  watch(app: FastifyInstance): void {
    app.addHook('preHandler', async ({ raw }, reply) => {
      if (isProbe(raw)) return;
      if (!(await this.#turn())) return await reply.code(503).headers(headers).send(busy);
      // who gave up while waiting has closed already
      if (reply.raw.closed) return this.#next();
      reply.raw.once('close', () => this.#next());
    });
  }

  /** Takes a place, after a moment where all are taken; false when none came free in time. */
  async #turn(): Promise<boolean> {
    if (this.#under < MOST_AT_ONCE) {
      this.#under += 1;
      return true;
    }
    if (this.#lineIsFull()) return false;
    const lasts = this.#lasts();
    return await new Promise((resolve) => {
      const late = setTimeout(
        () => {
          this.#line.splice(this.#line.indexOf(mine), 1);
          resolve(false);
        },
        lasts ? IN_A_LASTING_LINE_MS : IN_LINE_MS,
      );
      const mine = (): void => {
        clearTimeout(late);
        resolve(true);
      };
      this.#line.push(mine);
    });
  }

  /** Whether somebody has waited all the time for longer than a burst; asked only where all places are taken. */
  #lasts(): boolean {
    const now = Date.now();
    if (now - this.#waitedAt > CALM_MS) this.#burstSince = now;
    this.#waitedAt = now;
    return now - this.#burstSince > BURST_MS;
  }

  #lineIsFull(): boolean {
    if (this.#under < MOST_AT_ONCE) return false;
    return this.#line.length >= (this.#lasts() ? MOST_IN_A_LASTING_LINE : MOST_IN_LINE);
  }

  /** A place comes free: the next in line has it, or nobody. */
  #next(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#under -= 1;
  }

  /** Counts a request until it is whole, or gone; false when too many already come in. */
  #comesIn(request: IncomingMessage, response: ServerResponse): boolean {
    if (!hasBody(request)) return true;
    const address = request.socket.remoteAddress ?? '';
    const ofIt = this.#comingIn.get(address) ?? 0;
    if (this.#coming >= MOST_COMING_IN || ofIt >= this.#ofOneAddress) return false;
    this.#coming += 1;
    this.#comingIn.set(address, ofIt + 1);
    let over = false;
    const isOver = (): void => {
      if (over) return;
      over = true;
      this.#coming -= 1;
      const left = (this.#comingIn.get(address) ?? 1) - 1;
      if (left > 0) this.#comingIn.set(address, left);
      else this.#comingIn.delete(address);
    };
    request.once('end', isOver);
    response.once('close', isOver);
    return true;
  }

  #refuse({ method = '' }: IncomingMessage, response: ServerResponse): void {
    response.writeHead(503, headers).end(busy);
    telemetry.record('http.server.request.duration', 0, {
      'http.request.method': method,
      'http.route': '',
      'http.response.status_code': 503,
      'error.type': '503',
    });
    this.#refused += 1;
    if (Date.now() - this.#toldAt < TOLD_EVERY_MS) return;
    this.#log.warn('too many at once', { count: this.#refused });
    this.#toldAt = Date.now();
    this.#refused = 0;
  }
}

/** Refuses calls while the process itself cannot keep up. */
export async function refuseUnderPressure(api: FastifyInstance): Promise<void> {
  await api.register(underPressure, {
    maxEventLoopDelay: LATEST_MS,
    maxHeapUsedBytes: getHeapStatistics().heap_size_limit * FULLEST,
    pressureHandler: (_request, reply) => void reply.code(503).headers(headers).send(busy),
  });
}
