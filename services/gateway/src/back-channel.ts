import type { FastifyInstance } from 'fastify';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type * as oidc from 'openid-client';
import { Refusal, type Logger } from '@katrol/runtime';
import { passing } from '@katrol/store';
import { httpStatus, retryAfter } from './away.ts';
import type { Sessions } from './sessions.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
// how long a message may have been on its way, in seconds
const OLDEST_S = 120;

/** Whose session the provider ended: one by its name, or all of a person. */
type LoggedOut = { sid: string; subject: string };
type LogoutReader = (token: string) => Promise<LoggedOut>;

/**
 * Reads the logout token of OpenID Connect Back-Channel Logout 1.0 (section 2.6): signed by the
 * provider, for this client, of now, with the event, without a nonce. Refuses `invalid_argument`
 * LOGOUT_TOKEN_INVALID.
 */
function logoutReader(provider: () => Promise<oidc.Configuration>, clientId: string): LogoutReader {
  let keys: { of: string; set: ReturnType<typeof createRemoteJWKSet> } | undefined;
  return async (token) => {
    const { issuer, jwks_uri: at = '' } = (await provider()).serverMetadata();
    if (keys?.of !== at)
      keys = {
        of: at,
        set: createRemoteJWKSet(new URL(at), { timeoutDuration: 3_000, cooldownDuration: 3_000 }),
      };
    try {
      const { payload } = await jwtVerify(token, keys.set, {
        issuer,
        audience: clientId,
        algorithms: ['RS256'],
        maxTokenAge: OLDEST_S,
        clockTolerance: 5,
        requiredClaims: ['iat', 'jti', 'events'],
      });
      const { sid, sub, nonce, events } = payload as {
        sid?: unknown;
        sub?: unknown;
        nonce?: unknown;
        events?: Record<string, unknown>;
      };
      const named = typeof sid === 'string' || typeof sub === 'string';
      if (!named || nonce !== undefined || typeof events?.[EVENT] !== 'object')
        throw new errors.JWTInvalid('no logout token');
      return {
        sid: typeof sid === 'string' ? sid : '',
        subject: typeof sub === 'string' ? sub : '',
      };
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        throw new Refusal('unavailable', 'IDENTITY_PROVIDER_UNAVAILABLE', { cause: error });
      }
      throw new Refusal('invalid_argument', 'LOGOUT_TOKEN_INVALID', { cause: error });
    }
  };
}

type BackChannel = {
  provider: () => Promise<oidc.Configuration>;
  clientId: string;
  sessions: Sessions;
  log: Logger;
};

/** The provider tells from server to server that a session ended; its signature proves it. */
export function routeBackChannel(
  app: FastifyInstance,
  { provider, clientId, sessions, log }: BackChannel,
): void {
  const readLogout = logoutReader(provider, clientId);
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 32_768 },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body as string)));
    },
  );
  app.post('/auth/backchannel-logout', { config: { anyHost: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    try {
      const { sid, subject } = await readLogout(
        String((request.body as { logout_token?: unknown } | null)?.logout_token ?? ''),
      );
      const count = sid === '' ? await sessions.removeOf(subject) : await sessions.removeNamed(sid);
      log.info('session ended by the provider', { subject, count });
      return await reply.code(200).send();
    } catch (error) {
      const known = passing(error);
      if (!(known instanceof Refusal)) throw error;
      log.warn('logout message refused', { reason: known.reason, error });
      // as the specification names them: nothing of the message is wrong where we cannot look
      return reply
        .code(httpStatus(known))
        .headers(retryAfter(known))
        .send({
          error: known.code === 'unavailable' ? 'temporarily_unavailable' : 'invalid_request',
          reason: known.reason,
        });
    }
  });
}
