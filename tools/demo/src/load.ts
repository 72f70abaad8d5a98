import { Refused } from './portal.ts';

/**
 * Works through all of them, so many at a time. A refusal ends only what it was about: it is
 * counted and said where it came up.
 */
export async function each<T>(
  all: readonly T[],
  width: number,
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      try {
        await work(one);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
