import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { toLp, type Problem, type Solution } from './domain/assignment.ts';

export type Solver = { solve(problem: Problem): Promise<Solution>; close(): Promise<void> };

// WebAssembly and its memory are given back when nobody asks for proposals
const IDLE_MS = 30_000;

/** HiGHS in a worker thread; one solve after another. */
export function openSolver(): Solver {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };
  const ask = (lp: string): Promise<Solution> => {
    clearTimeout(idle);
    worker ??= new Worker(new URL('./solver-worker.ts', import.meta.url));
    const asked = worker;
    const listening = new AbortController();
    const { signal } = listening;
    const answered = once(asked, 'message', { signal }).then(([solution]) => solution as Solution);
    const died = once(asked, 'exit', { signal }).then(() => {
      worker = undefined;
      throw new Error('the solver ended');
    });
    for (const p of [answered, died]) p.catch(() => undefined);
    asked.postMessage(lp);
    // `once` rejects with what the worker threw
    return Promise.race([answered, died]).finally(() => {
      listening.abort();
      idle = setTimeout(() => void end(), IDLE_MS);
      idle.unref();
    });
  };
  return {
    solve: (problem) => {
      if (problem.candidates.length === 0) return Promise.resolve({ chosen: [], optimal: true });
      const turn = last.then(() => ask(toLp(problem)));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: end,
  };
}
