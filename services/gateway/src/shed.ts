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
const MOST_AT_ONCE = 32;
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

/**
 * A server that takes so many requests at once. The others are told at once when to come again,
 * before anything is spent on them: those that are taken stay fast, and a probe is answered
 * whatever the load.
 */
export function gatedServer(
  options: ServerOptions,
  log: Logger,
): (handler: RequestListener) => Server {
  let under = 0;
  let refused = 0;
  let toldAt = 0;
  const refuse = ({ method = '' }: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(503, headers).end(busy);
    telemetry.record('http.server.request.duration', 0, {
      'http.request.method': method,
      'http.route': '',
      'http.response.status_code': 503,
      'error.type': '503',
    });
    refused += 1;
    if (Date.now() - toldAt < TOLD_EVERY_MS) return;
    log.warn('too many at once', { count: refused });
    toldAt = Date.now();
    refused = 0;
  };
  return (handler) =>
    createServer(options, (request, response) => {
      if (!isProbe(request)) {
        if (under >= MOST_AT_ONCE) return refuse(request, response);
        under += 1;
        response.once('close', () => (under -= 1));
      }
      handler(request, response);
    });
}

/** Refuses calls while the process itself cannot keep up. */
export async function refuseUnderPressure(api: FastifyInstance): Promise<void> {
  await api.register(underPressure, {
    maxEventLoopDelay: LATEST_MS,
    maxHeapUsedBytes: getHeapStatistics().heap_size_limit * FULLEST,
    pressureHandler: (_request, reply) => void reply.code(503).headers(headers).send(busy),
  });
}
