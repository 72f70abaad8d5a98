import { setTimeout as sleep } from 'node:timers/promises';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inTime, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const heardCount = async (stage: Stage): Promise<number> => (await stage.heard()).length;

/** Events heard a second while `during` runs. */
async function rate(stage: Stage, during: () => Promise<unknown>): Promise<number> {
  const [from, since] = [await heardCount(stage), performance.now()];
  await during();
  return ((await heardCount(stage)) - from) / ((performance.now() - since) / 1_000);
}

async function storm(world: World, stage: Stage): Promise<string> {
  await stage.startTeller().ready;
  const waiting = world.scale(1_500, 4_000);
  for (let n = 0; n < waiting; n += 100) {
    await stage.clerk.append(
      Array.from({ length: 100 }, (_, i) => ({ key: `k${n + i}`, value: stage.clerk.fresh() })),
      AbortSignal.timeout(60_000),
    );
  }
  await stage.startHearer().ready;
  while ((await heardCount(stage)) === 0) await sleep(100);
  const calm = await rate(stage, () => sleep(world.scale(6_000, 30_000)));
  let changes = 0;
  const stormy = await rate(stage, async () => {
    for (
      const until = performance.now() + world.scale(12_000, 120_000);
      performance.now() < until;
    ) {
      const guest = stage.startHearer({}, 1);
      await sleep(world.scale(3_000, 5_000));
      void guest.stop();
      await sleep(world.scale(3_000, 5_000));
      await guest.ended;
      changes += 2;
    }
  });
  const left = await stage.behind();
  const figure =
    `${stormy.toFixed(1)}/s in ${changes} joins and leaves ` +
    `against ${calm.toFixed(1)}/s calm = ${((stormy / calm) * 100).toFixed(0)} % (target 70 %), ` +
    `${left} left of ${waiting}`;
  inTime(stormy >= 0.7 * calm, figure);
  await stage.settle(world.scale(60_000, 400_000));
  return `${figure}; ${await stage.mustBeClean()}`;
}

export const rebalanceStorm: Trial = {
  id: 'R9',
  title: 'rebalance storm',
  on: ['kafka'],
  run: (world, on) =>
    onStage(world, { broker: brokerOf(on), hearers: 2, handlerMs: world.scale(60, 300) }, (stage) =>
      storm(world, stage),
    ),
};
