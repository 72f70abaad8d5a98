import { Refusal } from '@katrol/runtime';
import { serviceCredentials } from './service-credentials.ts';

/**
 * Where the admin API is and who we are there; `adminUrl` as `https://host/admin/realms/katrol`.
 */
export interface AdminApiOptions {
  adminUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** for one call; 5 s unless told */
  limitMs?: number;
}

/**
 * An answer: its status, its JSON (undefined when there is none) and the address of what was made.
 */
export interface AdminAnswer {
  status: number;
  body: unknown;
  location: string;
}

/** One call of Keycloak's admin REST API. */
export type AdminApi = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<AdminAnswer>;

const usualLimitMs = 5_000;
// what the caller of a call can do something about; everything else is the directory's own trouble
const answered = (status: number): boolean =>
  (status >= 200 && status < 300) || status === 404 || status === 409 || status === 400;

const away = (cause: unknown): Refusal => new Refusal('unavailable', 'DIRECTORY_AWAY', { cause });

/**
 * Opens the admin API with a client's own credentials. A call refuses `unavailable` DIRECTORY_AWAY
 * when nothing sensible comes back in time.
 */
export const openAdminApi = (options: AdminApiOptions): AdminApi => {
  const { adminUrl, limitMs = usualLimitMs, ...client } = options;
  const credentials = serviceCredentials(client);
  return async (method, path, body) => {
    try {
      const response = await fetch(`${adminUrl}${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(limitMs),
        headers: {
          authorization: `Bearer ${await credentials.token()}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!answered(response.status))
        throw new Error(`${method} ${path.split('?')[0]} was answered with ${response.status}`);
      return {
        status: response.status,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
        location: response.headers.get('location') ?? '',
      };
    } catch (cause) {
      throw away(cause);
    }
  };
};
