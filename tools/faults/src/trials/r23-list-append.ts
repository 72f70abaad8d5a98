import { setTimeout as sleep } from 'node:timers/promises';
import { judgeReads } from '../checker.ts';
import type { Child } from '../child.ts';
import { seeded, type Random } from '../random.ts';
import { onStage, type Stage, type Wire } from '../stage.ts';
import { brokerOf, inSeconds, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const KEYS = 12;
const troubles = ['kill', 'stop', 'cut', 'blackhole', 'half-open', 'delay'] as const;
const wires: readonly Wire[] = ['teller-database', 'hearer-database', 'broker'];

type Seats = Map<string, { start: () => Child; child: Child }>;

/** Keeps a process in each seat: who ends is replaced, as a supervisor does. */
function seat(seats: Seats, name: string, start: () => Child, signal: AbortSignal): void {
  const child = start();
  seats.set(name, { start, child });
  void child.ended.then(async () => {
    await sleep(200, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) seat(seats, name, start, signal);
  });
}

async function trouble(
  stage: Stage,
  seats: Seats,
  random: Random,
  longest: number,
): Promise<string> {
  const kind = random.pick(troubles);
  const ms = random.between(Math.floor(longest / 4), longest);
  if (kind === 'kill' || kind === 'stop') {
    const [name, { child }] = random.pick([...seats]);
    if (kind === 'kill') {
      await child.kill();
      return `kill ${name}`;
    }
    child.signal('SIGSTOP');
    await sleep(ms);
    child.signal('SIGCONT');
    return `stop ${name} ${inSeconds(ms)}`;
  }
  const wire = random.pick(wires);
  stage.wires.get(wire)?.set(kind === 'delay' ? { kind, ms: random.between(20, 300) } : { kind });
  await sleep(ms);
  stage.wires.get(wire)?.set({ kind: 'pass' });
  return `${kind} ${wire} ${inSeconds(ms)}`;
}

async function work(stage: Stage, n: number, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const key = `k${random.between(0, KEYS - 1)}`;
    const what = random.next();
    if (what < 0.6) await stage.clerk.append([{ key, value: stage.clerk.fresh() }], signal, 3_000);
    else await stage.clerk.read(what < 0.8 ? 'state' : 'effects', key, `reader ${n}`);
    await sleep(random.between(5, 40));
  }
}

async function history(
  world: World,
  stage: Stage,
  shape: { tellers: number; hearers: number },
  seed: number,
): Promise<string> {
  const random = seeded(seed);
  const done = new AbortController();
  const seats: Seats = new Map();
  for (let i = 0; i < shape.tellers; i++)
    seat(seats, `teller ${i}`, () => stage.startTeller({}, i), done.signal);
  for (let i = 0; i < shape.hearers; i++)
    seat(seats, `hearer ${i}`, () => stage.startHearer({}, i), done.signal);
  await Promise.all([...seats.values()].map(({ child }) => child.ready));
  const working = Array.from({ length: 8 }, (_, n) =>
    work(stage, n, seeded(seed + n + 1), done.signal),
  );
  const happened: string[] = [];
  for (const until = performance.now() + world.scale(15_000, 60_000); performance.now() < until;) {
    await sleep(random.between(300, 1_500));
    happened.push(await trouble(stage, seats, random, world.scale(3_000, 15_000)));
  }
  const healed = performance.now();
  const acked = stage.clerk.acknowledgements.length;
  while (stage.clerk.acknowledgements.length === acked && performance.now() - healed < 60_000)
    await sleep(50);
  const again = performance.now() - healed;
  done.abort();
  await Promise.all(working);
  const settled = await stage.settle(60_000);
  const wrong = judgeReads(stage.clerk.readings, stage.clerk.acknowledgements, await stage.state());
  must(wrong.length === 0, `reads: ${wrong.slice(0, 5).join('; ')}; after ${happened.join(', ')}`);
  const words = await stage.mustBeClean().catch((error: Error) => {
    error.message += `; after ${happened.join(', ')}`;
    throw error;
  });
  return (
    `${acked} appends, ${stage.clerk.readings.length} reads, ` +
    `${happened.length} troubles: ${words}, stale 0; ` +
    `commands again ${inSeconds(again)} and all heard ${inSeconds(settled)} after the last`
  );
}

export const listAppend: Trial = {
  id: 'R23',
  title: 'list-append',
  on: ['direct', 'kafka'],
  run: async (world, on) => {
    const broker = brokerOf(on);
    const shape = { tellers: broker === 'kafka' ? 2 : 1, hearers: 2 };
    const figures: string[] = [];
    for (let seed = world.seed; seed < world.seed + world.scale(1, 5); seed++) {
      const figure = await onStage(
        { ...world, seed },
        { broker, ...shape, through: wires, sessionTimeoutMs: 3_000 },
        (stage) => history(world, stage, shape, seed),
      );
      figures.push(`[${seed}] ${figure}`);
    }
    return figures.join(' / ');
  },
};
