import { maximise, type Effort, type Solved } from '@katrol/solver';
import { AssignmentModel, keyOf, WORTH_OF_SIBLINGS } from './assignment-model.ts';
import { optionsOf, type Everybody, type Option, type Options } from './options.ts';
import { startOf, type Liking } from './assignment-start.ts';
import type { Slot } from './rules.ts';

/** The best assignment that was found, and how good it is known to be. */
export type Assigned = {
  pairs: (Option & { hours: Slot[] })[];
  /** what the pairs come to: families first, then points */
  total: number;
  /** no assignment comes to more, whatever pair it takes */
  bound: number;
  /** the two are the same: nothing is better */
  optimal: boolean;
};

// the first look: the best of each request; the others come in where their price says so
const FIRST_LOOK = 8;
const MOST_A_ROUND = 10;
const MOST_ROUNDS = 30;
// what is left out could better the total by no more than this share: further rounds find little
const NEAR = 0.0003;
const EPSILON = 1e-6;
// totals are whole, but for what breaks ties
const A_POINT = 0.05;
// models of so many columns are solved until nothing is better, if that takes no longer
const SMALL = 15_000;
const EXACT_SECONDS = 1.5;
// the last half per cent of a large one is not worth the wait
const GOOD_ENOUGH = 0.004;
// so many pairs are let in for the proof alone; more where the proof is not good enough yet
const FEW = 2_000;
const MANY = 40_000;

/**
 * Proposes for all requests at once. The model begins with the best pairs of each request; what was
 * left out is priced, and let in as long as it could better the total: what is said to be the best
 * is the best of all pairs. Keeps its thread busy, for at most so many seconds.
 */
export async function assign(
  all: Everybody,
  { before, seconds }: { before: ReadonlySet<string>; seconds: number },
): Promise<Assigned> {
  const until = performance.now() + seconds * 1_000;
  const left = (): number => Math.max(0.1, (until - performance.now()) / 1_000);
  const options = all.requests.map((r) => optionsOf(all, r));
  const looked = new Looked(all, options, before);
  const { bound, prices, values, model, priced } = await relaxed(all, looked, { before, left });
  let at = { model, solved: await whole(model, startOf(all, model, likedBy(values)), left) };
  // what the solver proved holds for the pairs that are in; others matter where the bound has room
  let proven = at.solved.bound;
  const apart = bound - at.solved.total;
  const late = priced ? looked.leftOut(model, prices, A_POINT - apart) : [];
  const letIn = apart > GOOD_ENOUGH * bound ? MANY : FEW;
  if (!priced || late.length > letIn) proven = bound;
  else if (late.length > 0 && apart > A_POINT) {
    looked.letIn(late);
    const wider = new AssignmentModel(all, { options: looked.in, before });
    const solved = await whole(wider, startOf(all, wider, as(at.model.pairsOf(at.solved))), left);
    proven = solved.bound;
    if (solved.total >= at.solved.total) at = { model: wider, solved };
  }
  const pairs = at.model.pairsOf(at.solved);
  const total = Math.floor(at.solved.total + EPSILON);
  const most = Math.max(total, Math.floor(Math.min(bound, proven) + EPSILON));
  return { pairs, total, bound: most, optimal: most === total };
}

type Time = { before: ReadonlySet<string>; left: () => number };
type Priced = {
  bound: number;
  prices: Float64Array;
  values: Float64Array;
  model: AssignmentModel;
  /** false: time ran out before there were prices, and the bound is a coarse one */
  priced: boolean;
};

/** As if half a tutor could come: prices for what is left out, until nothing of it is worth more. */
async function relaxed(all: Everybody, looked: Looked, { before, left }: Time): Promise<Priced> {
  for (let round = 1; ; round += 1) {
    const model = new AssignmentModel(all, { options: looked.in, before });
    const { total, prices, values, proven } = await maximise(model.model, {
      seconds: left(),
      relaxed: true,
    });
    if (!proven) return { bound: looked.most(), prices, values, model, priced: false };
    const missed = looked.leftOut(model, prices, EPSILON);
    if (missed.length === 0) return { bound: total, prices, values, model, priced: true };
    // whoever is let in takes one request each: no choice is better by more
    const best = new Map<number, number>();
    for (const { request, more } of missed)
      best.set(request, Math.max(more, best.get(request) ?? 0));
    const bound = total + [...best.values()].reduce((sum, more) => sum + more, 0);
    if (bound - total < NEAR * total || round === MOST_ROUNDS || left() < 1)
      return { bound, prices, values, model, priced: true };
    looked.letIn(missed, MOST_A_ROUND);
  }
}

