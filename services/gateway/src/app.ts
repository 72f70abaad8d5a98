import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  inTrace,
  Refusal,
  telemetry,
  traceparentOf,
  type Attributes,
  type Logger,
} from '@katrol/runtime';
import { passing } from '@katrol/store';
import { httpStatus, retryAfter } from './away.ts';
import type { Config } from './config.ts';
import { routePortalApi, type Backend } from './portal-api.ts';
import { registerSignIn } from './sign-in.ts';
import type { Sessions } from './sessions.ts';
import { routeWhole, type Whole } from './whole.ts';

const LARGEST_BODY = 4 * 1024 * 1024;
// told to stop, it still answers for so long and asks each client to leave: what was on its way
// comes in
const LAST_REQUESTS_MS = 1_000;
// a whole town hall behind one address, and no more
const CALLS_A_MINUTE = 12_000;
// one way in: what the portal sends, a call or a stream
const JSON_BODY = /^application\/(connect\+)?json(;|$)/;
const SUBMIT = '/api/katrol.intake.v1.IntakeService/SubmitReferral';

/** The only HTTP door: sign-in, the portal's API, the portal itself. */
export async function buildApp(
  config: Config,
  sessions: Sessions,
  { backends, whole }: { backends: Backend[]; whole: Whole },
  log: Logger,
): Promise<FastifyInstance> {
  // what was sent before the stop is answered, also when it is read after
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    trustProxy: false,
    logger: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  app.addHook('preClose', () => sleep(LAST_REQUESTS_MS));
  tellAnswers(app, log);
  // first: a route has the error handler that was there when it came
  answerErrors(app, log);
  await app.register(cookie);
  await protectPages(app, config);
  await limitCalls(app, config);
  const signIn = registerSignIn(app, config, sessions, log);
  refuseForeignCalls(app, config);
  await app.register(fastifyConnectPlugin, {
    prefix: '/api',
    routes: (router) => routePortalApi(router, backends, signIn, log),
    readMaxBytes: LARGEST_BODY,
    // every field is written: who reads needs no descriptor to know what is empty
    jsonOptions: { ignoreUnknownFields: false, alwaysEmitImplicit: true },
    grpc: false,
    grpcWeb: false,
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  routeWhole(app, whole);
  await servePortal(app, config);
  return app;
}

async function protectPages(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        upgradeInsecureRequests: config.publicUrl.startsWith('https:') ? [] : null,
      },
    },
    hsts: config.publicUrl.startsWith('https:'),
  });
}

async function limitCalls(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(rateLimit, {
    timeWindow: '1 minute',
    max: (request) =>
      request.url.startsWith(SUBMIT) ? config.publicSubmitsAMinute : CALLS_A_MINUTE,
    keyGenerator: (request) =>
      `${request.ip} ${request.url.startsWith(SUBMIT) ? 'submit' : 'call'}`,
    // a cookie proves nothing here: it is only looked up behind this
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: () => ({
      statusCode: 429,
      code: 'resource_exhausted',
      reason: 'RATE_LIMITED',
      message: 'RATE_LIMITED',
    }),
  });
}

function refuseForeignCalls(app: FastifyInstance, config: Config): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    reply.header('cache-control', 'no-store');
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > LARGEST_BODY)
      await reply.code(413).send(refusalBody('resource_exhausted', 'BODY_TOO_LARGE'));
    else if (!JSON_BODY.test(request.headers['content-type'] ?? ''))
      await reply.code(415).send(refusalBody('invalid_argument', 'REQUEST_UNREADABLE'));
    else if (!ownOrigin(request.headers, config))
      await reply.code(403).send(refusalBody('permission_denied', 'ORIGIN_REFUSED'));
  });
}

function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler(async (error: { statusCode?: number; code?: string }, _request, reply) => {
    const known = passing(error);
    if (known instanceof Refusal) {
      log.warn('refused', { reason: known.reason, error });
      return await reply
        .code(httpStatus(known))
        .headers(retryAfter(known))
        .send(refusalBody(known.code, known.reason));
    }
    const status = error.statusCode ?? 500;
    if (status < 500)
      return await reply
        .code(status)
        .send(
          refusalBody(
            error.code ?? 'internal',
            status === 429 ? 'RATE_LIMITED' : 'REQUEST_INVALID',
          ),
        );
    const errorId = randomUUID();
    log.error('bug', { errorId, error });
    return await reply
      .code(status)
      .send({ ...refusalBody(error.code ?? 'internal', 'INTERNAL'), errorId });
  });
}

/** Every request belongs to a trace, the browser's when it began one, and leaves one line. */
function tellAnswers(app: FastifyInstance, log: Logger): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const traceparent = traceparentOf(String(request.headers['traceparent'] ?? ''));
    request.headers['traceparent'] = traceparent;
    inTrace(traceparent, done);
  });
  app.addHook('onResponse', async (request, reply) => {
    if (request.url === '/healthz' || request.url === '/readyz') return;
    const {
      method,
      routeOptions: { url: route = '' },
    } = request;
    const { statusCode: status, elapsedTime } = reply;
    const failed: Attributes = status >= 500 ? { 'error.type': String(status) } : {};
    telemetry.record('http.server.request.duration', elapsedTime / 1000, {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      ...failed,
    });
    const traceId = String(request.headers['traceparent']).slice(3, 35);
    log.info('answered', {
      route: `${method} ${route}`,
      status,
      ms: Math.round(elapsedTime),
      traceId,
    });
  });
}

// The shape of Connect's errors, so that the portal reads one kind.
const refusalBody = (code: string, reason: string): object => ({ code, message: reason, reason });

// A form on another site can send neither this header nor our Origin.
const ownOrigin = (
  headers: { origin?: string; 'x-katrol'?: string | string[] },
  config: Config,
): boolean =>
  headers['x-katrol'] === 'portal' &&
  (headers.origin === undefined || headers.origin === new URL(config.publicUrl).origin);

async function servePortal(app: FastifyInstance, config: Config): Promise<void> {
  const root = path.resolve(config.portalDir);
  if (!existsSync(path.join(root, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root,
    wildcard: true,
    // brotli and gzip lie beside each file since the portal was built
    preCompressed: true,
    setHeaders: (reply, file) => {
      const hashed = file.includes(`${path.sep}assets${path.sep}`);
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  // the portal routes in the browser: every page that is no file is its first page
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && !/^\/(api|auth|assets)\//.test(request.url);
    if (isPage) return await reply.sendFile('index.html');
    return await reply.code(404).send(refusalBody('not_found', 'NOT_FOUND'));
  });
}
