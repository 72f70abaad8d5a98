import type { Claims } from './principal.ts';

/** Why a token does not hold; the text is for logs, never for the caller. */
export class TokenProblem extends Error {}

const largestToken = 16 * 1024;
const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;
// A clock here that is behind the issuer's by so much (s) still takes what was just issued. The
// end of a token is kept to the second: who was sent away is out in time.
const clockSkew = 60;

/** What would let a token bring its own key or meaning along. */
export const refusedHeaders = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc'];

/** Refuses what is no signed token at all. Throws {@link TokenProblem}. */
export const checkShape = (token: string): void => {
  if (token.length > largestToken) throw new TokenProblem('too large');
  if (!shape.test(token)) throw new TokenProblem('no signed token');
};

const timeOf = (claims: Claims, name: string): number => {
  const value = claims[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new TokenProblem(`${name} is no time`);
  return value;
};

/** Holds the times of a token to `now` (s). Throws {@link TokenProblem}. */
export const checkTimes = (claims: Claims, now: number): void => {
  if (timeOf(claims, 'exp') <= now) throw new TokenProblem('expired');
  if (timeOf(claims, 'iat') > now + clockSkew) throw new TokenProblem('issued in the future');
  if (claims['nbf'] !== undefined && timeOf(claims, 'nbf') > now + clockSkew)
    throw new TokenProblem('not valid yet');
};
