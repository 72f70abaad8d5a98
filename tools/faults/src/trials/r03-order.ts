import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../random.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const EVENTS_EACH = 20;
const WORKERS = 8;
const TOGETHER = 25;

async function order(world: World, stage: Stage): Promise<string> {
  const random = seeded(world.seed);
  const keys = Array.from({ length: world.scale(100, 1_000) }, (_, n) => `a${n}`);
  const hearer = stage.startHearer();
  const tellers = [stage.startTeller({}, 0), stage.startTeller({}, 1)];
  await Promise.all([hearer.ready, ...tellers.map((t) => t.ready)]);
  const done = new AbortController();
  let kills = 0;
  const killing = (async () => {
    for (;;) {
      await sleep(world.scale(1_500, 5_000), undefined, { signal: done.signal }).catch(
        () => undefined,
      );
      if (done.signal.aborted) return;
      const which = random.between(0, 1);
      await tellers[which]?.kill();
      kills += 1;
      tellers[which] = stage.startTeller({}, which);
      await tellers[which].ready;
    }
  })();
  const worker = async (n: number): Promise<void> => {
    const own = keys.filter((_, i) => i % WORKERS === n);
    for (let round = 0; round < EVENTS_EACH; round++) {
      for (let i = 0; i < own.length; i += TOGETHER) {
        const entries = own
          .slice(i, i + TOGETHER)
          .map((key) => ({ key, value: stage.clerk.fresh() }));
        await stage.clerk.append(entries, AbortSignal.timeout(120_000));
        await sleep(world.scale(150, 350));
      }
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, n) => worker(n)));
  done.abort();
  await killing;
  await stage.settle(30_000);
  const words = await stage.mustBeClean();
  const heard = (await stage.heard()).length;
  must(
    heard === keys.length * EVENTS_EACH && kills > 0,
    `${heard} of ${keys.length * EVENTS_EACH} heard, ${kills} kills`,
  );
  return (
    `${keys.length} aggregates x ${EVENTS_EACH}, 2 relays, ` +
    `${kills} kills: 0 inversions, ${words}`
  );
}

export const keptOrder: Trial = {
  id: 'R3',
  title: 'order',
  on: ['direct', 'kafka'],
  run: (world, on) =>
    onStage(world, { broker: brokerOf(on), tellers: 2 }, (stage) => order(world, stage)),
};
