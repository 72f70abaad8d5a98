import { parseArgs } from 'node:util';
import { goStraight } from '@katrol/runtime';
import { sabotages } from './inside/fault.ts';
import { kafkaForTests } from './kafka.ts';
import { Late, Missed, inSeconds, type Trial } from './trial.ts';
import { trials } from './trials/index.ts';
import { openWorld, type World } from './world.ts';

const { values: args } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    broker: { type: 'string', default: '' },
    // breaks the fixture services: what stays green then proves nothing
    sabotage: { type: 'string' },
  },
});

goStraight(process.env);
const seed = Number(process.env['KATROL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const only = args.only === '' ? [] : args.only.toUpperCase().split(',');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs one trial with one broker and says its figure; true when its target was met. */
async function judged(world: World, trial: Trial, on: Trial['on'][number]): Promise<boolean> {
  const since = performance.now();
  const label = `${trial.id.padEnd(4)} ${on.padEnd(8)}`;
  const short = args.short ? '--short ' : '';
  const again =
    `KATROL_SEED=${seed} npm run test:faults -- ` + `${short}--only ${trial.id} --broker ${on}`;
  try {
    const figure = await trial.run(world, on).catch((error: unknown) => {
      if (!(args.short && error instanceof Late)) throw error;
      say(`late   ${label} ${trial.title}: ${error.message}; once more`);
      return trial.run(world, on);
    });
    say(
      `ok     ${label} ${trial.title}: ${figure}; ` +
        `seed ${seed} (${inSeconds(performance.now() - since)})`,
    );
    return true;
  } catch (error) {
    const what =
      error instanceof Missed ? error.message : ((error as Error).stack ?? String(error));
    say(
      `MISSED ${label} ${trial.title}: ${what}; ` +
        `seed ${seed} (${inSeconds(performance.now() - since)})\n` +
        `       again: ${again}`,
    );
    return false;
  }
}

const chosen = trials
  .filter((t) => (only.length === 0 || only.includes(t.id)) && !(args.short && t.longOnly))
  .flatMap((trial) =>
    trial.on.filter((on) => args.broker === '' || args.broker === on).map((on) => ({ trial, on })),
  );
const world = await openWorld({
  size: args.short ? 'short' : 'full',
  seed,
  say,
  sabotage: sabotages.find((s) => s === args.sabotage),
  kafka: chosen.some(({ on }) => on === 'kafka') ? () => kafkaForTests() : undefined,
});
let missed = 0;
let left = 0;
let stopped = false;
// what is under way when everything is torn down fails, and that says nothing
process.on('unhandledRejection', (error) => {
  if (stopped) return;
  throw error;
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopped = true;
    void world.close().finally(() => process.exit(130));
  });
}
try {
  for (const { trial, on } of chosen) {
    if (stopped) break;
    if (on === 'kafka' && !world.kafka) left += 1;
    else if (!(await judged(world, trial, on))) missed += 1;
  }
} finally {
  await world.close();
}
say(
  `${chosen.length - missed - left} promises kept, ${missed} missed, ` +
    `${left} not tried for want of a Kafka; seed ${seed}`,
);
process.exit(missed === 0 ? 0 : 1);
