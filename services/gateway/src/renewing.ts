import * as oidc from 'openid-client';
import { oneLine } from '@katrol/contract';
import type { Logger } from '@katrol/runtime';
import { providerAway } from './away.ts';
import type { SessionData, SessionOf, Sessions } from './sessions.ts';

const RENEW_BEFORE_MS = 10_000;
// looked up once more by ourselves: no use of it
const AGAIN = { unattended: true };

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** A session as the provider's tokens make it; `refreshToken` where they bring no new one. */
export function sessionOf(tokens: Tokens, refreshToken: string): SessionData {
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

// Only this says that the provider itself ended it; a provider in trouble answers with errors too.
const isEnded = (error: unknown): error is oidc.ResponseBodyError =>
  error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant';

/**
 * Finds the session of a cookie, with a token that is good for ten more seconds: renewed in time,
 * one renewal at once. Refuses `unavailable` while the provider or the database is away, which ends
 * no session.
 */
export function renewing(
  sessions: Sessions,
  provider: () => Promise<oidc.Configuration>,
  log: Logger,
): SessionOf {
  const underWay = new Map<string, Promise<SessionData | undefined>>();
  // refresh tokens rotate: one that was given and could not be kept is the only one that works
  const unkept = new Map<string, SessionData>();
  const keep = async (secret: string, renewed: SessionData): Promise<SessionData | undefined> => {
    unkept.set(secret, renewed);
    const there = await sessions.update(secret, renewed);
    unkept.delete(secret);
    return there ? renewed : undefined;
  };
  const ask = async (session: SessionData): Promise<SessionData | undefined> => {
    try {
      const tokens = await oidc.refreshTokenGrant(await provider(), session.refreshToken);
      return { ...sessionOf(tokens, session.refreshToken), sid: session.sid };
    } catch (error) {
      if (!isEnded(error)) throw providerAway(error);
      log.info('session ended by the provider', { subject: session.subject, code: error.error });
      return undefined;
    }
  };
  const renew = async (secret: string): Promise<SessionData | undefined> => {
    const late = unkept.get(secret);
    const session = (late && (await keep(secret, late))) ?? (await sessions.read(secret, AGAIN));
    if (!session || isFresh(session)) return session;
    const renewed = await ask(session);
    if (renewed) return await keep(secret, renewed);
    await sessions.remove(secret);
    return undefined;
  };
  return async (secret, how) => {
    if (!secret) return undefined;
    const session = await sessions.read(secret, how);
    if (!session || isFresh(session)) return session;
    // two renewals at once would end the session
    const going = underWay.get(secret) ?? renew(secret).finally(() => underWay.delete(secret));
    underWay.set(secret, going);
    return await going;
  };
}

const isFresh = ({ accessUntil }: SessionData): boolean =>
  accessUntil - Date.now() > RENEW_BEFORE_MS;
