import { createRequire } from 'node:module';
import type { Highs, ModelData } from 'highs';
import type { Model } from './model.ts';

// the package is CommonJS whose module is its loader; its types speak of a default export
const load = createRequire(import.meta.url)('highs') as () => Promise<Highs>;
let loading: Promise<Highs> | undefined;

/** What was found, and what is known of how good it is. */
export type Solved = {
  /** of every column; empty where nothing was found in time */
  values: Float64Array;
  /** what these come to; 0 where nothing was found */
  total: number;
  /** nothing can come to more than this */
  bound: number;
  /** with broken numbers only: what one more unit of each row would be worth */
  prices: Float64Array;
  /** by how much the bound may be above the total, as a share, was proven in the time given */
  proven: boolean;
};

/** How hard it looks. */
export type Effort = {
  /** it stops looking after so many seconds, with the best that it has */
  seconds: number;
  /** ... or when nothing can be better by more than this share of it; 0: until it is the best */
  gap?: number;
  /** as if all numbers could be broken: quick, and with prices */
  relaxed?: boolean;
  /** values of every column to begin from */
  start?: Float64Array;
};

/**
 * Finds the largest total of a model with HiGHS, in this process: it keeps the thread busy all the
 * while. Throws where the model has no answer at all.
 */
export async function maximise(model: Model, effort: Effort): Promise<Solved> {
  const nothing = new Float64Array();
  if (model.costs.length === 0)
    return { values: nothing, total: 0, bound: 0, prices: nothing, proven: true };
  return await openModel(model, effort, (at) => {
    if (effort.start) at.setSolution({ colValue: effort.start });
    const proven = at.solve();
    const found = Number(at.info.get('primal_solution_status')) === FEASIBLE;
    const { colValue, rowDual } = at.getSolution();
    const total = found ? Number(at.info.get('objective_function_value')) : 0;
    return {
      values: found ? colValue : nothing,
      total,
      bound: effort.relaxed ? total : Number(at.info.get('mip_dual_bound')),
      prices: effort.relaxed ? rowDual : nothing,
      proven,
    };
  });
}
const FEASIBLE = 2;

/** No numbers keep to the rows of a model. */
export class NoAnswer extends Error {}

type Open = Parameters<Parameters<Highs['withModel']>[1]>[0] & {
  /** Says whether it was proven within its time. Throws where the model has no answer at all. */
  solve(): boolean;
};

/** Opens a model at HiGHS for some work on it, and gives its memory back. */
export async function openModel<Result>(
  model: Model,
  effort: Pick<Effort, 'seconds' | 'gap' | 'relaxed'>,
  work: (at: Open) => Result,
): Promise<Result> {
  loading ??= load();
  const highs = await loading;
  const { optimal, timeLimit } = highs.constants.modelStatus;
  return highs.withModel(dataOf(highs, model, effort.relaxed ?? false), (at) => {
    at.options.set({
      output_flag: false,
      time_limit: effort.seconds,
      mip_rel_gap: effort.gap ?? 0,
      // totals are whole but for what breaks ties
      mip_abs_gap: 1e-6,
    });
    const solve = (): boolean => {
      const { modelStatus } = at.run();
      if (modelStatus !== optimal && modelStatus !== timeLimit)
        throw new NoAnswer(`no answer: HiGHS says ${modelStatus}`);
      return modelStatus === optimal;
    };
    return work(Object.assign(at, { solve }));
  });
}

function dataOf(highs: Highs, model: Model, relaxed: boolean): ModelData {
  const { lowers, uppers, starts, indices, values } = model.rows();
  const { integer, continuous } = highs.constants.variableType;
  const numCols = model.costs.length;
  return {
    numCols,
    numRows: lowers.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from(model.costs),
    colLower: new Float64Array(numCols),
    colUpper: Float64Array.from(model.uppers),
    rowLower: Float64Array.from(lowers),
    rowUpper: Float64Array.from(uppers),
    matrix: {
      format: 'csr',
      numRows: lowers.length,
      numCols,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
    ...(relaxed
      ? {}
      : { integrality: Int32Array.from(model.whole, (one) => (one ? integer : continuous)) }),
  };
}
