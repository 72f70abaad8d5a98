import { steadily } from '../clerk.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inSeconds, must, percentile, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const BACKLOG_SECONDS = 60;
const FULL_BACKLOG = 100_000;

async function latencies(stage: Stage): Promise<number[]> {
  const sql = 'select value, extract(epoch from recorded_at) * 1000 as at from entry';
  const told = new Map((await stage.teller.query<{ value: string; at: string }>(sql)).rows.map((r) => [r.value, Number(r.at)]));
  return (await stage.hearer.query<{ value: string; at: string }>(sql)).rows.map((r) => Number(r.at) - (told.get(r.value) ?? Number.NaN));
}

/** Tells a backlog while nobody hears: many sends beside each other. */
async function pileUp(stage: Stage, count: number): Promise<void> {
  const each = 200;
  let told = 0;
  const teller = async (n: number): Promise<void> => {
    while (told < count) {
      told += each;
      await stage.clerk.append(Array.from({ length: each }, (_, i) => ({ key: `b${n}-${i % 50}`, value: stage.clerk.fresh() })), AbortSignal.timeout(120_000), 30_000);
    }
  };
  await Promise.all(Array.from({ length: 50 }, (_, n) => teller(n)));
}

async function pace(world: World, stage: Stage): Promise<string> {
  const teller = stage.startTeller();
  let hearer = stage.startHearer();
  await Promise.all([teller.ready, hearer.ready]);
  await stage.clerk.append([{ key: 'warm', value: stage.clerk.fresh() }], AbortSignal.timeout(20_000));
  await stage.settle(20_000);
  await stage.hearer.query('truncate entry');
  const sent = await steadily(100, AbortSignal.timeout(world.scale(5_000, 30_000)), (n) =>
    stage.clerk.append([{ key: `p${n % 50}`, value: stage.clerk.fresh() }], AbortSignal.timeout(20_000)),
  );
  await stage.settle(5_000);
  const late = await latencies(stage);
  const [p50, p99] = [percentile(late, 0.5), percentile(late, 0.99)];
  await hearer.stop();
  const backlog = world.scale(8_000, FULL_BACKLOG);
  await pileUp(stage, backlog);
  const before = (await stage.heard()).length;
  hearer = stage.startHearer();
  await stage.settle(120_000);
  const { rows } = await stage.hearer.query<{ n: number; ms: number }>(
    `select count(*)::int as n, (extract(epoch from max(recorded_at) - min(recorded_at)) * 1000)::float as ms from (select recorded_at from entry order by seq offset $1) e`,
    [before],
  );
  const { n = 0, ms = Number.NaN } = rows[0] ?? {};
  const rate = n / (ms / 1_000);
  const broken = [...teller.lines, ...hearer.lines].filter((l) => /sequence|TimeoutNegativeWarning/i.test(l)).length;
  const figure = `at 100 a second (${sent} sent) p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; backlog of ${n} in ${inSeconds(ms)} = ${rate.toFixed(0)}/s; ${broken} sequence errors with 50 sends beside each other`;
  must(p50 <= 150 && p99 <= 1_000 && n >= backlog && rate >= FULL_BACKLOG / BACKLOG_SECONDS && broken === 0, figure);
  return figure;
}

export const keptPace: Trial = {
  id: 'R6',
  title: 'pace',
  on: ['direct', 'kafka'],
  run: (world, on) => onStage(world, { broker: brokerOf(on) }, (stage) => pace(world, stage)),
};
