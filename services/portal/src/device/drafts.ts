import { person } from './person.ts';

// a draft that an older portal kept holds other values: it is not offered
const SHAPE = 2;

/** One draft per thing. `key`: the idempotency key it will be sent under. */
export type Draft<V> = { values: V; savedAt: string; key: string; shape: typeof SHAPE };

/**
 * Where a draft lives: with who is signed in; in this tab, for who is nobody here; or on the device
 * because they asked for it.
 */
export type Home = 'person' | 'tab' | 'device';

// who comes to this tab after a while is somebody else
const TAB_MS = 3_600_000;
const ASKED_DAYS = 7;
const NOBODY = 'nobody';
const inTab = (id: string): string => `katrol.draft.${id}`;
const asked = (id: string): string => `katrol.kept.${id}`;

// not with the form: a first visit has no need of it
const vault = () => import('./vault.ts');
const ownerAt = (home: Home): string => (home === 'device' ? NOBODY : person());

/** Keeps what was typed; with nobody signed in, nothing is kept in a person's home. */
export async function saveDraft<V>(
  home: Home,
  id: string,
  { values, key }: Pick<Draft<V>, 'values' | 'key'>,
): Promise<void> {
  const draft: Draft<V> = { values, savedAt: new Date().toISOString(), key, shape: SHAPE };
  if (home === 'tab') return window.sessionStorage.setItem(inTab(id), JSON.stringify(draft));
  const owner = ownerAt(home);
  if (owner === '') return undefined;
  const { seal, KEPT_DAYS } = await vault();
  const days = home === 'device' ? ASKED_DAYS : KEPT_DAYS;
  return await seal({ owner, store: 'drafts', id }, draft, days);
}

export async function loadDraft<V>(home: Home, id: string): Promise<Draft<V> | undefined> {
  const kept = home === 'tab' ? tabDraft<V>(id) : await ownDraft<V>(ownerAt(home), id);
  return kept?.shape === SHAPE ? kept : undefined;
}

const ownDraft = async <V>(owner: string, id: string): Promise<Draft<V> | undefined> =>
  owner === '' ? undefined : await (await vault()).unseal<Draft<V>>(owner, 'drafts', id);

function tabDraft<V>(id: string): Draft<V> | undefined {
  const text = window.sessionStorage.getItem(inTab(id));
  const draft = text ? (JSON.parse(text) as Draft<V>) : undefined;
  if (!draft || Date.now() - Date.parse(draft.savedAt) < TAB_MS) return draft;
  window.sessionStorage.removeItem(inTab(id));
  return undefined;
}

export async function dropDraft(home: Home, id: string): Promise<void> {
  if (home === 'tab') return window.sessionStorage.removeItem(inTab(id));
  const owner = ownerAt(home);
  return owner === '' ? undefined : await (await vault()).forget(owner, 'drafts', id);
}

/** Did somebody ask that this draft stays on the device? */
export const isAsked = (id: string): boolean => window.localStorage.getItem(asked(id)) !== null;
export const ask = (id: string, on: boolean): void =>
  on ? window.localStorage.setItem(asked(id), '') : window.localStorage.removeItem(asked(id));
