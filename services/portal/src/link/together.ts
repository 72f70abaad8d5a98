import { isOver, Refused } from './call.ts';

const PATIENCE_MS = 4_000;

/** What came of several things asked at once, and what is away: that stays as it was known. */
export type Parts<T> = { parts: Partial<T>; away: (keyof T)[] };

type Asks<T> = { [K in keyof T]: () => Promise<T[K]> };
type Around<T> = {
  before: Partial<T>;
  /** something came after all */
  later: (now: Parts<T>) => void;
  patienceMs?: number;
};

/**
 * Asks everything at once. What is there after a moment is shown; of the rest one is told when it
 * comes. Throws where nothing came at all, and where the link itself is over.
 */
export async function together<T extends object>(
  asks: Asks<T>,
  { before, later, patienceMs = PATIENCE_MS }: Around<T>,
): Promise<Parts<T>> {
  const names = Object.keys(asks) as (keyof T)[];
  const parts: Partial<T> = { ...before };
  const away = new Set(names);
  const troubles: Refused[] = [];
  const now = (): Parts<T> => ({ parts: { ...parts }, away: [...away] });
  let shown = false;
  let came = () => {};
  const first = new Promise<void>((done) => {
    came = done;
  });
  const ask = async (name: keyof T): Promise<void> => {
    try {
      parts[name] = await asks[name]();
    } catch (error) {
      // who is told that the link is over is told elsewhere, however late
      if (!(error instanceof Refused) || (isOver(error) && !shown)) throw error;
      troubles.push(error);
      return;
    }
    away.delete(name);
    came();
    if (shown) later(now());
  };
  const all = Promise.all(names.map(ask)).then(() => undefined);
  const patience = new Promise<void>((done) => {
    setTimeout(done, patienceMs);
  });
  await Promise.race([all, patience.then(() => first)]);
  const [trouble] = troubles;
  if (trouble && troubles.length === names.length) throw trouble;
  shown = true;
  return now();
}
