import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Platform } from './platform.ts';

/** The superuser's way into the databases of a platform. */
export function adminUrlOf({ dataDir }: Platform): string {
  const read = (file: string): string => readFileSync(path.join(dataDir, file), 'utf8');
  const password = encodeURIComponent(read('postgres.password').trim());
  const port = Number(read('postgres/postmaster.pid').split('\n')[3]);
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Does something in a service's database behind its back, as nobody can through the platform. */
export async function behindItsBack(
  platform: Platform,
  database: string,
  work: (admin: pg.Client) => Promise<void>,
): Promise<void> {
  const url = new URL(adminUrlOf(platform));
  url.pathname = `/${database}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
