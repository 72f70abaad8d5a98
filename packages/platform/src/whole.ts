import { setTimeout as sleep } from 'node:timers/promises';
import { door } from '@katrol/registry';

const ASK_EVERY_MS = 250;
const LIMIT_MS = 5_000;

/**
 * Waits until a call through the door, every service and its database was answered. `waiting` holds
 * who was missing at the last one, for whoever tells that it takes long.
 */
export const answeredThroughAll = async (port: number, waiting: Set<string>): Promise<void> => {
  for (;;) {
    const away = await askedOnce(port);
    waiting.clear();
    if (away.length === 0) return;
    for (const name of away) waiting.add(name);
    await sleep(ASK_EVERY_MS);
  }
};

const askedOnce = async (port: number): Promise<string[]> => {
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal });
    if (answer.ok) return [];
    const { away } = (await answer.json()) as { away?: string[] };
    return away ?? [door.folder];
  } catch {
    // nothing came, or nothing that the door says: it is the door that is missing
    return [door.folder];
  }
};
