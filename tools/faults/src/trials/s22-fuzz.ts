import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const SECONDS = 600;
const root = path.resolve(fileURLToPath(import.meta.url), '../../../../..');
const runner = path.join(root, 'packages/testkit/src/run-jest.ts');
const services = ['intake', 'matching', 'volunteer-training'];

type Ended = { code: number | null; said: string };

function run(cwd: string, args: string[], world: World): Promise<Ended> {
  const env = {
    ...process.env,
    KATROL_FUZZ_SECONDS: String(SECONDS),
    KATROL_SEED: String(world.seed),
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  world.atEnd(async () => void child.kill());
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

const figures = ({ said }: Ended): string =>
  [...said.matchAll(/^S22: (.*); seed/gm)].map((m) => m[1]).join(' | ');

/** The services' own suites and the door's, for ten minutes each instead of one. */
async function fuzzed(world: World): Promise<string> {
  const told: string[] = [];
  for (const service of services) {
    for (const file of ['access', 'event-fuzz']) {
      const ended = await run(
        path.join(root, 'services', service),
        [runner, file, '-t', 'S22'],
        world,
      );
      must(ended.code === 0, `${service} ${file}: ${figures(ended)}\n${ended.said.slice(-3_000)}`);
      told.push(`${service}: ${figures(ended)}`);
    }
  }
  const door = await run(
    path.join(root, 'tools/e2e'),
    [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      '--runInBand',
      'trouble',
      '-t',
      'S22',
    ],
    world,
  );
  must(door.code === 0, `door: ${figures(door)}\n${door.said.slice(-3_000)}`);
  return [...told, `door: ${figures(door)}`].join('; ');
}

export const fuzzing: Trial = {
  id: 'S22',
  title: 'what nobody should send',
  on: ['platform'],
  longOnly: true,
  run: fuzzed,
};
