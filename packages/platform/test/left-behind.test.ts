import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '@katrol/platform';
import { makeCheckout, supervise } from './fixtures.ts';
import type { Started } from './fixtures.ts';

let dir: string;
let data: string;
let env: Record<string, string>;
const all: Started[] = [];
const others: ChildProcess[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'katrol-left-'));
  data = path.join(dir, 'data');
  await makeCheckout(dir);
  const port = String(await freePort());
  env = { KATROL_ROOT: dir, KATROL_DATA: data, KATROL_PORT: port, KATROL_DEMO: 'off' };
});
afterEach(async () => {
  for (const { child, ended } of all.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
  for (const other of others.splice(0)) other.kill('SIGKILL');
});
afterAll(() => rm(dir, { recursive: true }));

const start = (): Started => {
  const started = supervise(env);
  all.push(started);
  return started;
};
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  for (let waited = 0; !(await done()); waited += 20) {
    if (waited > 15_000) throw new Error('it did not happen within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const written = async (): Promise<number[]> =>
  (await readdir(path.join(data, 'processes')).catch(() => [])).map(Number);

test('who reads its modules while its starter goes away ends too', async () => {
  const runtime = import.meta.resolve('@katrol/runtime');
  const script = `
    await new Promise((resolve) => setTimeout(resolve, 700));
    const { run } = await import('${runtime}');
    // it waits for what went away with its starter
    await run(() => new Promise(() => setInterval(() => undefined, 1_000)), { serviceName: 'left', logLevel: 'silent', otelExporterOtlpEndpoint: '' });`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  others.push(child);
  const ended = new Promise((resolve) => child.once('exit', () => resolve('ended')));
  child.disconnect();
  const late = new Promise((resolve) => setTimeout(() => resolve('lives on'), 8_000));
  expect(await Promise.race([ended, late])).toBe('ended');
});

test('killed while it starts, a supervisor leaves nobody behind', async () => {
  const first = start();
  await until(async () => (await written()).length > 0);
  const pids = await written();
  first.child.kill('SIGKILL');
  await first.ended;
  await until(() => pids.every((pid) => !alive(pid)));
});

test('the next start ends what did not notice, and nobody else', async () => {
  const first = start();
  await first.says('Katrol staat klaar');
  const pids = await written();
  expect(pids).toHaveLength(2);
  // as one that hangs: it sees no channel close
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  first.child.kill('SIGKILL');
  await first.ended;
  // a number that was given out again: written down, and somebody else's now
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  others.push(stranger);
  const left = await readFile(path.join(data, 'processes', String(pids[0])), 'utf8');
  await mkdir(path.join(data, 'processes'), { recursive: true });
  await writeFile(path.join(data, 'processes', String(stranger.pid)), left);
  const second = start();
  await second.says('Katrol staat klaar');
  expect(second.output()).toContain('[gateway] van een vorige keer werd gestopt');
  // whoever inherits what was orphaned may still have to see its end
  await until(() => !pids.some(alive));
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  expect(await written()).toHaveLength(2);
});
