// What is typed stays on the device for who typed it: each person's with a key of their own that
// cannot leave this browser, and for so long.
const NAME = 'katrol';
// of the first shape nobody can tell whose it was
const SHAPE = 2;
const STORES = ['keys', 'drafts', 'queue'] as const;
type StoreName = (typeof STORES)[number];
type Kept = Exclude<StoreName, 'keys'>;

/** How long anything stays when nobody comes back for it. */
export const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, SHAPE);
    request.onupgradeneeded = () => {
      const db = request.result;
      for (const store of Array.from(db.objectStoreNames)) db.deleteObjectStore(store);
      for (const store of STORES) db.createObjectStore(store).createIndex('until', 'until');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore<T>(
  store: StoreName,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(db.transaction(store, mode).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    db.close();
  }
}

/** Everything of one owner: their keys are arrays that begin with the owner. */
const allOf = (owner: string): IDBKeyRange => IDBKeyRange.bound([owner], [owner, []]);

type OwnKey = { key: CryptoKey; until: number };

async function keyOf(owner: string, until: number): Promise<CryptoKey> {
  const kept = await inStore<OwnKey | undefined>('keys', 'readonly', (all) => all.get(owner));
  const key =
    kept?.key ??
    (await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]));
  // as long as what it opens
  const lasts = Math.max(until, kept?.until ?? 0);
  await inStore('keys', 'readwrite', (all) => all.put({ key, until: lasts }, owner));
  return key;
}

type Sealed = { id: string; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer; until: number };

// what belongs to somebody, under this name, opens as nothing else
const bound = (owner: string, store: Kept, id: string, iv: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(JSON.stringify([owner, store, id])),
});

/** Keeps a value of `owner` under an id, for so many days. */
export async function seal(
  { owner, store, id }: { owner: string; store: Kept; id: string },
  value: unknown,
  days = KEPT_DAYS,
): Promise<void> {
  const until = Date.now() + days * DAY_MS;
  const key = await keyOf(owner, until);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  const data = await crypto.subtle.encrypt(bound(owner, store, id, iv), key, text);
  await inStore(store, 'readwrite', (all) =>
    all.put({ id, iv, data, until } satisfies Sealed, [owner, id]),
  );
}

async function reveal<T>(owner: string, store: Kept, sealed: Sealed): Promise<T | undefined> {
  if (sealed.until <= Date.now()) return undefined;
  const own = await inStore<OwnKey | undefined>('keys', 'readonly', (all) => all.get(owner));
  if (!own) return undefined;
  const how = bound(owner, store, sealed.id, sealed.iv);
  try {
    const data = await crypto.subtle.decrypt(how, own.key, sealed.data);
    return JSON.parse(new TextDecoder().decode(data)) as T;
  } catch {
    // written under a key that was cleared: nobody can read it any more
    return undefined;
  }
}

/** What `owner` kept under an id; undefined when there is none, or its time is over. */
export async function unseal<T>(owner: string, store: Kept, id: string): Promise<T | undefined> {
  const sealed = await inStore<Sealed | undefined>(store, 'readonly', (all) =>
    all.get([owner, id]),
  );
  return sealed && (await reveal<T>(owner, store, sealed));
}

/** All that `owner` kept in a store. */
export async function unsealAll<T>(owner: string, store: Kept): Promise<T[]> {
  const all = await inStore<Sealed[]>(store, 'readonly', (kept) => kept.getAll(allOf(owner)));
  const values = await Promise.all(all.map((one) => reveal<T>(owner, store, one)));
  return values.filter((one) => one !== undefined);
}

export async function forget(owner: string, store: Kept, id: string): Promise<void> {
  await inStore(store, 'readwrite', (all) => all.delete([owner, id]));
}

/** On sign-out: the drafts of who leaves. What waits for a network waits on, for them alone. */
export async function forgetDrafts(owner: string): Promise<void> {
  await inStore('drafts', 'readwrite', (all) => all.delete(allOf(owner)));
  if ((await unsealAll(owner, 'queue')).length === 0)
    await inStore('keys', 'readwrite', (all) => all.delete(owner));
}

/** Takes away what nobody came back for, whoever it was of. */
export async function forgetExpired(): Promise<void> {
  const over = IDBKeyRange.upperBound(Date.now());
  for (const store of STORES) {
    const gone = await inStore(store, 'readonly', (all) => all.index('until').getAllKeys(over));
    for (const at of gone) await inStore(store, 'readwrite', (all) => all.delete(at));
  }
}
