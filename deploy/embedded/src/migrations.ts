import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceRow } from './consortium.ts';
import type { DatabaseAddresses } from './databases.ts';

/** One database to bring up to date. */
export interface MigrationTask {
  service: string;
  ownerUrl: string;
  schemaFile: string;
  folders: string[];
}

/** The databases that have migrations: the kit's own tables and the service's, in one order by name. */
export const migrationTasks = (root: string, rows: ServiceRow[], databases: Map<string, DatabaseAddresses>): MigrationTask[] =>
  rows.flatMap((row) => {
    const schemaFile = path.join(root, 'services', row.folder, 'prisma/schema.prisma');
    const ownerUrl = databases.get(row.database)?.ownerUrl;
    if (!existsSync(schemaFile) || ownerUrl === undefined) return [];
    const folders = [path.join(root, 'packages/store/migrations'), path.join(root, 'services', row.folder, 'prisma/migrations')];
    return [{ service: row.folder, ownerUrl, schemaFile, folders: folders.filter((folder) => existsSync(folder)) }];
  });

/** Brings the databases up to date and returns what was applied, as `service/migration`. Rejects with the SQL's error. */
export const migrateAll = (tasks: MigrationTask[]): Promise<string[]> => {
  if (tasks.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL('./migrate.ts', import.meta.url));
    const flags = ['--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, file], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: process.platform !== 'win32' });
    const applied: string[] = [];
    let said = '';
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    child.on('message', (message) => {
      const done = message as { service: string; applied: string[] };
      applied.push(...done.applied.map((name) => `${done.service}/${name}`));
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(applied) : reject(new Error(`a migration failed: ${said.trim()}`))));
    child.send(tasks);
  });
};
