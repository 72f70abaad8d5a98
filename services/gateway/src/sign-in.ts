import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import { oneLine } from '@katrol/contract';
import { Refusal, type Logger } from '@katrol/runtime';
import { routeBackChannel } from './back-channel.ts';
import type { Config } from './config.ts';
import { ownPath } from './own-path.ts';
import type { SessionData, Sessions } from './sessions.ts';

export type SignIn = {
  /**
   * The session of a request with a token that is good for ten more seconds; undefined when nobody
   * signed in. `unattended`: the page asks by itself, which is no use of the session.
   */
  session(
    cookie: string | undefined,
    how: { unattended: boolean },
  ): Promise<SessionData | undefined>;
  cookieName: string;
};

/** The header with which a page says that nobody touched it for a while. */
export const UNATTENDED = 'x-katrol-unattended';
const RENEW_BEFORE_MS = 10_000;
const END_MS = 4_000;
const LOGIN_COOKIE = 'katrol_login';
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
    reply.clearCookie(LOGIN_COOKIE, { path: '/auth' });
    if (!login) return reply.redirect('/?sign_in=again');
    try {
      const tokens = await oidc.authorizationCodeGrant(
        await provider(),
        new URL(request.url, config.publicUrl),
        {
          pkceCodeVerifier: login.verifier,
          expectedState: login.state,
          expectedNonce: login.nonce,
        },
      );
      const old = request.cookies[cookieName];
      if (old) await sessions.remove(old);
      reply.setCookie(cookieName, await sessions.create(sessionOf(tokens, '')), cookie);
      return await reply.redirect(ownPath(login.returnTo));
    } catch (error) {
      log.warn('sign-in failed', { error });
      return await reply.redirect('/?sign_in=again');
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
        throw new Refusal('unavailable', 'IDENTITY_PROVIDER_UNAVAILABLE', { cause: error });
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

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

function sessionOf(tokens: Tokens, refreshToken: string): SessionData {
  // for the screen only: every service checks the token itself
  const claims = JSON.parse(
    Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString('utf8'),
  ) as {
    sub: string;
    name?: string;
    preferred_username?: string;
    realm_access?: { roles?: string[] };
    branches?: string[];
    university?: string;
  };
  return {
    subject: claims.sub,
    name: oneLine(claims.name ?? claims.preferred_username ?? ''),
    roles: claims.realm_access?.roles ?? [],
    branches: claims.branches ?? [],
    university: claims.university ?? '',
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? refreshToken,
    sid: String(tokens.claims()?.['sid'] ?? ''),
    accessUntil: Date.now() + (tokens.expires_in ?? 60) * 1000,
  };
}

function renewing(
  sessions: Sessions,
  provider: () => Promise<oidc.Configuration>,
  log: Logger,
): SignIn['session'] {
  const underWay = new Map<string, Promise<SessionData | undefined>>();
  const renew = async (secret: string, session: SessionData): Promise<SessionData | undefined> => {
    try {
      const tokens = await oidc.refreshTokenGrant(await provider(), session.refreshToken);
      const renewed = { ...sessionOf(tokens, session.refreshToken), sid: session.sid };
      await sessions.update(secret, renewed);
      return renewed;
    } catch (error) {
      if (!(error instanceof oidc.ResponseBodyError))
        throw new Refusal('unavailable', 'IDENTITY_PROVIDER_UNAVAILABLE', { cause: error });
      log.info('session ended by the provider', { subject: session.subject, code: error.error });
      await sessions.remove(secret);
      return undefined;
    }
  };
  return async (secret, how) => {
    if (!secret) return undefined;
    const session = await sessions.read(secret, how);
    if (!session || session.accessUntil - Date.now() > RENEW_BEFORE_MS) return session;
    // refresh tokens rotate: two renewals at once would end the session
    const going =
      underWay.get(secret) ?? renew(secret, session).finally(() => underWay.delete(secret));
    underWay.set(secret, going);
    return await going;
  };
}
