import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { inTrace, telemetry, traceparentOf, type Attributes, type Logger } from '@katrol/runtime';
import { answerErrors, refusalBody } from './answers.ts';
import { registerApi } from './api.ts';
import type { Config } from './config.ts';
import type { LinkParts } from './links/parts.ts';
import { routeMailbox } from './mailbox-page.ts';
import { routePortalApi, type Backend } from './portal-api.ts';
import { registerSignIn } from './sign-in.ts';
import type { Sessions } from './sessions.ts';
import { Load } from './shed.ts';
import { hostIs, targetOf } from './url.ts';
import { routeWhole, type Whole } from './whole.ts';

// told to stop, it still answers for so long and asks each client to leave: what was on its way
// comes in
const LAST_REQUESTS_MS = 1_000;
const LARGEST_BODY = 65_536;
const PROBES = ['/healthz', '/readyz'];
// longer than a reverse proxy's own, which would else meet a connection that just closed
const KEPT_ALIVE_MS = 72_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** asked by probes and by the identity provider, under names of the inside */
    anyHost?: boolean;
  }
}

/** What the door leads to. */
export type Behind = { backends: Backend[]; links: LinkParts; whole: Whole };

/** The only HTTP door: sign-in, the portal's API, the portal itself. */
export async function buildApp(
  config: Config,
  sessions: Sessions,
  { backends, links, whole }: Behind,
  log: Logger,
): Promise<FastifyInstance> {
  const load = new Load(log, { behindProxy: config.trustedProxies.length > 0 });
  const misspelt = new WeakSet<IncomingMessage>();
  const named = new WeakMap<IncomingMessage, string>();
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    serverFactory: load.server({
      requestTimeout: config.wholeWithinMs,
      headersTimeout: config.wholeWithinMs / 2,
      connectionsCheckingInterval: Math.ceil(config.wholeWithinMs / 15),
      keepAliveTimeout: KEPT_ALIVE_MS,
    }),
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    logger: false,
    forceCloseConnections: 'idle',
    // what was sent before the stop is answered, also when it is read after
    return503OnClosing: false,
    // one form of the target decides and routes
    rewriteUrl: (request) => {
      const target = targetOf(request.url ?? '');
      if (!target) misspelt.add(request);
      if (target?.host !== undefined) named.set(request, target.host);
      return target?.path ?? '/';
    },
  });
  app.addHook('preClose', () => sleep(LAST_REQUESTS_MS));
  tellAnswers(app, log);
  load.watch(app);
  const isOurs = hostIs(config.publicUrl);
  app.addHook('onRequest', async (request, reply) => {
    const { raw, headers, routeOptions } = request;
    if (misspelt.has(raw))
      return await reply.code(400).send(refusalBody('invalid_argument', 'REQUEST_INVALID'));
    const hosts = [headers.host ?? '', named.get(raw) ?? headers.host ?? ''];
    if (!routeOptions.config?.anyHost && !hosts.every(isOurs))
      return await reply.code(421).send(refusalBody('permission_denied', 'ORIGIN_REFUSED'));
  });
  // first: a route has the error handler that was there when it came
  answerErrors(app, log);
  await app.register(cookie);
  await protectPages(app, config);
  const signIn = registerSignIn(app, config, sessions, log);
  await registerApi(app, {
    config,
    log,
    routes: (router) => routePortalApi(router, backends, { signIn, links: links.door }, log),
  });
  app.get('/healthz', { config: { anyHost: true } }, async () => ({ status: 'ok' }));
  routeWhole(app, whole);
  routeMailbox(app, links.mailbox);
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

/** RPCs are measured one by one where they are answered; at the door by the service they are for. */
const measuredAs = (route: string): string =>
  route.startsWith('/api/') ? route.slice(0, route.lastIndexOf('/')) : route;

/** Every request belongs to a trace, the browser's when it began one, and leaves one line. */
function tellAnswers(app: FastifyInstance, log: Logger): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const traceparent = traceparentOf(String(request.headers['traceparent'] ?? ''));
    request.headers['traceparent'] = traceparent;
    inTrace(traceparent, done);
  });
  app.addHook('onResponse', async (request, reply) => {
    const {
      method,
      routeOptions: { url: route = '' },
    } = request;
    const { statusCode: status, elapsedTime } = reply;
    const failed: Attributes = status >= 500 ? { 'error.type': String(status) } : {};
    telemetry.record('http.server.request.duration', elapsedTime / 1000, {
      'http.request.method': method,
      'http.route': measuredAs(route),
      'http.response.status_code': status,
      ...failed,
    });
    // probes ask all day: they are measured and leave no line
    if (PROBES.includes(route)) return;
    const traceId = String(request.headers['traceparent']).slice(3, 35);
    log.info('answered', {
      route: `${method} ${route}`,
      status,
      ms: Math.round(elapsedTime),
      traceId,
    });
  });
}

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
  // what a link opens is a page of its own; its secret stands behind the #, and comes to no server
  app.get('/link', async (_request, reply) => reply.sendFile('link.html'));
  // the portal routes in the browser: every page that is no file is its first page
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && !/^\/(api|auth|assets)\//.test(request.url);
    if (isPage) return await reply.sendFile('index.html');
    return await reply.code(404).send(refusalBody('not_found', 'NOT_FOUND'));
  });
}
