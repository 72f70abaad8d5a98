import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type * as oidc from 'openid-client';
import { Refusal } from '@katrol/runtime';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
// how long a message may have been on its way, in seconds
const OLDEST_S = 120;

/** Whose session the provider ended: one by its name, or all of a person. */
export type LoggedOut = { sid: string; subject: string };
export type LogoutReader = (token: string) => Promise<LoggedOut>;

/**
 * Reads the logout token of OpenID Connect Back-Channel Logout 1.0 (section 2.6): signed by the provider, for this client, of now, with
 * the event, without a nonce. Refuses `invalid_argument` LOGOUT_TOKEN_INVALID.
 */
export function logoutReader(provider: () => Promise<oidc.Configuration>, clientId: string): LogoutReader {
  let keys: { of: string; set: ReturnType<typeof createRemoteJWKSet> } | undefined;
  return async (token) => {
    const { issuer, jwks_uri: at = '' } = (await provider()).serverMetadata();
    if (keys?.of !== at) keys = { of: at, set: createRemoteJWKSet(new URL(at), { timeoutDuration: 3_000, cooldownDuration: 3_000 }) };
    try {
      const { payload } = await jwtVerify(token, keys.set, {
        issuer, audience: clientId, algorithms: ['RS256'], maxTokenAge: OLDEST_S, clockTolerance: 5, requiredClaims: ['iat', 'jti', 'events'],
      });
      const { sid, sub, nonce, events } = payload as { sid?: unknown; sub?: unknown; nonce?: unknown; events?: Record<string, unknown> };
      const named = typeof sid === 'string' || typeof sub === 'string';
      if (!named || nonce !== undefined || typeof events?.[EVENT] !== 'object') throw new errors.JWTInvalid('no logout token');
      return { sid: typeof sid === 'string' ? sid : '', subject: typeof sub === 'string' ? sub : '' };
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        throw new Refusal('unavailable', 'IDENTITY_PROVIDER_UNAVAILABLE', { cause: error });
      }
      throw new Refusal('invalid_argument', 'LOGOUT_TOKEN_INVALID', { cause: error });
    }
  };
}
