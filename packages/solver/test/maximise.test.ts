import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maximise, Model, type Entry } from '../src/index.ts';

const seed = Number(process.env['KATROL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));

test('nothing asked, nothing found, and that is the best', async () => {
  expect(await maximise(new Model(), { seconds: 1 })).toMatchObject({ total: 0, proven: true });
});

const rows = fc.array(
  fc.record({
    coefficients: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
    most: fc.integer({ min: 0, max: 6 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const costs = fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 6, maxLength: 6 });

test(`what it finds is what trying everything finds (KATROL_SEED=${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(costs, rows, async (worth, limits) => {
      const model = new Model();
      for (const cost of worth) model.column(cost);
      for (const { coefficients, most } of limits) {
        const entries = coefficients.flatMap((c, i): Entry[] => (c === 0 ? [] : [[i, c]]));
        model.row(entries, { atMost: most });
      }
      let best = 0;
      for (let chosen = 0; chosen < 64; chosen += 1) {
        const has = (i: number): number => (chosen >> i) & 1;
        const of = (c: readonly number[]): number => c.reduce((sum, x, i) => sum + x * has(i), 0);
        if (limits.every((l) => of(l.coefficients) <= l.most)) best = Math.max(best, of(worth));
      }
      const solved = await maximise(model, { seconds: 10 });
      expect([Math.round(solved.total), solved.proven]).toEqual([best, true]);
      expect(solved.bound).toBeGreaterThanOrEqual(best - 1e-6);
      const relaxed = await maximise(model, { seconds: 10, relaxed: true });
      expect(relaxed.total).toBeGreaterThanOrEqual(best - 1e-6);
      // what the prices come to is the bound: each row at its price, each column at most at one
      const { prices } = relaxed;
      const rowsWorth = limits.reduce((sum, l, r) => sum + l.most * (prices[r] ?? 0), 0);
      const above = worth.reduce((sum, cost, i) => {
        const used = limits.reduce((s, l, r) => s + (l.coefficients[i] ?? 0) * (prices[r] ?? 0), 0);
        return sum + Math.max(0, cost - used);
      }, 0);
      expect(rowsWorth + above).toBeCloseTo(relaxed.total, 4);
    }),
    { seed, numRuns: 40 },
  );
});
