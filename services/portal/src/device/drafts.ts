import { forget, seal, unseal } from './vault.ts';

/** One draft per thing. `key`: the idempotency key it will be sent under. */
export type Draft<V> = { values: V; savedAt: string; key: string };

export async function saveDraft<V>(id: string, values: V, key: string): Promise<void> {
  await seal('drafts', id, { values, savedAt: new Date().toISOString(), key } satisfies Draft<V>);
}

export async function loadDraft<V>(id: string): Promise<Draft<V> | undefined> {
  return unseal<Draft<V>>('drafts', id);
}

export async function dropDraft(id: string): Promise<void> {
  await forget('drafts', id);
}
