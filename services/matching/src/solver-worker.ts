import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

type Highs = {
  solve(
    lp: string,
    options?: { time_limit?: number },
  ): { Status: string; Columns: Record<string, { Name: string; Primal?: number }> };
};
// the package is CommonJS whose module is its loader; its types speak of a default export
const load = createRequire(import.meta.url)('highs') as () => Promise<Highs>;

// A solve keeps a thread busy for up to a second: here it stalls no probe and no heartbeat.
const solver = await load();
parentPort?.on('message', (lp: string) => {
  const solution = solver.solve(lp, { time_limit: 20 });
  const chosen = Object.values(solution.Columns)
    .filter((c) => (c.Primal ?? 0) > 0.5)
    .map((c) => Number(c.Name.slice(1)));
  parentPort?.postMessage({ chosen, optimal: solution.Status === 'Optimal' });
});
