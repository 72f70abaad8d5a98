import type { Model } from './model.ts';
import { openModel } from './maximise.ts';

/** Between what a sum of columns lies, and which rows hold it there. */
export type Range = { least: number; most: number; leastBy: number[]; mostBy: number[] };

/** What is asked of a sum of columns. */
export type RangeOptions = {
  /** columns that are known to be exactly so much */
  known?: readonly (readonly [column: number, value: number])[];
  /** a sum that is seen to come down to `least` and up to `most` is asked no further */
  enough?: { least: number; most: number };
};

const SMALL = 1e-7;

/**
 * The least and the most that each sum of columns can come to under the rows of a model, numbers
 * taken as broken. Rows with a price are those that hold a bound: without one of them it need not
 * hold. Throws where no numbers keep to the rows.
 */
export async function ranges(
  model: Model,
  sums: readonly (readonly number[])[],
  { known = [], enough }: RangeOptions = {},
): Promise<Range[]> {
  if (sums.length === 0) return [];
  return await openModel(model, { relaxed: true, seconds: 60 }, (at) => {
    for (const [column, value] of known) at.changeColBounds(column, value, value);
    const found = sums.map(() => ({
      least: Number.POSITIVE_INFINITY,
      most: Number.NEGATIVE_INFINITY,
      leastBy: [] as number[],
      mostBy: [] as number[],
    }));
    let last: readonly number[] = [];
    const solve = (sum: readonly number[], sign: 1 | -1): number[] => {
      for (const column of last) at.changeColCost(column, 0);
      for (const column of sum) at.changeColCost(column, sign);
      last = sum;
      at.solve();
      const { colValue, rowDual } = at.getSolution();
      for (const [i, one] of sums.entries()) {
        const value = one.reduce((all, column) => all + (colValue[column] ?? 0), 0);
        const range = found[i] as Range;
        range.least = Math.min(range.least, value);
        range.most = Math.max(range.most, value);
      }
      return [...rowDual.entries()].flatMap(([row, price]) => (Math.abs(price) > SMALL ? row : []));
    };
    // most of what is asked shows in an answer or two about all of it
    const all = [...new Set(sums.flat())];
    if (enough) for (const sign of [1, -1] as const) solve(all, sign);
    for (const [i, sum] of sums.entries()) {
      const range = found[i] as Range;
      if (!enough || range.most < enough.most - SMALL) range.mostBy = solve(sum, 1);
      if (!enough || range.least > enough.least + SMALL) range.leastBy = solve(sum, -1);
    }
    return found;
  });
}
