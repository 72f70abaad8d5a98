/** Runs `work` from `width` loops for `seconds`; gives calls a second and percentiles in ms. */
export async function load(
  width: number,
  seconds: number,
  work: (n: number) => Promise<void>,
): Promise<{ rate: number; p50: number; p95: number; p99: number }> {
  const took: number[] = [];
  const until = performance.now() + seconds * 1000;
  let n = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      const since = performance.now();
      await work(n++);
      took.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: width }, loop));
  return { rate: took.length / seconds, ...percentiles(took) };
}

export function percentiles(took: readonly number[]): { p50: number; p95: number; p99: number } {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (p: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? Number.NaN;
  return { p50: at(50), p95: at(95), p99: at(99) };
}

const rows: string[][] = [];

/**
 * One line of the result: what, its floor (when there is one), ours, their ratio, and the target.
 */
export function report(
  what: string,
  figures: { floor?: string; ours: string; ratio?: string; target: string; met: boolean },
): void {
  rows.push([
    what,
    figures.floor ?? '-',
    figures.ours,
    figures.ratio ?? '-',
    figures.target,
    figures.met ? 'met' : 'MISSED',
  ]);
  process.stdout.write(`  ${what}: ${figures.ours}\n`);
}

export function printReport(): void {
  const head = ['what', 'floor', 'ours', 'ratio', 'target', ''];
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => (r[i] ?? '').length)));
  for (const row of [head, ...rows])
    process.stdout.write(`${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}\n`);
}
