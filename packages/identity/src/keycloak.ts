import { createRequire } from 'node:module';
import type { Claims } from './principal.ts';
import type { SigningKeys } from './keys.ts';
import { checkTimes, refusedHeaders, TokenProblem } from './token.ts';

// The consortium asked for keycloak-connect; it is deprecated, so this is the only file that knows
// it. `jose` is the exit.
interface KeycloakToken {
  header: Record<string, unknown>;
  content: Claims;
  isExpired: () => boolean;
}
interface KeycloakGrants {
  rotation: { getJWK: (kid: string) => Promise<string> };
  validateToken: (token: KeycloakToken, type: 'Bearer') => Promise<KeycloakToken>;
}
type NewGrants = new (config: Record<string, unknown>) => KeycloakGrants;
type NewToken = new (token: string, clientId: string) => KeycloakToken;

const load = createRequire(import.meta.url);
const GrantManager = load('keycloak-connect/middleware/auth-utils/grant-manager.js') as NewGrants;
const Token = load('keycloak-connect/middleware/auth-utils/token.js') as NewToken;

/** How a token is judged: the exact issuer, the audience it must name, the keys, the clock. */
export interface TokenCheck {
  issuer: string;
  audience: string;
  keys: SigningKeys;
  now: () => Date;
}

const checkHeader = (header: unknown): void => {
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new TokenProblem('no header');
  const fields = header as Record<string, unknown>;
  if (fields['alg'] !== 'RS256') throw new TokenProblem('alg is not RS256');
  if (typeof fields['kid'] !== 'string' || fields['kid'] === '' || fields['kid'].length > 200)
    throw new TokenProblem('kid is missing');
  if (fields['typ'] !== undefined && fields['typ'] !== 'JWT' && fields['typ'] !== 'at+jwt')
    throw new TokenProblem('typ of the header');
  const refused = refusedHeaders.find((name) => Object.hasOwn(fields, name));
  if (refused !== undefined) throw new TokenProblem(`the header holds ${refused}`);
};

/**
 * Judges one bearer token and returns its claims. keycloak-connect checks type, issuer, audience
 * and signature; this closes what it leaves open: algorithm, size, foreign keys, nbf, the shape of
 * the times, and the key cache. Throws {@link TokenProblem}, or a Refusal `unavailable` when the
 * keys cannot be had.
 */
export const createTokenCheck = ({
  issuer,
  audience,
  keys,
  now,
}: TokenCheck): ((token: string) => Promise<Claims>) => {
  const grants = new GrantManager({
    realmUrl: issuer,
    clientId: audience,
    bearerOnly: true,
    verifyTokenAudience: true,
  });
  return async (text) => {
    const token = new Token(text, audience);
    checkHeader(token.header);
    if (typeof token.content !== 'object' || token.content === null || Array.isArray(token.content))
      throw new TokenProblem('no claims');
    const seconds = now().getTime() / 1000;
    checkTimes(token.content, seconds);
    token.isExpired = () => false;
    const key = await keys.find(token.header['kid'] as string);
    if (key === undefined) throw new TokenProblem('unknown kid');
    const judge = Object.assign(Object.create(grants) as KeycloakGrants, {
      rotation: { getJWK: () => Promise.resolve(key) },
    });
    try {
      return (await judge.validateToken(token, 'Bearer')).content;
    } catch (cause) {
      throw new TokenProblem((cause as Error).message, { cause });
    }
  };
};
