import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployed } from '@katrol/registry';
import { must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../../..');
const runner = path.join(root, 'packages/testkit/src/run-jest.ts');

type Ended = { code: number | null; said: string };

function run(
  cwd: string,
  args: string[],
  { world, long }: { world: World; long: Record<string, string> },
): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: path.join(root, cwd),
    env: { ...process.env, KATROL_SEED: String(world.seed), ...long },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  world.atEnd(async () => void child.kill());
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

/** What a suite said of its figures; ends the trial with all it said when it is red. */
function figures({ code, said }: Ended, what: string, id: string): string {
  const found = [...said.matchAll(new RegExp(`^${id}: (.*); seed`, 'gm'))].map((m) => m[1]);
  must(code === 0, `${what}: ${found.join(' | ')}\n${said.slice(-3_000)}`);
  return `${what}: ${found.join(' | ')}`;
}

/** The services' own suites and the door's, for ten minutes each instead of some seconds. */
async function fuzzed(world: World): Promise<string> {
  const how = { world, long: { KATROL_FUZZ_SECONDS: '600' } };
  const told: string[] = [];
  for (const { folder } of deployed) {
    for (const suite of ['access', 'event-fuzz']) {
      const cwd = `services/${folder}`;
      if (!existsSync(path.join(root, cwd, `test/${suite}.test.ts`))) continue;
      const ended = await run(cwd, [runner, suite, '-t', 'S22'], how);
      told.push(figures(ended, `${folder} ${suite}`, 'S22'));
    }
  }
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand'];
  const door = await run('tools/e2e', [...jest, 'trouble', '-t', 'S22'], how);
  return [...told, figures(door, 'door', 'S22')].join('; ');
}

const long = (id: string, title: string, run: Trial['run']): Trial => ({
  id,
  title,
  on: ['platform'],
  longOnly: true,
  run,
});

/** Suites whose short form is in `npm test`. */
export const longSuites: Trial[] = [
  long('S22', 'what nobody should send', fuzzed),
  long('S4', 'nobody sees another’s rows, however many there are at once', async (world) => {
    const how = { world, long: { KATROL_TRANSACTIONS: '20000' } };
    const args = [runner, '--service=sample', 'isolation-under-load'];
    return figures(await run('packages/testkit', args, how), 'the kit', 'S4');
  }),
  long('S11', 'what was done is on record, whatever was cut off', async (world) => {
    const how = { world, long: { KATROL_AUDIT_OPERATIONS: '10000' } };
    return figures(await run('services/intake', [runner, 'audit-complete'], how), 'intake', 'S11');
  }),
  long('R19', 'what one row may bear alone, and two together not', async (world) => {
    // of each invariant; ten thousand and more together
    const how = { world, long: { KATROL_PAIRS: '1500' } };
    const told: string[] = [];
    for (const { folder } of deployed) {
      const cwd = `services/${folder}`;
      if (!existsSync(path.join(root, cwd, 'test/write-skew.test.ts'))) continue;
      told.push(figures(await run(cwd, [runner, 'write-skew'], how), folder, 'R19'));
    }
    const args = [runner, '--service=sample', 'write-skew'];
    return [...told, figures(await run('packages/testkit', args, how), 'the kit', 'R19')].join(
      '; ',
    );
  }),
];
