import { openAdminApi } from '@katrol/identity/admin-api';
import type { AdminApi } from '@katrol/identity/admin-api';

/** A running Keycloak, and a client of its realm `master` that may keep realms. */
export type Server = { url: string; clientId: string; clientSecret: string };

/** The admin API of one realm. A refusal is an error with Keycloak's own words. */
export type Admin = {
  get<T>(path: string): Promise<T>;
  /** undefined where nothing is found */
  find<T>(path: string): Promise<T | undefined>;
  /** gives the last part of the address of what was made */
  post(path: string, body: unknown): Promise<string>;
  put(path: string, body: unknown): Promise<void>;
  remove(path: string, body?: unknown): Promise<void>;
};

/** Tells of one change that was made, in words for a person. */
export type Tell = (change: string) => void;

const words = (body: unknown): string => JSON.stringify(body ?? '').slice(0, 400);

/** Opens the admin API under `/admin/realms` + `under`. */
export const openAdmin = ({ url, clientId, clientSecret }: Server, under: string): Admin => {
  const api = openAdminApi({
    adminUrl: `${url}/admin/realms${under}`,
    tokenUrl: `${url}/realms/master/protocol/openid-connect/token`,
    clientId,
    clientSecret,
    // the first call of a kind on a cold server
    limitMs: 60_000,
  });
  const call: AdminApi = (method, path, body) =>
    api(method, path, body).catch((error: Error) => {
      const why = error.cause instanceof Error ? error.cause.message : error.message;
      throw new Error(`Keycloak (${url}) does not take this: ${method} ${under}${path}: ${why}`, {
        cause: error,
      });
    });
  const must = async (...[method, path, body]: Parameters<AdminApi>): ReturnType<AdminApi> => {
    const answer = await call(method, path, body);
    if (answer.status >= 400)
      throw new Error(
        `Keycloak: ${method} ${under}${path}: ${answer.status} ${words(answer.body)}`,
      );
    return answer;
  };
  return {
    get: async <T>(path: string) => (await must('GET', path)).body as T,
    async find<T>(path: string) {
      const answer = await call('GET', path);
      return answer.status === 404 ? undefined : (answer.body as T);
    },
    post: async (path, body) => (await must('POST', path, body)).location.split('/').at(-1) ?? '',
    put: async (path, body) => void (await must('PUT', path, body)),
    remove: async (path, body) => void (await must('DELETE', path, body)),
  };
};
