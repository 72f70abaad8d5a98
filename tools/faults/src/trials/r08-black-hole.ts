import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../child.ts';
import { steadily } from '../clerk.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inSeconds, inTime, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const MARGIN_MS = 15_000;

/**
 * What is sent to the broker vanishes and nobody is told; connections of that time never live
 * again.
 */
async function blackHole(world: World, stage: Stage, sessionTimeoutMs: number): Promise<string> {
  await stage.startTeller().ready;
  const done = new AbortController();
  let exits = 0;
  // a process that gives up is started again, as a supervisor does
  const supervised = (async () => {
    for (
      let hearer: Child = stage.startHearer();
      !done.signal.aborted;
      hearer = stage.startHearer()
    ) {
      await hearer.ended;
      if (!done.signal.aborted) exits += 1;
    }
  })();
  const sending = steadily(20, done.signal, (n) =>
    stage.clerk.append(
      [{ key: `k${n % 20}`, value: stage.clerk.fresh() }],
      AbortSignal.timeout(60_000),
    ),
  );
  await sleep(3_000);
  await stage.settle(20_000);
  stage.wires.get('broker')?.set({ kind: 'blackhole' });
  await sleep(world.scale(8_000, 60_000));
  const waiting = await stage.behind();
  stage.wires.get('broker')?.set({ kind: 'pass' });
  const since = performance.now();
  const limit = sessionTimeoutMs + MARGIN_MS;
  const firstNew = (await stage.heard()).length;
  while ((await stage.heard()).length === firstNew && performance.now() - since < limit + 5_000)
    await sleep(50);
  const again = performance.now() - since;
  done.abort();
  await sending;
  await stage.settle(30_000);
  const words = await stage.mustBeClean();
  for (const child of stage.children) if (child.name === 'hearer') await child.kill();
  await supervised;
  const figure =
    `consuming again ${inSeconds(again)} ` +
    `after the hole of ${inSeconds(world.scale(8_000, 60_000))} ` +
    `(${waiting} waited, ${exits} exits for a restart); ` +
    `target ${inSeconds(limit)}`;
  inTime(again <= limit, figure);
  return `${figure}; ${words}`;
}

export const intoTheBlackHole: Trial = {
  id: 'R8',
  title: 'black hole',
  on: ['direct', 'kafka'],
  run: (world, on) => {
    const sessionTimeoutMs = world.scale(3_000, 6_000);
    return onStage(
      world,
      { broker: brokerOf(on), through: ['broker'], sessionTimeoutMs },
      (stage) => blackHole(world, stage, sessionTimeoutMs),
    );
  },
};
