import { setTimeout as sleep } from 'node:timers/promises';
import { killPoints, type KillPoint } from '../inside/fault.ts';
import { seeded, type Random } from '../random.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inSeconds, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const LIMIT_MS = 600_000;
const tellerPoints: readonly KillPoint[] = [
  'before-commit',
  'commit-publish',
  'publish-mark',
  'in-shutdown',
];
const hearerPoints: readonly KillPoint[] = [
  'mid-batch',
  'handler-start',
  'after-inbox',
  'commit-offset',
  'in-rebalance',
  'in-shutdown',
];
// how late a kill may come: a point that is passed once a life is hit the first time; a teller
// lives a while, so that there is something to hear
const latest: Record<KillPoint, number> = {
  'before-commit': 120,
  'commit-publish': 120,
  'publish-mark': 60,
  'mid-batch': 12,
  'handler-start': 5,
  'after-inbox': 5,
  'commit-offset': 5,
  'in-rebalance': 1,
  'in-shutdown': 6,
};
const PATIENCE_MS = 20_000;

export type Kills = Map<KillPoint, number>;

/**
 * One life that ends at the point. False when the point was not reached in time: the process is
 * killed where it is, uncounted.
 */
async function oneLife(
  stage: Stage,
  role: 'teller' | 'hearer',
  point: KillPoint,
  { random, soonest = Infinity }: { random: Random; soonest?: number | undefined },
): Promise<boolean> {
  const nth = random.between(1, Math.min(latest[point], soonest));
  const fault = { kill: { point, nth } };
  const child = role === 'teller' ? stage.startTeller(fault) : stage.startHearer(fault);
  if (point === 'in-shutdown') {
    await child.ready;
    await sleep(random.between(50, 400));
    child.signal('SIGTERM');
  }
  const late = new AbortController();
  const how = await Promise.race([
    child.ended,
    sleep(PATIENCE_MS, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
  if (how === undefined) await child.kill();
  return how?.signal === 'SIGKILL';
}

export async function killing(
  stage: Stage,
  role: 'teller' | 'hearer',
  kills: Kills,
  plan: { each: number; random: Random; until: number; soonest?: number },
): Promise<void> {
  const wanted = Array.from({ length: plan.each }, () =>
    plan.random.shuffle(role === 'teller' ? tellerPoints : hearerPoints),
  ).flat();
  for (
    let point = wanted.shift();
    point && performance.now() < plan.until;
    point = wanted.shift()
  ) {
    if (await oneLife(stage, role, point, plan)) kills.set(point, (kills.get(point) ?? 0) + 1);
    else wanted.push(point);
  }
  // the other side still needs it, in good health
  await (role === 'teller' ? stage.startTeller() : stage.startHearer()).ready;
}

async function matrix(world: World, stage: Stage): Promise<string> {
  const random = seeded(world.seed);
  const kills: Kills = new Map();
  const done = new AbortController();
  const writer = async (n: number): Promise<void> => {
    while (!done.signal.aborted) {
      const entries = Array.from({ length: 1 + (n % 3) }, () => ({
        key: `k${n}`,
        value: stage.clerk.fresh(),
      }));
      await stage.clerk.append(entries, done.signal, 3_000);
      await sleep(10);
    }
  };
  const writers = Array.from({ length: 8 }, (_, n) => writer(n));
  const since = performance.now();
  const until = since + LIMIT_MS;
  await Promise.all([
    killing(stage, 'teller', kills, { each: world.scale(2, 28), random, until }),
    killing(stage, 'hearer', kills, { each: world.scale(1, 16), random, until }),
  ]);
  const took = performance.now() - since;
  await sleep(500);
  done.abort();
  await Promise.all(writers);
  await stage.settle(45_000);
  const words = await stage.mustBeClean();
  const total = [...kills.values()].reduce((a, b) => a + b, 0);
  const each = killPoints.map((p) => `${p} ${kills.get(p) ?? 0}`).join(', ');
  must(
    total >= world.scale(14, 200) &&
      killPoints.every((p) => (kills.get(p) ?? 0) > 0) &&
      took <= LIMIT_MS,
    `only ${total} kills in ${inSeconds(took)}: ${each}`,
  );
  return (
    `${total} kills in ${inSeconds(took)} (${each}), ` +
    `${stage.clerk.acknowledgements.length} acknowledged, ${words}`
  );
}

export const killMatrix: Trial = {
  id: 'R1',
  title: 'kill matrix',
  on: ['direct', 'kafka'],
  run: (world, on) =>
    onStage(world, { broker: brokerOf(on), sessionTimeoutMs: 1_200 }, (stage) =>
      matrix(world, stage),
    ),
};
