import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { errors } from 'oidc-provider';
import type { JWK } from 'oidc-provider';
import { databaseProblem } from '@katrol/store';
import type { DatabaseAddresses } from '../databases.ts';
import { adapterOn, sweep } from './adapter.ts';
import { adminApi, adminPath } from './admin-api.ts';
import { endSessions } from './end-sessions.ts';
import { configurationOf, newCookieKey, newSigningKey } from './configuration.ts';
import type { Clients } from './configuration.ts';
import { keptValue, openDatabase } from './database.ts';
import { expiredPage, pagePolicy, signInPage } from './pages.ts';
import type { Names } from './pages.ts';
import { seedPeople } from './people.ts';
import type { People, Person } from './people.ts';
import { languageOf } from './texts.ts';
export type { Person } from './people.ts';

const realm = '/realms/katrol';

/**
 * What the demonstration's identity provider needs. `environment` is NODE_ENV: it refuses
 * `production`.
 */
export interface IdentityProviderOptions {
  database: DatabaseAddresses;
  port: number;
  environment: string | undefined;
  people: Person[];
  names: Names;
  clients: Clients;
  /** Where a person whose sign-in expired can begin again. */
  portalUrl: string;
  log?: (line: string) => void;
}

/** The running provider; `issuer` is both the name in its tokens and the base of its addresses. */
export interface RunningIdentityProvider {
  issuer: string;
  /** of the admin API, as Keycloak has it */
  adminUrl: string;
  stop: () => Promise<void>;
}

const send = (response: ServerResponse, status: number, html: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(html);
};

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 10_000) throw new Error('the form is too large');
  }
  return new URLSearchParams(text);
};

interface SignIn {
  provider: Provider;
  people: People;
  options: IdentityProviderOptions;
  admin: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const signIn = async (
  { provider, people, options }: Omit<SignIn, 'admin'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const accepted = request.headers['accept-language'];
  let details: Awaited<ReturnType<Provider['interactionDetails']>>;
  try {
    details = await provider.interactionDetails(request, response);
  } catch (error) {
    // no such sign-in any more, or its cookie is gone: both are told the same
    if (!(error instanceof errors.SessionNotFound)) throw error;
    send(response, 400, expiredPage(languageOf(undefined, accepted), options.portalUrl));
    return;
  }
  if (request.method === 'POST') {
    const person = await people.find((await readForm(request)).get('subject') ?? '');
    if (person && person.enabled !== false) {
      await provider.interactionFinished(
        request,
        response,
        { login: { accountId: person.subject, remember: true } },
        { mergeWithLastSubmission: false },
      );
      return;
    }
  }
  const language = languageOf(details.params['ui_locales'], accepted);
  const query = new URL(request.url ?? '', 'http://localhost').searchParams.get('q') ?? '';
  send(
    response,
    200,
    signInPage({ language, people: await people.all(), names: options.names, query }),
  );
};

const handlerOf = (parts: SignIn) => {
  const { options } = parts;
  const hosts = new Set([`localhost:${options.port}`, `127.0.0.1:${options.port}`]);
  const callback = parts.provider.callback();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // a page elsewhere must not reach the click-to-sign-in through a name that points to this
    // machine
    if (!hosts.has(request.headers.host ?? '')) return void response.writeHead(421).end();
    const url = request.url ?? '/';
    if (url.startsWith(`${realm}/sign-in/`)) return signIn(parts, request, response);
    if (url.startsWith(`${adminPath}/`)) return parts.admin(request, response);
    if (!url.startsWith(`${realm}/`))
      return void response
        .writeHead(url === '/' ? 302 : 404, { location: options.portalUrl })
        .end();
    Object.assign(request, { originalUrl: url, baseUrl: realm, url: url.slice(realm.length) });
    await callback(request, response);
  };
};

const retryAfter = { 'retry-after': '3' };
const isAway = (error: unknown): boolean => databaseProblem(error) === 'away';

/** Its own answer to a database that is away is "server_error" with 500, as to a bug. */
const tellAway = (provider: Provider, log: (line: string) => void): void => {
  const away = new WeakSet<object>();
  provider.on('server_error', (ctx, error) => {
    if (isAway(error)) away.add(ctx);
    log(`sign-in: ${error.message}`);
  });
  provider.use(async (ctx, next) => {
    await next();
    if (!away.has(ctx)) return;
    ctx.status = 503;
    ctx.set(retryAfter);
  });
};

/**
 * Starts the development identity provider on loopback: Keycloak's addresses and claims, the
 * demonstration's people, no passwords. Everything it must remember is in its database, so sessions
 * and keys survive a restart.
 */
export const startIdentityProvider = async (
  options: IdentityProviderOptions,
): Promise<RunningIdentityProvider> => {
  if (options.environment === 'production')
    throw new Error(
      'the demonstration sign-in knows no passwords and does not ' +
        'start in production: give a real OIDC_ISSUER',
    );
  const { log = () => undefined } = options;
  const pool = await openDatabase(options.database);
  const keys = await keptValue<JWK[]>(pool, 'signing-keys', () => [newSigningKey()]);
  const cookieKeys = await keptValue<string[]>(pool, 'cookie-keys', () => [newCookieKey()]);
  const people = await seedPeople(pool, options.people);
  const issuer = `http://localhost:${options.port}${realm}`;
  const provider = new Provider(
    issuer,
    configurationOf({
      clients: options.clients,
      people,
      adapter: adapterOn(pool),
      keys,
      cookieKeys,
    }),
  );
  tellAway(provider, log);
  const admin = adminApi({
    issuer,
    keys,
    clientId: options.clients.directory.clientId,
    people,
    endSessions: (subject) => endSessions(pool, provider, subject),
  });
  const handle = handlerOf({ provider, people, options, admin });
  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => {
      log(`sign-in: ${error.message}`);
      const away = isAway(error);
      if (!response.headersSent) response.writeHead(away ? 503 : 500, away ? retryAfter : {});
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const sweeping = setInterval(
    () => void sweep(pool).catch((error: Error) => log(`sign-in: ${error.message}`)),
    300_000,
  );
  const stop = async (): Promise<void> => {
    clearInterval(sweeping);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await pool.end();
  };
  return { issuer, adminUrl: `http://localhost:${options.port}${adminPath}`, stop };
};
