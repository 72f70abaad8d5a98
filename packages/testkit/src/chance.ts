import { randomInt } from 'node:crypto';

/** Chance that can be repeated: `KATROL_SEED` gives the same again. */
export type Chance = {
  seed: number;
  /** a number from 0 up to 1 */
  next(): number;
  pick<T>(all: readonly T[]): T;
};

/** mulberry32: the same seed, the same numbers. Without one it is the environment's, or any. */
export function chance(seed = Number(process.env['KATROL_SEED'] ?? randomInt(2 ** 31))): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let n = Math.imul(state ^ (state >>> 15), 1 | state);
    n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n;
    return ((n ^ (n >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { seed, next, pick: <T>(all: readonly T[]) => all[Math.floor(next() * all.length)] as T };
}

/** How often each occurs. */
export const tally = (all: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(all, (one) => one)].map(([k, v]) => [k, v.length]));
