/** What one branch counted in one place under one code. */
export type Base = { area: string; code: string; branch: string; value: number };

/** Together: over all places, or over all codes. */
export const ALL = 'all';

/** Which larger places a cell lies in, `all` left out. */
export type Groups = (cell: Pick<Base, 'area' | 'branch'>) => readonly string[];

/** What may be shown: a sum of base cells. */
export type Aggregate = { area: string; code: string; cells: number[] };

/**
 * A table before anything of it is hidden. `additive`: the codes together are the total. Otherwise
 * (families, who each may stand under several codes) the total is counted apart, under code `all`.
 */
export type Table = { base: Base[]; aggregates: Aggregate[]; additive: boolean };

const keyOf = (...parts: string[]): string => parts.join('\u0000');

/**
 * Every cell that may be shown of what was counted: each place, each larger one and all of them, by
 * code and together. Where a branch counted anything in a place, it may have counted under any code.
 */
export function tableOf(counted: readonly Base[], groups: Groups, additive: boolean): Table {
  const codes = [...new Set(counted.map(({ code }) => code))].toSorted();
  const values = new Map(counted.map((one) => [keyOf(one.area, one.branch, one.code), one.value]));
  const places = new Map(counted.map((one) => [keyOf(one.area, one.branch), one]));
  const base = [...places.values()].flatMap(({ area, branch }) =>
    codes.map((code) => ({
      area,
      branch,
      code,
      value: values.get(keyOf(area, branch, code)) ?? 0,
    })),
  );
  const sums = new Map<string, Aggregate>();
  for (const [i, { area, branch, code }] of base.entries()) {
    const under = additive ? [code, ALL] : [code];
    for (const place of [area, ...groups({ area, branch }), ALL])
      for (const one of under) {
        const key = keyOf(place, one);
        const sum = sums.get(key) ?? { area: place, code: one, cells: [] };
        sum.cells.push(i);
        sums.set(key, sum);
      }
  }
  return { base, aggregates: [...sums.values()], additive };
}

/** What a sum comes to, of every branch or of all but one. */
export const valueOf = ({ base }: Table, cells: readonly number[], without = ''): number =>
  cells.reduce((sum, i) => sum + (base[i]?.branch === without ? 0 : (base[i]?.value ?? 0)), 0);
