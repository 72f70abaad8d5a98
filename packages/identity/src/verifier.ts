import { hash } from 'node:crypto';
import { Refusal, systemClock } from '@katrol/runtime';
import { createTokenCheck } from './keycloak.ts';
import { createSigningKeys } from './keys.ts';
import type { KeyTimes } from './keys.ts';
import { createLinkCheck, linkOf, saysLink } from './link-token.ts';
import { ClaimsProblem, principalOf } from './principal.ts';
import type { Claims, Principal } from './principal.ts';
import { checkShape, TokenProblem } from './token.ts';

/**
 * `issuer` is compared to the letter with the public one; `keysUrl` may be an inner address of the
 * same provider. `audience` must be named by the token; `now` is the clock (UTC). `linkKeys`: the
 * gateway's public keys for links, several while they turn over; without any no link is taken.
 */
export interface VerifierOptions {
  issuer: string;
  keysUrl: string;
  audience: string;
  now?: () => Date;
  keyTimes?: Partial<KeyTimes>;
  linkKeys?: readonly string[];
}

/** Tells who a bearer token is about. */
export interface Verifier {
  /**
   * Refuses with `unauthenticated` IDENTITY_TOKEN_INVALID, or `unavailable` when the provider
   * cannot be asked for keys.
   */
  verify: (token: string) => Promise<Principal>;
}

const mostRemembered = 5_000;

/**
 * Makes a verifier. What it found is remembered until the token ends (at most a minute), so a hot
 * path costs a hash.
 */
export const createVerifier = (options: VerifierOptions): Verifier => {
  const now = options.now ?? (() => systemClock.now());
  const keys = createSigningKeys(options.keysUrl, options.keyTimes);
  const check = createTokenCheck({ issuer: options.issuer, audience: options.audience, keys, now });
  const checkLink = createLinkCheck({
    keys: options.linkKeys ?? [],
    audience: options.audience,
    now,
  });
  // whose keys judge it follows from what it says it is: neither's are taken for the other's
  const judge = async (token: string): Promise<{ claims: Claims; principal: Principal }> => {
    checkShape(token);
    if (saysLink(token)) {
      const claims = await checkLink(token);
      return { claims, principal: linkOf(claims) };
    }
    const claims = await check(token);
    return { claims, principal: principalOf(claims) };
  };
  const remembered = new Map<string, { principal: Principal; until: number }>();

  const remember = (id: string, principal: Principal, exp: number): void => {
    const time = now().getTime();
    remembered.set(id, { principal, until: Math.min(exp * 1000, time + 60_000) });
    for (const oldest of remembered.keys()) {
      if (remembered.size <= mostRemembered) break;
      remembered.delete(oldest);
    }
  };

  const recall = (id: string): Principal | undefined => {
    const found = remembered.get(id);
    if (found === undefined) return undefined;
    remembered.delete(id);
    if (found.until <= now().getTime()) return undefined;
    // put back as the youngest: the one used longest ago leaves first
    remembered.set(id, found);
    return found.principal;
  };

  return {
    async verify(token) {
      const id = hash('sha256', token, 'base64');
      const known = recall(id);
      if (known !== undefined) return known;
      try {
        const { claims, principal } = await judge(token);
        remember(id, principal, claims['exp'] as number);
        return principal;
      } catch (cause) {
        if (cause instanceof TokenProblem || cause instanceof ClaimsProblem) {
          throw new Refusal('unauthenticated', 'IDENTITY_TOKEN_INVALID', { cause });
        }
        throw cause;
      }
    },
  };
};
