import { setTimeout as sleep } from 'node:timers/promises';
import { steadily } from '../clerk.ts';
import { Probe } from '../health.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inSeconds, inTime, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const RATE = 20;

/** The broker refuses every connection; commands go on. */
async function away(world: World, stage: Stage): Promise<string> {
  const children = [stage.startTeller(), stage.startHearer()];
  await Promise.all(children.map((c) => c.ready));
  const probe = new Probe(stage.ports.tellers[0]);
  const done = new AbortController();
  const sending = steadily(RATE, done.signal, (n) =>
    stage.clerk.append(
      [{ key: `k${n % 20}`, value: stage.clerk.fresh() }],
      AbortSignal.timeout(60_000),
    ),
  );
  await sleep(world.scale(2_000, 10_000));
  const before = children.map((c) => c.memory());
  stage.wires.get('broker')?.set({ kind: 'cut' });
  const ms = world.scale(10_000, 300_000);
  let unready = 0;
  const growths: number[][] = [];
  for (const until = performance.now() + ms; performance.now() < until; await sleep(1_000)) {
    if ((await probe.ask()) !== 'serving') unready += 1;
    growths.push(children.map((c, i) => c.memory() - (before[i] ?? 0)));
  }
  const most = children.map((_, i) => Math.max(...growths.map((g) => g[i] ?? 0)));
  // a heap that warms up grows at first, a leak to the end
  const later = children.map(
    (_, i) => (growths.at(-1)?.[i] ?? 0) - (growths[Math.floor(growths.length / 2)]?.[i] ?? 0),
  );
  const memory = children
    .map(
      (c, i) =>
        `${c.name} +${most[i]?.toFixed(0)} MB at most (${later[i]?.toFixed(0)} in the second half)`,
    )
    .join(', ');
  const waiting = await stage.behind();
  stage.wires.get('broker')?.set({ kind: 'pass' });
  const since = performance.now();
  while ((await stage.behind()) > RATE && performance.now() - since < 60_000) await sleep(50);
  const gone = performance.now() - since;
  done.abort();
  const sent = await sending;
  probe.close();
  await stage.settle(20_000);
  const why = stage.clerk.failures > 0 ? ` (${String(stage.clerk.lastError)})` : '';
  const figure =
    `${sent} commands, ${stage.clerk.failures} failed${why}, ` +
    `${unready} times not ready in ${inSeconds(ms)}; ` +
    `backlog of ${waiting} gone ${inSeconds(gone)} after the return; ` +
    `memory ${memory}`;
  must(stage.clerk.failures === 0 && unready === 0 && Math.max(...most) <= 50, figure);
  inTime(gone < 60_000, figure);
  return `${figure}; ${await stage.mustBeClean()}`;
}

export const brokerAway: Trial = {
  id: 'R7',
  title: 'broker away',
  on: ['direct', 'kafka'],
  run: (world, on) =>
    onStage(world, { broker: brokerOf(on), through: ['broker'] }, (stage) => away(world, stage)),
};
