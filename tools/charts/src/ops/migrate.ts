// In a service's image, run to its end before a release serves: brings its database up to date.
// Two at once are safe, the later one finds nothing to do. The settings are this program's own:
// OWNER_URL, and ADMIN_URL where the database and its two roles are still to be made.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyMigrations, readMigrations } from '@katrol/store/migrate';
import { openPool } from '@katrol/store/pool';
import { log, must, placesOf, roleOf } from './place.ts';
import { ensureDatabase } from './database.ts';

const WAIT_MS = Number(process.env['WAIT_SECONDS'] ?? '600') * 1_000;

const ownerUrl = must('OWNER_URL');
const runtimeRole = must('RUNTIME_ROLE');
const adminUrl = process.env['ADMIN_URL'] ?? '';

/** Waits for a database that is still coming up; one that refuses us is told at once. */
async function answering(url: string): Promise<void> {
  for (const until = Date.now() + WAIT_MS; ; await sleep(1_000)) {
    const pool = openPool({ url, max: 1, log, answerMs: 5_000 });
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      const { code = '' } = error as { code?: string };
      // 28: not let in; 3D000: no such database. Both may still be coming, with the operator.
      if (Date.now() > until) throw error;
      log.info('the database does not answer yet', { code });
    } finally {
      await pool.end();
    }
  }
}

/** What the runtime role may see of the ledger: what was applied, for the pods that wait for it. */
async function showLedger(): Promise<void> {
  const pool = openPool({ url: ownerUrl, max: 1, log, answerMs: 30_000 });
  try {
    const role = roleOf(runtimeRole);
    await pool.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
    await pool.query(
      `GRANT SELECT (migration_name, checksum, finished_at, rolled_back_at)
         ON _prisma_migrations TO ${role}`,
    );
  } finally {
    await pool.end();
  }
}

if (adminUrl !== '') {
  await answering(adminUrl);
  await ensureDatabase(adminUrl, { ownerUrl, runtimeRole, password: must('RUNTIME_PASSWORD') });
}
await answering(ownerUrl);
const { schemaFile, folders } = placesOf();
const applied = await applyMigrations({
  ownerUrl,
  schema: readFileSync(schemaFile, 'utf8'),
  directories: await readMigrations(...folders.filter((folder) => existsSync(folder))),
});
await showLedger();
log.info('the database is as this release knows it', { count: applied.length });
for (const name of applied) process.stdout.write(`applied ${path.basename(name)}\n`);
process.exit(0);
