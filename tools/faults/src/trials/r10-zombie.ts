import { setTimeout as sleep } from 'node:timers/promises';
import { steadily } from '../clerk.ts';
import { Probe } from '../health.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inSeconds, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

/** The consumer fails for a reason that no repetition cures; the process lives on. */
async function zombie(world: World, stage: Stage): Promise<string> {
  await stage.startTeller().ready;
  const hearer = stage.startHearer();
  await hearer.ready;
  const done = new AbortController();
  const sending = steadily(20, done.signal, (n) =>
    stage.clerk.append(
      [{ key: `k${n % 20}`, value: stage.clerk.fresh() }],
      AbortSignal.timeout(60_000),
    ),
  );
  await sleep(2_000);
  await stage.settle(10_000);
  const probe = new Probe(stage.ports.hearers[0]);
  must((await probe.ask()) === 'serving', 'a healthy hearer is not ready');
  hearer.tell({ zombie: true });
  const took = await probe.until((answer) => answer !== 'serving', 15_000);
  must(
    took !== undefined && took <= 10_000,
    `a process without a consumer is still ready after ${inSeconds(took ?? 15_000)}`,
  );
  let ready = 0;
  for (
    const until = performance.now() + world.scale(4_000, 20_000);
    performance.now() < until;
    await sleep(50)
  )
    if ((await probe.ask()) === 'serving') ready += 1;
  hearer.tell({ zombie: false });
  const back = hearer.running()
    ? await probe.until((answer) => answer === 'serving', 30_000)
    : undefined;
  if (!hearer.running()) await stage.startHearer().ready;
  done.abort();
  await sending;
  probe.close();
  await stage.settle(30_000);
  const how = back === undefined ? 'by a restart' : `${inSeconds(back)} after the cure`;
  const figure =
    `not ready ${inSeconds(took ?? 0)} after the error, ` +
    `${ready} times ready without a consumer, ready again ${how}`;
  must(ready === 0, figure);
  return `${figure}; ${await stage.mustBeClean()}`;
}

export const noZombie: Trial = {
  id: 'R10',
  title: 'zombie',
  on: ['kafka'],
  run: (world, on) => onStage(world, { broker: brokerOf(on) }, (stage) => zombie(world, stage)),
};
