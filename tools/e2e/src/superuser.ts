import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Platform } from './platform.ts';

/** Does something in a service's database behind its back, as nobody can through the platform. */
export async function behindItsBack(
  platform: Platform,
  database: string,
  work: (admin: pg.Client) => Promise<void>,
): Promise<void> {
  const password = readFileSync(path.join(platform.dataDir, 'postgres.password'), 'utf8');
  const port = Number(
    readFileSync(path.join(platform.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3],
  );
  const admin = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
