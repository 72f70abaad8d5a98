import pg from 'pg';
import type { DatabaseAddresses } from '../databases.ts';

// The provider's own small store; no migrations, because it holds nothing that a start could not
// make again.
const tables = `
CREATE TABLE IF NOT EXISTS person (
  subject uuid PRIMARY KEY, document jsonb NOT NULL, seed jsonb NOT NULL, place integer NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name text PRIMARY KEY, value jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS record (
  model text NOT NULL, id text NOT NULL, payload jsonb NOT NULL,
  grant_id text, uid text, expires_at timestamptz,
  PRIMARY KEY (model, id));
CREATE INDEX IF NOT EXISTS record_grant ON record (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_uid ON record (uid) WHERE uid IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_expires ON record (expires_at);
`;

/**
 * Makes the provider's tables where they are missing and opens a small pool of its runtime role.
 */
export const openDatabase = async ({ ownerUrl, url }: DatabaseAddresses): Promise<pg.Pool> => {
  const owner = new pg.Client({ connectionString: ownerUrl });
  let lost: Error | undefined;
  owner.on('error', (error) => (lost = error));
  await owner.connect();
  await owner.query(tables);
  const runtime = owner.escapeIdentifier(new URL(url).username);
  await owner.query(
    `GRANT SELECT, INSERT, UPDATE, DELETE ON person, setting, record TO ${runtime}`,
  );
  await owner.end();
  if (lost) throw lost;
  const pool = new pg.Pool({
    connectionString: url,
    max: 3,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  // PostgreSQL may die under it and come back; the next query finds out by itself
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

/** Reads a value that is made once and kept: signing keys, cookie keys. */
export const keptValue = async <T>(pool: pg.Pool, name: string, make: () => T): Promise<T> => {
  const known = await pool.query<{ value: T }>('SELECT value FROM setting WHERE name = $1', [name]);
  if (known.rows[0]) return known.rows[0].value;
  await pool.query('INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    name,
    JSON.stringify(make()),
  ]);
  return keptValue(pool, name, make);
};
