import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { Refusal } from '@katrol/runtime';

const largestAnswer = 256 * 1024;

/** Public keys by id, as PEM. */
export interface SigningKeys {
  /**
   * The key of this id, or undefined when the provider has none. Refuses as `unavailable` when it
   * cannot be asked.
   */
  find: (kid: string) => Promise<string | undefined>;
}

/**
 * Milliseconds: between two asks for an unknown key, until known keys are read anew, for one
 * answer.
 */
export interface KeyTimes {
  cooldown: number;
  maxAge: number;
  timeout: number;
}

const defaultTimes: KeyTimes = { cooldown: 3_000, maxAge: 600_000, timeout: 3_000 };

const pemOf = (jwk: JsonWebKey): string | undefined => {
  const suits =
    jwk.kty === 'RSA' && (jwk['use'] ?? 'sig') === 'sig' && (jwk['alg'] ?? 'RS256') === 'RS256';
  if (!suits) return undefined;
  // only what makes a public key: whatever else the answer holds is left out
  const key = createPublicKey({ key: { kty: 'RSA', n: jwk.n, e: jwk.e }, format: 'jwk' });
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return undefined;
  return key.export({ type: 'spki', format: 'pem' }).toString();
};

const readKeys = async (keysUrl: string, timeout: number): Promise<Map<string, string>> => {
  const response = await fetch(keysUrl, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
    headers: { accept: 'application/json' },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the keys were asked and the answer was ${response.status}`);
  if (text.length > largestAnswer) throw new Error('the answer with the keys is too large');
  const found = new Map<string, string>();
  for (const jwk of (JSON.parse(text) as { keys: (JsonWebKey & { kid?: string })[] }).keys) {
    const pem = pemOf(jwk);
    if (pem !== undefined && typeof jwk.kid === 'string') found.set(jwk.kid, pem);
  }
  return found;
};

/**
 * Keeps the provider's signing keys. An unknown id makes it ask again - one ask at a time, with a
 * pause between two, so that made-up ids cost the provider nothing. Keys the provider withdrew are
 * forgotten when they are read anew.
 */
export const createSigningKeys = (keysUrl: string, times: Partial<KeyTimes> = {}): SigningKeys => {
  const { cooldown, maxAge, timeout } = { ...defaultTimes, ...times };
  let keys = new Map<string, string>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let readAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let asking: Promise<void> | undefined;

  const ask = (): Promise<void> => {
    asking ??= (async () => {
      askedAt = performance.now();
      try {
        keys = await readKeys(keysUrl, timeout);
        readAt = performance.now();
        failure = undefined;
      } catch (error) {
        failure = error;
      } finally {
        asking = undefined;
      }
    })();
    return asking;
  };

  return {
    async find(kid) {
      const age = performance.now() - readAt;
      const mayAsk = () => asking !== undefined || performance.now() - askedAt >= cooldown;
      // known keys outlive a provider that does not answer, but not for ever
      if (keys.has(kid) && age < maxAge) return keys.get(kid);
      if (keys.has(kid) && age < 6 * maxAge) {
        if (mayAsk()) void ask();
        return keys.get(kid);
      }
      if (mayAsk()) await ask();
      const pem = keys.get(kid);
      if (pem === undefined && failure !== undefined)
        throw new Refusal('unavailable', 'IDENTITY_PROVIDER_UNAVAILABLE', { cause: failure });
      return pem;
    },
  };
};
