import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, but no longer than this; what still hangs then is left alone. */
export async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  const limit = new AbortController();
  await Promise.race([
    Promise.resolve(work).catch(() => undefined),
    sleep(ms, undefined, { signal: limit.signal }).catch(() => undefined),
  ]);
  limit.abort();
}

/** Waits until it is done or the signal says stop; then it throws the signal's reason. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
