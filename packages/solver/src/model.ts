/** One entry of a row: a column and its coefficient. */
export type Entry = readonly [column: number, coefficient: number];

type Bounds = { atMost: number } | { equals: number };

/**
 * A linear model with whole and broken numbers, to be maximised. Columns are at least 0. Rows and
 * columns are named by the numbers that adding them gives, from 0.
 */
export class Model {
  readonly costs: number[] = [];
  readonly uppers: number[] = [];
  readonly whole: boolean[] = [];
  readonly #starts: number[] = [0];
  readonly #indices: number[] = [];
  readonly #values: number[] = [];
  readonly #lowers: number[] = [];
  readonly #mosts: number[] = [];

  /** A number that is worth `cost` a unit, at most `upper`; whole unless it may be broken. */
  column(cost: number, { upper = 1, whole = true } = {}): number {
    this.costs.push(cost);
    this.uppers.push(upper);
    this.whole.push(whole);
    return this.costs.length - 1;
  }

  /** What these columns come to is at most, or exactly, so much. A column stands in a row once. */
  row(entries: readonly Entry[], bounds: Bounds): number {
    for (const [column, coefficient] of entries) {
      this.#indices.push(column);
      this.#values.push(coefficient);
    }
    this.#starts.push(this.#indices.length);
    const most = 'equals' in bounds ? bounds.equals : bounds.atMost;
    this.#lowers.push('equals' in bounds ? bounds.equals : Number.NEGATIVE_INFINITY);
    this.#mosts.push(most);
    return this.#mosts.length - 1;
  }

  /** The rows, packed. */
  rows(): {
    lowers: number[];
    uppers: number[];
    starts: number[];
    indices: number[];
    values: number[];
  } {
    return {
      lowers: this.#lowers,
      uppers: this.#mosts,
      starts: this.#starts,
      indices: this.#indices,
      values: this.#values,
    };
  }
}
