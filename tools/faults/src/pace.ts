import { steadily } from './clerk.ts';
import { onStage, type Stage, type StageOptions } from './stage.ts';
import { percentile } from './trial.ts';
import type { World } from './world.ts';

/**
 * How fast facts go from one service's commit to another's: ms at 100 a second, and events a second
 * when a backlog is drained.
 */
export type Pace = {
  sent: number;
  p50: number;
  p99: number;
  backlog: number;
  drainMs: number;
  perSecond: number;
  sequenceErrors: number;
};

async function latencies(stage: Stage): Promise<number[]> {
  // the first event of all also waits for the connections
  const sql = `select value, extract(epoch from recorded_at) * 1000 as at
    from entry where key <> 'warm'`;
  const told = new Map(
    (await stage.teller.query<{ value: string; at: string }>(sql)).rows.map((r) => [
      r.value,
      Number(r.at),
    ]),
  );
  return (await stage.hearer.query<{ value: string; at: string }>(sql)).rows.map(
    (r) => Number(r.at) - (told.get(r.value) ?? Number.NaN),
  );
}

/** Tells a backlog while nobody hears: many sends beside each other. */
async function pileUp(stage: Stage, count: number): Promise<void> {
  const each = 200;
  let told = 0;
  const teller = async (n: number): Promise<void> => {
    while (told < count) {
      told += each;
      await stage.clerk.append(
        Array.from({ length: each }, (_, i) => ({
          key: `b${n}-${i % 50}`,
          value: stage.clerk.fresh(),
        })),
        AbortSignal.timeout(120_000),
        30_000,
      );
    }
  };
  await Promise.all(Array.from({ length: 50 }, (_, n) => teller(n)));
}

/** Measures a teller and a hearer, each a process of its own: first steadily, then a backlog. */
export const measurePace = (
  world: World,
  broker: StageOptions['broker'],
  size: { seconds: number; backlog: number },
): Promise<Pace> =>
  onStage(world, { broker }, async (stage) => {
    const teller = stage.startTeller();
    let hearer = stage.startHearer();
    await Promise.all([teller.ready, hearer.ready]);
    await stage.warm();
    const sent = await steadily(100, AbortSignal.timeout(size.seconds * 1_000), (n) =>
      stage.clerk.append(
        [{ key: `p${n % 50}`, value: stage.clerk.fresh() }],
        AbortSignal.timeout(20_000),
      ),
    );
    await stage.settle(5_000);
    const late = await latencies(stage);
    await hearer.stop();
    await pileUp(stage, size.backlog);
    const before = (await stage.heard()).length;
    hearer = stage.startHearer();
    await stage.settle(120_000);
    const { rows } = await stage.hearer.query<{ n: number; ms: number }>(
      `select count(*)::int as n,
        (extract(epoch from max(recorded_at) - min(recorded_at)) * 1000)::float as ms
        from (select recorded_at from entry order by seq offset $1) e`,
      [before],
    );
    const { n = 0, ms = Number.NaN } = rows[0] ?? {};
    await stage.mustBeClean();
    const sequenceErrors = [...teller.lines, ...hearer.lines].filter((l) =>
      /sequence|TimeoutNegativeWarning/i.test(l),
    ).length;
    return {
      sent,
      p50: percentile(late, 0.5),
      p99: percentile(late, 0.99),
      backlog: n,
      drainMs: ms,
      perSecond: n / (ms / 1_000),
      sequenceErrors,
    };
  });
