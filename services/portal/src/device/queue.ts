import { forget, seal, unsealAll } from './vault.ts';

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
};

export async function keepForLater(item: Queued): Promise<void> {
  await seal('queue', item.id, item);
}

export async function waiting(): Promise<Queued[]> {
  return (await unsealAll<Queued>('queue')).sort((a, b) => a.madeAt.localeCompare(b.madeAt));
}

export async function removeFromQueue(id: string): Promise<void> {
  await forget('queue', id);
}