/** What broken numbers like. */
const likedBy =
  (values: Float64Array): Liking =>
  (c) => ({
    share: values[c.column] ?? 0,
    hours: c.hours.filter((hour) => (values[hour.column] ?? 0) > 0.5).map((hour) => hour.slot),
  });

/** As it was found before. */
function as(pairs: Assigned['pairs']): Liking {
  const found = new Map(pairs.map((p) => [`${p.request} ${p.tutor}`, p.hours]));
  return (c) => {
    const hours = found.get(`${c.request} ${c.tutor}`);
    return { share: hours ? 1 : 0, hours: hours ?? [] };
  };
}

/** Whole tutors, from an assignment that can be lived already. */
async function whole(
  { model }: AssignmentModel,
  start: Float64Array,
  left: () => number,
): Promise<Solved> {
  const better = async (effort: Effort): Promise<Solved> => {
    const solved = await maximise(model, { start, ...effort });
    if (solved.values.length > 0) return solved;
    // nothing was found in time: what it began from
    const total = start.reduce((sum, value, column) => sum + value * (model.costs[column] ?? 0), 0);
    return { ...solved, values: start, total };
  };
  if (model.costs.length > SMALL) return await better({ seconds: left(), gap: GOOD_ENOUGH });
  const best = await better({ seconds: Math.min(EXACT_SECONDS, left()), gap: 0 });
  if (best.proven || best.bound - best.total <= GOOD_ENOUGH * best.bound) return best;
  return await better({ seconds: left(), gap: GOOD_ENOUGH, start: best.values });
}

type Missed = Option & { more: number };

/** Which of all possible pairs are in the model. */
class Looked {
  readonly in: Option[] = [];
  readonly #all: Everybody;
  readonly #options: readonly Options[];
  readonly #there = new Set<string>();

  constructor(all: Everybody, options: readonly Options[], before: ReadonlySet<string>) {
    this.#all = all;
    this.#options = options;
    for (const [request] of options.entries())
      this.letIn(this.#of(request).filter((o, i) => i < FIRST_LOOK || before.has(keyOf(all, o))));
  }

  #of(request: number): Option[] {
    const { tutors, worths } = this.#options[request] as Options;
    return Array.from(tutors, (tutor, i) => ({ request, tutor, worth: worths[i] as number }));
  }

  /** More than this nothing can come to: each request with whoever is worth most to it. */
  most(): number {
    const worths = this.#options.map(({ worths: of }) => of[0] ?? 0);
    return worths.reduce((sum, worth) => sum + (worth > 0 ? worth + WORTH_OF_SIBLINGS + 1 : 0), 0);
  }

  /** Lets pairs in; of each request at most so many, what is worth most first. */
  letIn(options: readonly (Option | Missed)[], mostOfEach = Number.POSITIVE_INFINITY): void {
    const counts = new Map<number, number>();
    const more = (o: Option | Missed): number => ('more' in o ? o.more : o.worth);
    for (const o of [...options].sort((a, b) => more(b) - more(a))) {
      const key = `${o.request} ${o.tutor}`;
      const count = counts.get(o.request) ?? 0;
      if (count >= mostOfEach || this.#there.has(key)) continue;
      counts.set(o.request, count + 1);
      this.#there.add(key);
      this.in.push({ request: o.request, tutor: o.tutor, worth: o.worth });
    }
  }

  /** What is not in and could better the total by more than `above`, at these prices. */
  leftOut(model: AssignmentModel, prices: Float64Array, above: number): Missed[] {
    const missed: Missed[] = [];
    for (const request of this.#all.requests.keys())
      for (const o of this.#of(request)) {
        if (this.#there.has(`${o.request} ${o.tutor}`)) continue;
        const more = model.worthBeside(o, prices);
        if (more > above) missed.push({ ...o, more });
      }
    return missed;
  }
}
