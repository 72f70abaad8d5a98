import { setTimeout as sleep } from 'node:timers/promises';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { familiesCalled, platformOf, referral, servicePids, type Consortium } from '../platform.ts';
import { inSeconds, inTime, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

/** Sends until acknowledged, under one key; counts attempts that failed. */
async function submit(
  { anybody }: Consortium,
  name: string,
  counted: { failed: number; telling: string[] },
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const refused = await anybody(
      IntakeService,
      'submitReferral',
      referral(name),
      `key-${name.replaceAll(' ', '-')}`,
    ).then(
      () => '',
      (error: Error) => error.message,
    );
    if (refused === '') return true;
    counted.failed += 1;
    if (/postgres|sql|at .*\.ts/i.test(refused)) counted.telling.push(refused);
    await sleep(100);
  }
  return false;
}

/** Kills PostgreSQL and waits until another one runs in its place. */
async function killDatabase({ platform }: Consortium): Promise<void> {
  const pid = platform.postgresPid();
  process.kill(pid, 'SIGKILL');
  while (true) {
    const now = await Promise.resolve()
      .then(() => platform.postgresPid())
      .catch(() => pid);
    if (now !== pid) break;
    await sleep(20);
  }
}

async function killUnderLoad(world: World, c: Consortium): Promise<string> {
  const { platform } = c;
  const before = servicePids(platform.pid);
  const done = new AbortController();
  const acknowledged: string[] = [];
  const counted = { failed: 0, telling: [] as string[] };
  const worker = async (n: number): Promise<void> => {
    for (let i = 0; !done.signal.aborted; i++) {
      const name = `Last ${n} ${i}`;
      if (await submit(c, name, counted, done.signal)) acknowledged.push(name);
    }
  };
  const workers = [1, 2, 3, 4].map(worker);
  const ready: number[] = [];
  for (let kill = 0; kill < world.scale(2, 10); kill++) {
    await sleep(1_500);
    await killDatabase(c);
    const back = performance.now();
    for (
      const had = acknowledged.length;
      acknowledged.length === had && performance.now() - back < 20_000;
    )
      await sleep(20);
    ready.push(performance.now() - back);
  }
  await sleep(500);
  done.abort();
  await Promise.all(workers);
  const kept = await familiesCalled(c.coordinator, 'last');
  const lost = acknowledged.filter((name) => !kept.includes(name));
  const doubled = kept.length - new Set(kept).size;
  const after = servicePids(platform.pid);
  const gone = [...before]
    .filter(([folder, pid]) => after.get(folder) !== pid)
    .map(([folder]) => folder);
  const worst = Math.max(...ready);
  const which = gone.length > 0 ? ` (${gone.join()})` : '';
  const figure =
    `${ready.length} kills, ${acknowledged.length} acknowledged, ` +
    `${counted.failed} attempts refused ` +
    `(${counted.telling.length} with words from inside): ` +
    `lost ${lost.length}, doubled ${doubled}, ` +
    `processes gone ${gone.length}${which}; ` +
    `commands again ${inSeconds(worst)} after it was back, at worst`;
  must(
    counted.telling.length === 0 &&
      lost.length === 0 &&
      doubled === 0 &&
      gone.length === 0 &&
      before.size > 3,
    figure,
  );
  inTime(worst <= 5_000, figure);
  return figure;
}

export const databaseKilled: Trial = {
  id: 'R11',
  title: 'database killed under load',
  on: ['platform'],
  run: async (world) => await killUnderLoad(world, await platformOf(world)),
};
