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
    return new Promise<Solution>((resolve, reject) => {
      asked.once('message', resolve);
      asked.once('error', (error) => {
        worker = undefined;
        reject(error);
      });
      asked.postMessage(lp);
    }).finally(() => {
      asked.removeAllListeners();
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
