import { lazy, Suspense, type ComponentType } from 'react';

const Nothing = () => null;

const AGAIN_MS = 1_000;
const TRIES = 5;

/** Until there is a network again, or for so long. */
const networkOr = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    window.addEventListener('online', () => resolve(), { once: true });
    setTimeout(resolve, ms);
  });

/** A part may be asked for while there is no network: it comes once there is. */
async function untilThere<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += navigator.onLine ? 1 : 0) {
    try {
      return await load();
    } catch (error) {
      if (navigator.onLine && tries >= TRIES) throw error;
      await networkOr(tries * AGAIN_MS);
    }
  }
}

/** A part that comes when it is first shown, or was asked for beforehand. */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Meanwhile: ComponentType = Nothing,
): ComponentType<P> & { preload: () => void } {
  const Part = lazy(async () => ({ default: await untilThere(load) }));
  const Later = (props: P) => (
    <Suspense fallback={<Meanwhile />}>
      <Part {...props} />
    </Suspense>
  );
  return Object.assign(Later, { preload: () => void untilThere(load) });
}
