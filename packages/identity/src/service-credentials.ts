import { Refusal } from '@katrol/runtime';

/** A service's own client at the provider. */
export interface ServiceCredentialsOptions {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
}

/** Gives the token that a service calls others with. */
export interface ServiceCredentials {
  /**
   * A token good for at least ten more seconds. Refuses with `unavailable`
   * IDENTITY_PROVIDER_UNAVAILABLE.
   */
  token: () => Promise<string>;
}

interface Held {
  token: string;
  until: number;
}

const form = (value: string) => encodeURIComponent(value).replace(/%20/g, '+');

const obtain = async ({
  tokenUrl,
  clientId,
  clientSecret,
}: ServiceCredentialsOptions): Promise<Held> => {
  const startedAt = performance.now();
  const secret = Buffer.from(`${form(clientId)}:${form(clientSecret)}`).toString('base64');
  const response = await fetch(tokenUrl, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(5_000),
    headers: {
      authorization: `Basic ${secret}`,
      accept: 'application/json',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const answer = (await response.json()) as {
    access_token?: unknown;
    expires_in?: unknown;
    error?: unknown;
  };
  if (!response.ok || typeof answer.access_token !== 'string') {
    throw new Error(`no token for ${clientId}: ${response.status} ${String(answer.error ?? '')}`);
  }
  const seconds = typeof answer.expires_in === 'number' ? answer.expires_in : 30;
  return { token: answer.access_token, until: startedAt + seconds * 1000 };
};

/**
 * Keeps one token at hand: renewed ten seconds before its end, asked for once however many callers
 * wait.
 */
export const serviceCredentials = (options: ServiceCredentialsOptions): ServiceCredentials => {
  let held: Held | undefined;
  let obtaining: Promise<Held> | undefined;
  const renew = (): Promise<Held> => {
    obtaining ??= obtain(options)
      .then((fresh) => (held = fresh))
      .finally(() => (obtaining = undefined));
    return obtaining;
  };
  return {
    async token() {
      const left = (held?.until ?? 0) - performance.now();
      if (held !== undefined && left > 10_000) return held.token;
      try {
        return (await renew()).token;
      } catch (cause) {
        if (held !== undefined && held.until - performance.now() > 2_000) return held.token;
        throw new Refusal('unavailable', 'IDENTITY_PROVIDER_UNAVAILABLE', { cause });
      }
    },
  };
};
