import { person } from './person.ts';
import { forget, KEPT_DAYS, seal, unsealAll } from './vault.ts';

/**
 * A command made without a network. `id` is its idempotency key; `problem` a reason when it was
 * refused.
 */
export type Queued = {
  id: string;
  command: string;
  input: object;
  madeAt: string;
  problem: string;
  /** what the reason speaks of */
  about?: Record<string, string>;
};

/** Keeps a command of who is signed in: it waits for them, whoever signs in meanwhile. */
export async function keepForLater(item: Queued): Promise<void> {
  const passed = (Date.now() - Date.parse(item.madeAt)) / 86_400_000;
  await seal({ owner: person(), store: 'queue', id: item.id }, item, KEPT_DAYS - passed);
}

/** What waits of who is signed in, oldest first. */
export async function waiting(): Promise<Queued[]> {
  const owner = person();
  if (owner === '') return [];
  return (await unsealAll<Queued>(owner, 'queue')).sort((a, b) => a.madeAt.localeCompare(b.madeAt));
}

/** ISO: the moment until which it waits. */
export const waitsUntil = ({ madeAt }: Queued): string =>
  new Date(Date.parse(madeAt) + KEPT_DAYS * 86_400_000).toISOString();

export async function removeFromQueue(id: string): Promise<void> {
  await forget(person(), 'queue', id);
}
