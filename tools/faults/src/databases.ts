import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureDatabase } from '@katrol/platform';
import { readMigrations } from '@katrol/store/migrate';
import pg from 'pg';

const kit = fileURLToPath(new URL('../../../packages/store/migrations', import.meta.url));
const tables = fileURLToPath(new URL('../prisma/tables.sql', import.meta.url));

/** The database every fixture service is a copy of: the kit's tables and the fixture's own. */
export async function makeTemplate(adminUrl: string, name: string): Promise<void> {
  const migrations = await readMigrations(kit);
  await migrated(adminUrl, name, [
    ...migrations.map(({ sql }) => sql),
    readFileSync(tables, 'utf8'),
  ]);
}

/** The same of a service of the platform, by its folder. */
export async function makeTemplateOf(adminUrl: string, folder: string): Promise<string> {
  const name = `of_${folder.replaceAll('-', '_')}`;
  const own = fileURLToPath(
    new URL(`../../../services/${folder}/prisma/migrations`, import.meta.url),
  );
  const migrations = await readMigrations(kit, own);
  await migrated(
    adminUrl,
    name,
    migrations.map(({ sql }) => sql),
  );
  return name;
}

async function migrated(adminUrl: string, name: string, steps: readonly string[]): Promise<void> {
  const { ownerUrl } = await ensureDatabase(adminUrl, name);
  const owner = new pg.Client({ connectionString: ownerUrl });
  owner.on('error', () => undefined);
  await owner.connect();
  try {
    for (const step of steps) await owner.query(step);
  } finally {
    await owner.end();
  }
}

/** The same database under another port or with another name. */
export function at(url: string, change: { port?: number; database?: string }): string {
  const other = new URL(url);
  if (change.port !== undefined) other.port = String(change.port);
  if (change.database !== undefined) other.pathname = `/${change.database}`;
  return other.href;
}

/** Looks from outside, as superuser, behind the service's back. */
export function outside(adminUrl: string, database: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: at(adminUrl, { database }), max: 3 });
  pool.on('error', () => undefined);
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  return pool;
}
