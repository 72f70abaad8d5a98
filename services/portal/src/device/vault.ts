// What is typed stays on the device, readable by this browser only, and is gone after sign-out.
const NAME = 'katrol';
export type StoreName = 'keys' | 'drafts' | 'queue';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of ['keys', 'drafts', 'queue']) request.result.createObjectStore(store);
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

async function deviceKey(): Promise<CryptoKey> {
  const kept = await inStore<CryptoKey | undefined>('keys', 'readonly', (store) =>
    store.get('device'),
  );
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  await inStore('keys', 'readwrite', (store) => store.put(made, 'device'));
  return made;
}

type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };

/** Writes a value under an id, encrypted with a key that cannot leave this browser. */
export async function seal(store: StoreName, id: string, value: unknown): Promise<void> {
  const key = await deviceKey();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    key,
    new TextEncoder().encode(JSON.stringify(value)),
  );
  await inStore(store, 'readwrite', (target) => target.put({ iv, data } satisfies Sealed, id));
}

async function reveal<T>(sealed: Sealed): Promise<T | undefined> {
  try {
    const data = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: sealed.iv },
      await deviceKey(),
      sealed.data,
    );
    return JSON.parse(new TextDecoder().decode(data)) as T;
  } catch {
    // written under a key that was cleared: nobody can read it any more
    return undefined;
  }
}

/** Reads a value back; undefined when there is none or its key is gone. */
export async function unseal<T>(store: StoreName, id: string): Promise<T | undefined> {
  const sealed = await inStore<Sealed | undefined>(store, 'readonly', (target) => target.get(id));
  return sealed ? reveal<T>(sealed) : undefined;
}

/** All values of a store. */
export async function unsealAll<T>(store: StoreName): Promise<T[]> {
  const all = await inStore<Sealed[]>(store, 'readonly', (target) => target.getAll());
  return (await Promise.all(all.map((one) => reveal<T>(one)))).filter((one) => one !== undefined);
}

export async function forget(store: StoreName, id: string): Promise<void> {
  await inStore(store, 'readwrite', (target) => target.delete(id));
}

/** On sign-out: drafts, waiting commands and the key itself. */
export async function forgetEverything(): Promise<void> {
  for (const store of ['drafts', 'queue', 'keys'] as const)
    await inStore(store, 'readwrite', (target) => target.clear());
}
