import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');

/** Where the databases are: as told, or those of `npm start`. Throws where neither is there. */
export function adminUrl(env: NodeJS.ProcessEnv = process.env): string {
  const told = env['DATABASE_ADMIN_URL'];
  if (told) return told;
  const data = path.resolve(env['KATROL_DATA'] ?? path.join(root, '.katrol/data'));
  const read = (file: string): string => readFileSync(path.join(data, file), 'utf8');
  const password = encodeURIComponent(read('postgres.password').trim());
  const port = read('postgres/postmaster.pid').split('\n')[3];
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}
