import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inSeconds, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const WRITERS = 16;

/**
 * What a reader by sequence number would have missed: it runs beside, so that the figure says
 * whether the danger was there.
 */
async function naiveReader(pool: pg.Pool, signal: AbortSignal): Promise<number> {
  let last = 0n;
  let seen = 0;
  while (!signal.aborted) {
    const { rows } = await pool.query<{ seq: string }>(
      'select seq from outbox where seq > $1 order by seq',
      [String(last)],
    );
    seen += rows.length;
    last = BigInt(rows.at(-1)?.seq ?? last);
    await sleep(1);
  }
  return seen;
}

async function once(world: World, stage: Stage, each: number): Promise<string> {
  const hearer = stage.startHearer();
  const teller = stage.startTeller({ hold: { share: 0.2, ms: 10 } });
  await Promise.all([teller.ready, hearer.ready]);
  const done = new AbortController();
  const naive = naiveReader(stage.teller, done.signal);
  // looked at below; a stage that is torn down before ends it too
  naive.catch(() => undefined);
  const writer = async (n: number): Promise<void> => {
    for (let i = 0; i < each; i++)
      await stage.clerk.append(
        [{ key: `w${n}`, value: stage.clerk.fresh() }],
        AbortSignal.timeout(60_000),
      );
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, n) => writer(n)));
  const took = await stage.settle(30_000);
  await sleep(50);
  done.abort();
  const words = await stage.mustBeClean();
  const wanted = WRITERS * each;
  const heard = (await stage.heard()).length;
  must(heard === wanted, `${heard} of ${wanted} heard`);
  return (
    `${heard} of ${wanted} heard, ${words}, ` +
    `the last ${inSeconds(took)} after it was told; ` +
    `a reader by sequence would have lost ${wanted - (await naive)}`
  );
}

export const lateCommitters: Trial = {
  id: 'R2',
  title: 'late committers',
  on: ['direct', 'kafka'],
  run: async (world, on) => {
    const figures: string[] = [];
    for (let seed = world.seed; seed < world.seed + world.scale(1, 3); seed++) {
      figures.push(
        await onStage({ ...world, seed }, { broker: brokerOf(on) }, (stage) =>
          once(world, stage, world.scale(60, 250)),
        ),
      );
    }
    return figures.join(' / ');
  },
};
