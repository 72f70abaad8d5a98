// In a service's image, before it starts: waits until its database knows every migration that this
// release knows. It looks, as the service itself, and changes nothing.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { readMigrations } from '@katrol/store/migrate';
import { openPool } from '@katrol/store/pool';
import { log, must, placesOf } from './place.ts';

const WAIT_MS = Number(process.env['WAIT_SECONDS'] ?? '600') * 1_000;
const wanted = (await readMigrations(...placesOf().folders.filter((one) => existsSync(one)))).map(
  ({ name, sql }) => `${name} ${createHash('sha256').update(sql).digest('hex')}`,
);

/** What is not applied yet; all of it where the database does not say. */
async function missing(): Promise<string[]> {
  const pool = openPool({ url: must('DATABASE_URL'), max: 1, log, answerMs: 5_000 });
  try {
    const { rows } = await pool.query<{ key: string }>(
      `SELECT migration_name || ' ' || checksum AS key FROM _prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    const applied = new Set(rows.map(({ key }) => key));
    return wanted.filter((key) => !applied.has(key));
  } catch (error) {
    const { code = '' } = error as { code?: string };
    log.info('the database does not say yet what it knows', { code });
    return wanted;
  } finally {
    await pool.end();
  }
}

for (const until = Date.now() + WAIT_MS; ; await sleep(1_000)) {
  const away = await missing();
  if (away.length === 0) break;
  if (Date.now() > until)
    throw new Error(
      `the database does not know: ${away.map((key) => key.split(' ')[0]).join(', ')}`,
    );
}
log.info('the database knows what this release knows', { count: wanted.length });
process.exit(0);
