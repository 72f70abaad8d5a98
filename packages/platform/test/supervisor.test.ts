import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '@katrol/platform';
import { makeCheckout, supervise } from './fixtures.ts';
import type { Started } from './fixtures.ts';

let dir: string;
let port: number;
let env: Record<string, string>;
const all: Started[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'katrol-start-'));
  await makeCheckout(dir);
  port = await freePort();
  env = {
    KATROL_ROOT: dir,
    KATROL_DATA: path.join(dir, 'data'),
    KATROL_PORT: String(port),
    KATROL_DEMO: 'off',
  };
});
afterEach(async () => {
  for (const { child, ended } of all.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});
afterAll(() => rm(dir, { recursive: true }));

const start = (extra: Record<string, string> = {}, words: string[] = []): Started => {
  const started = supervise({ ...env, ...extra }, words);
  all.push(started);
  return started;
};
const ready = () => `Katrol staat klaar: http://localhost:${port}`;
const gateway = async () =>
  (await (await fetch(`http://127.0.0.1:${port}`)).json()) as {
    pid: number;
    env: Record<string, string>;
  };
const postmaster = async () =>
  Number((await readFile(path.join(dir, 'data/postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  for (let waited = 0; !(await done()); waited += 50) {
    if (waited > 15_000) throw new Error('it did not happen within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test('starts, tells each service its surroundings, and ends everything on a signal', async () => {
  const first = start();
  await first.says(ready());
  const told = await gateway();
  expect(told.env).toMatchObject({
    LISTEN: `127.0.0.1:${port}`,
    BROKER: 'direct',
    OIDC_AUDIENCE: 'katrol-services',
    CLIENT_ID: 'service-gateway',
    PUBLIC_URL: `http://localhost:${port}`,
    OIDC_CLIENT_ID: 'katrol-gateway',
  });
  expect(told.env['DATABASE_URL']).toMatch(/^postgresql:\/\/gateway:.+@127\.0\.0\.1:\d+\/gateway$/);
  expect(told.env['SERVICE_ADDRESSES']).toMatch(
    /^intake=127\.0\.0\.1:\d+,gateway=127\.0\.0\.1:\d+$/,
  );
  expect(((await stat(path.join(dir, 'data/secrets.json'))).mode & 0o777).toString(8)).toBe('600');
  const database = await postmaster();
  const startedAt = performance.now();
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect([alive(told.pid), alive(database)]).toEqual([false, false]);
});

test('a second start says where the first is and leaves it alone', async () => {
  const first = start();
  await first.says(ready());
  const { pid } = await gateway();
  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`http://localhost:${port} (proces ${first.child.pid})`);
  expect((await gateway()).pid).toBe(pid);
});

test('a service and the database that are killed come back', async () => {
  const first = start();
  await first.says(ready());
  const { pid } = await gateway();
  process.kill(pid, 'SIGKILL');
  await first.says('[gateway] draait weer');
  expect((await gateway()).pid).not.toBe(pid);
  process.kill(await postmaster(), 'SIGKILL');
  await first.says('De databank is terug');
});

test('after kill -9 of the supervisor nothing stays and the next start works', async () => {
  const first = start();
  await first.says(ready());
  const { pid } = await gateway();
  const database = await postmaster();
  first.child.kill('SIGKILL');
  await first.ended;
  await until(() => !alive(pid) && !alive(database));
  await start().says(ready());
});

test('ready is said once a call went through the door to every database', async () => {
  const away = path.join(dir, 'intake-is-away');
  await writeFile(away, '');
  const first = start({ KATROL_TEST_AWAY_WHILE: away, HTTPS_PROXY: 'http://127.0.0.1:9' });
  await until(async () =>
    fetch(`http://127.0.0.1:${port}`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(first.output()).not.toContain('staat klaar');
  await rm(away);
  await first.says(ready());
  // and no service is told of a proxy
  expect((await gateway()).env).not.toHaveProperty('HTTPS_PROXY');
});

test('a taken port is named', async () => {
  const other = createServer();
  const taken = await freePort();
  await new Promise<void>((resolve) => other.listen(taken, '127.0.0.1', resolve));
  const refused = start({ KATROL_PORT: String(taken) });
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`poort ${taken} is bezet`);
  other.close();
});

test('a given Kafka is told to all; --real without any or an unknown word says so', async () => {
  const given = start({ KAFKA_BROKERS: '127.0.0.1:19092' });
  await given.says(ready());
  expect((await gateway()).env).toMatchObject({
    BROKER: 'kafka',
    KAFKA_BROKERS: '127.0.0.1:19092',
  });
  given.child.kill('SIGINT');
  await given.ended;
  const none = start({ PATH: '/nowhere' }, ['--real']);
  await none.says('no Kafka found');
  expect(await none.ended).toBe(1);
  const unknown = start({}, ['--reel']);
  await unknown.says('"--reel"');
  expect(await unknown.ended).toBe(1);
});

test('a service that the registry does not know is named, not started', async () => {
  const folder = path.join(dir, 'services', 'nobodys');
  await mkdir(path.join(folder, 'src'), { recursive: true });
  await writeFile(path.join(folder, 'src/main.ts'), '');
  const refused = start();
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain('no row in packages/registry for services/nobodys');
  await rm(folder, { recursive: true });
});
