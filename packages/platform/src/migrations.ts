import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { databaseOf } from '@katrol/registry';
import type { ServiceRow } from '@katrol/registry';
import type { DatabaseAddresses } from './databases.ts';

/** One database to bring up to date. */
export interface MigrationTask {
  service: string;
  ownerUrl: string;
  schemaFile: string;
  folders: string[];
}

/**
 * The databases that have migrations: the kit's own tables and the service's, in one order by name.
 */
export const migrationTasks = (
  root: string,
  rows: ServiceRow[],
  databases: Map<string, DatabaseAddresses>,
): MigrationTask[] =>
  rows.flatMap((row) => {
    const schemaFile = path.join(root, 'services', row.folder, 'prisma/schema.prisma');
    const ownerUrl = databases.get(databaseOf(row))?.ownerUrl;
    if (!existsSync(schemaFile) || ownerUrl === undefined) return [];
    const folders = [
      path.join(root, 'packages/store/migrations'),
      path.join(root, 'services', row.folder, 'prisma/migrations'),
    ];
    return [
      {
        service: row.folder,
        ownerUrl,
        schemaFile,
        folders: folders.filter((folder) => existsSync(folder)),
      },
    ];
  });

const checksum = (sql: string): string => createHash('sha256').update(sql).digest('hex');

// Prisma's ledger holds each migration's checksum: where all stand there already, its engine need
// not be woken.
const isUpToDate = async ({ ownerUrl, folders }: MigrationTask): Promise<boolean> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const ledger = await client.query<{ there: boolean }>(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
    );
    if (!ledger.rows[0]?.there) return false;
    const { rows } = await client.query<{ key: string }>(
      `SELECT migration_name || ' ' || checksum AS key
        FROM _prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    const applied = new Set(rows.map(({ key }) => key));
    const wanted = folders.flatMap((folder) =>
      readdirSync(folder).map((name) => ({ name, file: path.join(folder, name, 'migration.sql') })),
    );
    return wanted
      .filter(({ file }) => existsSync(file))
      .every(({ name, file }) => applied.has(`${name} ${checksum(readFileSync(file, 'utf8'))}`));
  } finally {
    await client.end();
  }
};

/**
 * Brings the databases up to date and returns what was applied, as `service/migration`. Rejects
 * with the SQL's error.
 */
export const migrateAll = async (all: MigrationTask[]): Promise<string[]> => {
  const current = await Promise.all(all.map(isUpToDate));
  return await migrate(all.filter((_, i) => !current[i]));
};

const migrate = (tasks: MigrationTask[]): Promise<string[]> => {
  if (tasks.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL('./migrate.ts', import.meta.url));
    const flags = ['--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, file], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: process.platform !== 'win32',
    });
    const applied: string[] = [];
    let said = '';
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    child.on('message', (message) => {
      const done = message as { service: string; applied: string[] };
      applied.push(...done.applied.map((name) => `${done.service}/${name}`));
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(applied) : reject(new Error(`a migration failed: ${said.trim()}`)),
    );
    child.send(tasks);
  });
};
