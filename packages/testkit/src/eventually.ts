import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 10_000;

/**
 * Tries until it no longer throws; fails with the last error after ten seconds, or as long as is
 * said. For what happens behind an event.
 */
export async function eventually<T>(work: () => Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  const until = Date.now() + limitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(20);
    }
  }
}
