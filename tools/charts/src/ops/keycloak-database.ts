// In the gateway's image, before a bundled Keycloak starts: its database and its role. Keycloak makes
// its own tables, so its role owns the database.
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureOwned } from './database.ts';
import { log, must } from './place.ts';

const WAIT_MS = Number(process.env['WAIT_SECONDS'] ?? '600') * 1_000;

for (const until = Date.now() + WAIT_MS; ; await sleep(1_000)) {
  try {
    await ensureOwned(must('ADMIN_URL'), must('OWNER_URL'));
    break;
  } catch (error) {
    if (Date.now() > until) throw error;
    log.info('the database does not answer yet', { error });
  }
}
log.info('the database of Keycloak is there');
process.exit(0);
