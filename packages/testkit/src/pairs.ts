import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Refusal } from '@katrol/runtime';

export type Pairs = {
  /** how many, from KATROL_PAIRS; more in `npm run test:faults` */
  count: number;
  seed: number;
  /** Runs both beside each other, one a little later: `done`, or the reason of a refusal. */
  beside(...both: (() => Promise<unknown>)[]): Promise<string[]>;
};

/**
 * Pairs of commands on an invariant over two rows (R19), seeded by KATROL_SEED. `usual`: how many
 * in an ordinary run.
 */
export function pairs(usual: number): Pairs {
  const seed = Number(process.env['KATROL_SEED'] ?? randomInt(2 ** 31));
  let state = seed;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  return {
    count: Number(process.env['KATROL_PAIRS'] ?? usual),
    seed,
    beside: async (...both) => {
      const late = below(both.length);
      const ms = below(4);
      return await Promise.all(
        both.map(async (run, i) => {
          if (i === late && ms > 1) await sleep(ms - 1);
          return await run().then(
            () => 'done',
            (error: unknown) => {
              if (error instanceof Refusal) return error.reason;
              throw error;
            },
          );
        }),
      );
    },
  };
}

/** Says what came of the pairs, and expects no anomaly. */
export function noAnomaly(what: string, p: Pairs, anomalies: readonly unknown[]): void {
  process.stdout.write(
    `R19: ${what}: ${p.count} pairs, ${anomalies.length} anomalies; seed ${p.seed}\n`,
  );
  expect(anomalies).toEqual([]);
}
