import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin, offsets } from '../kafka.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, must, type BrokerKind, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const DAY_MS = 86_400_000;

/** The whole log again, from its beginning. */
async function rewind(world: World, stage: Stage, broker: BrokerKind): Promise<void> {
  if (broker === 'direct') await stage.hearer.query('update cursor set position = 0');
  else
    await asAdmin(world.kafka?.port ?? 0, (admin) =>
      admin.setOffsets({
        groupId: stage.group,
        topic: stage.topic,
        partitions: Array.from({ length: 6 }, (_, partition) => ({ partition, offset: '0' })),
      }),
    );
}

/** True when the replay reached the end of the log. */
async function replayed(world: World, stage: Stage, broker: BrokerKind): Promise<boolean> {
  if (broker === 'kafka')
    return (await offsets(world.kafka?.port ?? 0, stage.group, stage.topic)).every(
      (p) => p.committed >= p.end,
    );
  const top = (await stage.teller.query<{ top: string }>('select max(position) as top from outbox'))
    .rows[0]?.top;
  const at = (await stage.hearer.query<{ position: string }>('select position from cursor')).rows[0]
    ?.position;
  return top === at;
}

/** How long the broker keeps events, in words, and how long the inbox must therefore remember. */
async function retention(
  world: World,
  stage: Stage,
  broker: BrokerKind,
): Promise<{ words: string; days: number }> {
  if (broker === 'direct') return { words: 'the outbox keeps all', days: 3_650 };
  const { resources } = await asAdmin(world.kafka?.port ?? 0, (admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: stage.topic, configNames: ['retention.ms'] }],
    }),
  );
  const ms = Number(resources[0]?.configEntries[0]?.configValue ?? Number.NaN);
  return ms < 0
    ? { words: 'the topic keeps all', days: 3_650 }
    : { words: `the topic keeps ${ms / DAY_MS} days`, days: ms / DAY_MS + 1 };
}

async function repeats(world: World, stage: Stage, broker: BrokerKind): Promise<string> {
  let hearer = stage.startHearer();
  await Promise.all([stage.startTeller().ready, hearer.ready]);
  for (let n = 0; n < world.scale(20, 100); n++) {
    await stage.clerk.append(
      Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: stage.clerk.fresh() })),
      AbortSignal.timeout(60_000),
    );
  }
  await stage.settle(30_000);
  await stage.mustBeClean();
  const before = (await stage.heard()).length;
  await hearer.stop();
  const kept = await retention(world, stage, broker);
  // as old as the oldest event that may still come again
  await stage.hearer.query(`update inbox set recorded_at = now() - make_interval(days => $1)`, [
    Math.floor(kept.days),
  ]);
  for (const patience = performance.now() + 15_000; ; await sleep(200)) {
    const done = await rewind(world, stage, broker).then(
      () => true,
      (error: Error) => (performance.now() > patience ? Promise.reject(error) : false),
    );
    if (done) break;
  }
  hearer = stage.startHearer();
  await hearer.ready;
  const until = performance.now() + 40_000;
  while (!(await replayed(world, stage, broker)) && performance.now() < until) await sleep(100);
  must(await replayed(world, stage, broker), 'the replay did not reach the end of the log');
  const after = (await stage.heard()).length;
  const words = await stage.mustBeClean();
  must(after === before, `${after - before} new effects`);
  return (
    `${before} events replayed from the beginning: ` +
    `0 new effects, ${words}; ` +
    `${kept.words}, so does the inbox`
  );
}

export const noRepeats: Trial = {
  id: 'R4',
  title: 'repeats',
  on: ['direct', 'kafka'],
  run: (world, on) =>
    onStage(world, { broker: brokerOf(on), sessionTimeoutMs: 2_000 }, (stage) =>
      repeats(world, stage, brokerOf(on)),
    ),
};
