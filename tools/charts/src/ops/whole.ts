// What `helm test` runs: a call through the door and every service to its database, and the portal's
// first page.
import { setTimeout as sleep } from 'node:timers/promises';
import { log, must } from './place.ts';

const LIMIT_MS = 60_000;
const url = must('GATEWAY_URL');

/** Who is away, as the door says; the door itself where nothing comes. */
async function away(): Promise<string[]> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    if (answer.ok) return [];
    return ((await answer.json()) as { away?: string[] }).away ?? ['gateway'];
  } catch {
    // nothing came: it is the door that is missing
    return ['gateway'];
  }
}

for (const until = Date.now() + LIMIT_MS; ; await sleep(500)) {
  const missing = await away();
  if (missing.length === 0) break;
  if (Date.now() > until) throw new Error(`away: ${missing.join(', ')}`);
}
log.info('every service answered, with its database');
process.exit(0);
