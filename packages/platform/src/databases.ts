import { createHmac } from 'node:crypto';
import pg from 'pg';

/**
 * The two addresses of one database: the owner migrates it, the runtime role works in it and owns
 * nothing.
 */
export interface DatabaseAddresses {
  ownerUrl: string;
  url: string;
}

const asAdmin = async <T>(adminUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: adminUrl });
  let lost: Error | undefined;
  client.on('error', (error) => (lost = error));
  await client.connect();
  try {
    const result = await use(client);
    if (lost) throw lost;
    return result;
  } finally {
    await client.end();
  }
};

// Derived from the administrator's password, so that nothing more has to be kept and every start
// finds the same.
const passwordOf = (adminUrl: string, role: string): string =>
  createHmac('sha256', decodeURIComponent(new URL(adminUrl).password))
    .update(`role ${role}`)
    .digest('base64url');

const addressOf = (adminUrl: string, database: string, role: string): string => {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = passwordOf(adminUrl, role);
  url.pathname = `/${database}`;
  return url.href;
};

const checkName = (name: string): void => {
  if (!/^[a-z][a-z0-9_]{0,55}$/.test(name))
    throw new Error(`"${name}" is no name for a database: a-z, 0-9 and _ only`);
};

const ensureRole = async (client: pg.Client, adminUrl: string, role: string): Promise<void> => {
  const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = known.rowCount === 0 ? 'CREATE' : 'ALTER';
  const password = client.escapeLiteral(passwordOf(adminUrl, role));
  await client.query(
    `${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT
      PASSWORD ${password}`,
  );
};

/**
 * Makes the database `name` with the roles `<name>_owner` (migrations) and `<name>` (the service)
 * where they are not there yet, and returns their addresses. What the owner makes later is closed to
 * the runtime role until a migration says what it may.
 */
export const ensureDatabase = async (
  adminUrl: string,
  name: string,
): Promise<DatabaseAddresses> => {
  checkName(name);
  const owner = `${name}_owner`;
  await asAdmin(adminUrl, async (client) => {
    // roles are shared by all databases: two makers at once would collide
    await client.query('SELECT pg_advisory_lock(7204118034)');
    await ensureRole(client, adminUrl, owner);
    await ensureRole(client, adminUrl, name);
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    // a database server given from outside lets its administrator hand over only to roles it is a
    // member of
    const self = (
      await client.query<{ super: boolean }>(
        'SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user',
      )
    ).rows[0];
    if (!self?.super) await client.query(`GRANT ${owner} TO CURRENT_USER`);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${name}`);
  });
  const inside = new URL(adminUrl);
  inside.pathname = `/${name}`;
  await asAdmin(inside.href, async (client) => {
    await client.query(`ALTER SCHEMA public OWNER TO ${owner}`);
    await client.query(`REVOKE ALL ON SCHEMA public FROM PUBLIC`);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${name}`);
  });
  return { ownerUrl: addressOf(adminUrl, name, owner), url: addressOf(adminUrl, name, name) };
};

/**
 * Copies a database for one test: `name` gets the structure and rows of `template` (to which nobody
 * may be connected) and is used with the template's own two roles. An older database of that name
 * is dropped.
 */
export const cloneDatabase = async (
  adminUrl: string,
  template: string,
  name: string,
): Promise<DatabaseAddresses> => {
  checkName(template);
  checkName(name);
  const owner = `${template}_owner`;
  await asAdmin(adminUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(
      `CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${owner} STRATEGY wal_log`,
    );
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${template}`);
  });
  return { ownerUrl: addressOf(adminUrl, name, owner), url: addressOf(adminUrl, name, template) };
};

/** Drops a database whoever is still connected to it. */
export const dropDatabase = async (adminUrl: string, name: string): Promise<void> => {
  checkName(name);
  await asAdmin(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
};
