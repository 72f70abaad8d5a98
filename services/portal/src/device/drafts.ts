import { forget, seal, unseal } from './vault.ts';

// a draft that an older portal kept holds other values: it is not offered
const SHAPE = 2;

/** One draft per thing. `key`: the idempotency key it will be sent under. */
export type Draft<V> = { values: V; savedAt: string; key: string; shape: typeof SHAPE };

export async function saveDraft<V>(id: string, values: V, key: string): Promise<void> {
  const savedAt = new Date().toISOString();
  await seal('drafts', id, { values, savedAt, key, shape: SHAPE } satisfies Draft<V>);
}

export async function loadDraft<V>(id: string): Promise<Draft<V> | undefined> {
  const kept = await unseal<Draft<V>>('drafts', id);
  return kept?.shape === SHAPE ? kept : undefined;
}

export async function dropDraft(id: string): Promise<void> {
  await forget('drafts', id);
}
