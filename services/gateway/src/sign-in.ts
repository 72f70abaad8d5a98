import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import type { Logger } from '@katrol/runtime';
import { providerAway, whoIsAway } from './away.ts';
import { routeBackChannel } from './back-channel.ts';
import type { Config } from './config.ts';
import { ownPath } from './own-path.ts';
import { renewing, sessionOf } from './renewing.ts';
import type { SessionOf, Sessions } from './sessions.ts';

export type SignIn = { session: SessionOf; cookieName: string };

/** The header with which a page says that nobody touched it for a while. */
export const UNATTENDED = 'x-katrol-unattended';
const END_MS = 4_000;
const LOGIN_COOKIE = 'katrol_login';
const AGAIN = '/?sign_in=again';
type Login = { state: string; nonce: string; verifier: string; returnTo: string };

/**
 * Code flow with PKCE; the tokens stay in the server-side session, the browser holds a random
 * cookie.
 */
export function registerSignIn(
  app: FastifyInstance,
  config: Config,
  sessions: Sessions,
  log: Logger,
): SignIn {
  const secure = config.publicUrl.startsWith('https:');
  const cookieName = secure ? '__Host-katrol' : 'katrol';
  const cookie = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;
  const provider = openProvider(config);
  const sign = (text: string): string =>
    createHmac('sha256', config.sessionSecret).update(text).digest('base64url');
  const keeper = { cookieName, session: renewing(sessions, provider, log) };
  const desk = { config, sessions, log, provider, cookieName, cookie, sign };
  routeToProvider(app, desk);
  routeFromProvider(app, desk);
  app.get('/auth/me', async (request, reply) => {
    const session = await keeper.session(request.cookies[cookieName], {
      unattended: request.headers[UNATTENDED] !== undefined,
    });
    reply.header('cache-control', 'no-store');
    if (!session) return reply.code(401).send({ reason: 'SIGN_IN_FIRST' });
    const { subject, name, roles, branches, university } = session;
    return { subject, name, roles, branches, university };
  });
  routeSignOut(app, desk);
  routeBackChannel(app, { provider, clientId: config.oidcClientId, sessions, log });
  return keeper;
}

/** What the steps of signing in and out share. */
type Desk = {
  config: Config;
  sessions: Sessions;
  log: Logger;
  provider: () => Promise<oidc.Configuration>;
  cookieName: string;
  cookie: { path: string; httpOnly: boolean; secure: boolean; sameSite: 'lax' };
  sign: (text: string) => string;
};

function routeToProvider(app: FastifyInstance, desk: Desk): void {
  const { config, sessions, provider, cookieName, cookie, sign } = desk;
  app.get('/auth/sign-in', async (request, reply) => {
    const query = request.query as { return_to?: unknown; ui_locales?: string };
    const login: Login = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      returnTo: ownPath(query.return_to),
    };
    const url = oidc.buildAuthorizationUrl(await provider(), {
      redirect_uri: `${config.publicUrl}/auth/callback`,
      scope: 'openid profile',
      state: login.state,
      nonce: login.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(login.verifier),
      code_challenge_method: 'S256',
      ...((await isOver(request.cookies[cookieName], sessions)) ? { prompt: 'login' } : {}),
      ui_locales: /^(nl|fr|en)$/.test(query.ui_locales ?? '') ? (query.ui_locales as string) : 'nl',
    });
    const body = Buffer.from(JSON.stringify(login)).toString('base64url');
    reply.setCookie(LOGIN_COOKIE, `${body}.${sign(body)}`, {
      ...cookie,
      path: '/auth',
      maxAge: 900,
    });
    return reply.redirect(url.href);
  });
}

/**
 * Does somebody come back to a session that ended? The provider may still know them, or whoever was
 * at this device before: it asks who it is.
 */
const isOver = async (secret: string | undefined, sessions: Sessions): Promise<boolean> =>
  secret !== undefined && (await sessions.read(secret, { unattended: true })) === undefined;

function routeFromProvider(app: FastifyInstance, desk: Desk): void {
  const { config, sessions, log, provider, cookieName, cookie, sign } = desk;
  app.get('/auth/callback', async (request, reply) => {
    const login = readLogin(request.cookies[LOGIN_COOKIE], sign);
    const again = () => reply.clearCookie(LOGIN_COOKIE, { path: '/auth' }).redirect(AGAIN);
    if (!login) return await again();
    const old = request.cookies[cookieName] ?? '';
    try {
      // before the code is used up: the same address works when what is away is back
      await sessions.read(old);
      const tokens = await oidc.authorizationCodeGrant(
        await provider(),
        new URL(request.url, config.publicUrl),
        {
          pkceCodeVerifier: login.verifier,
          expectedState: login.state,
          expectedNonce: login.nonce,
        },
      );
      await sessions.remove(old);
      reply.setCookie(cookieName, await sessions.create(sessionOf(tokens, '')), cookie);
      reply.clearCookie(LOGIN_COOKIE, { path: '/auth' });
      return await reply.redirect(ownPath(login.returnTo));
    } catch (error) {
      const away = whoIsAway(error);
      if (away) throw away;
      log.warn('sign-in failed', { error });
      return await again();
    }
  });
}

function routeSignOut(
  app: FastifyInstance,
  { config, sessions, provider, cookieName }: Desk,
): void {
  app.post('/auth/sign-out', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.headers['x-katrol'] !== 'portal')
      return reply.code(403).send({ reason: 'ORIGIN_REFUSED' });
    const secret = request.cookies[cookieName] ?? '';
    const session = await sessions.read(secret);
    await sessions.remove(secret);
    reply.clearCookie(cookieName, { path: '/' });
    if (!session || (await endAtProvider(await provider(), config, session.refreshToken)))
      return { redirect: '/' };
    // asked for there by the person: a token has no place in an address
    return {
      redirect: oidc.buildEndSessionUrl(await provider(), {
        client_id: config.oidcClientId,
        post_logout_redirect_uri: `${config.publicUrl}/`,
      }).href,
    };
  });
}

function readLogin(value: string | undefined, sign: (text: string) => string): Login | undefined {
  const [body = '', mac = ''] = (value ?? '').split('.');
  const expected = Buffer.from(sign(body));
  const given = Buffer.from(mac);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Login;
}

function openProvider(config: Config): () => Promise<oidc.Configuration> {
  let found: Promise<oidc.Configuration> | undefined;
  const insecure = config.oidcIssuer.startsWith('http:')
    ? { execute: [oidc.allowInsecureRequests] }
    : {};
  return () => {
    found ??= oidc
      .discovery(
        new URL(config.oidcIssuer),
        config.oidcClientId,
        config.oidcClientSecret,
        undefined,
        insecure,
      )
      .catch((error: unknown) => {
        // asked again by the next one who signs in
        found = undefined;
        throw providerAway(error);
      });
    return found;
  };
}

/**
 * Ends the person's session at the provider from server to server, as Keycloak offers it; false
 * when it did not.
 */
async function endAtProvider(
  provider: oidc.Configuration,
  config: Config,
  refreshToken: string,
): Promise<boolean> {
  const { end_session_endpoint: at } = provider.serverMetadata();
  if (!at) return false;
  const body = new URLSearchParams({
    client_id: config.oidcClientId,
    client_secret: config.oidcClientSecret,
    refresh_token: refreshToken,
  });
  const answer = await fetch(at, {
    method: 'POST',
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(END_MS),
  }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 204;
}
