import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { cloneDatabase, dropDatabase } from '@katrol/platform';

/**
 * A database of a test's own. `url` is the runtime role's; `admin` is the superuser's, which looks
 * behind row-level security.
 */
export type TestDatabase = {
  name: string;
  url: string;
  admin: pg.Pool;
  adminUrl: string;
  stop(): Promise<void>;
};

/** Clones the service's migrated template, without a service on it. */
export async function startDatabase(): Promise<TestDatabase> {
  const server = needed('KATROL_TEST_ADMIN_URL');
  const template = needed('KATROL_TEST_TEMPLATE');
  const name = `${template}_${randomBytes(4).toString('hex')}`;
  const { url } = await cloneDatabase(server, template, name);
  const adminAt = new URL(server);
  adminAt.pathname = `/${name}`;
  const admin = new pg.Pool({ connectionString: adminAt.href, max: 2 });
  // the last test ends the database under it
  admin.on('error', () => undefined);
  return {
    name,
    url,
    admin,
    adminUrl: adminAt.href,
    stop: async () => {
      await admin.end();
      await dropDatabase(server, name);
    },
  };
}

/** A setting that the runner of the tests gives. */
export function needed(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run the tests with "pnpm test", which brings PostgreSQL`);
  return value;
}
