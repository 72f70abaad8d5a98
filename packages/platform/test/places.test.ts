import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startPostgres } from '@katrol/platform';
import { AlreadyRunning, takeLock } from '../src/lock.ts';
import { findBinaries } from '../src/postgres-binaries.ts';
import { keptSecrets } from '../src/secrets.ts';
import { commandAs, giveTo, postgresUser } from '../src/system-user.ts';

const run = promisify(execFile);
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'katrol-place-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('as root, in a folder that nobody else may enter, PostgreSQL finds its own', async () => {
  const user = await postgresUser();
  // the folder of the test is 0700, as root's home is; a name as a person may give it
  const native = path.join(dir, "Lien's map", 'native');
  const { initdb } = await findBinaries();
  await cp(path.dirname(path.dirname(initdb)), native, { recursive: true, verbatimSymlinks: true });
  const data = path.join(dir, 'data');
  await mkdir(data, { mode: 0o700 });
  await giveTo(data, user);
  const as = await commandAs(user, [path.join(native, 'bin/postgres')]);
  const { command, args, ids } = as(path.join(native, 'bin/initdb'), [`--pgdata=${data}`]);
  await run(command, args, { ...ids, cwd: data, env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  expect(await readFile(path.join(data, 'PG_VERSION'), 'utf8')).toMatch(/^\d+\n$/);
});

test('secrets that are cut off: made anew where nothing depends on them, else refused', async () => {
  const file = path.join(dir, 'secrets.json');
  for (const broken of ['', '{"session": "abc', '[]', '{"session": ""}', 'null']) {
    await writeFile(file, broken);
    const used = keptSecrets(dir, { names: ['session'], inUse: true });
    await expect(used).rejects.toThrow(`${file} is leeg of beschadigd`);
    const made = await keptSecrets(dir, { names: ['session'], inUse: false });
    expect(made['session']).toMatch(/^[\w-]{43}$/);
    expect(await keptSecrets(dir, { names: ['session'], inUse: true })).toEqual(made);
  }
});

test('a password of the database that is gone is named, not tried', async () => {
  const running = await startPostgres({ dir, durable: false });
  await running.stop();
  const file = path.join(dir, 'postgres.password');
  await writeFile(file, '');
  await expect(startPostgres({ dir })).rejects.toThrow(`${file} is weg of leeg`);
});

test('a holder that is just writing its name holds the data', async () => {
  const release = await takeLock(dir, 'http://localhost:1');
  const file = path.join(dir, 'supervisor.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, '');
  const late = setTimeout(() => void writeFile(file, text), 200);
  await expect(takeLock(dir, 'http://localhost:2')).rejects.toThrow(AlreadyRunning);
  clearTimeout(late);
  await release();
});

test('data that cannot be written say so, and with which setting', async () => {
  const file = path.join(dir, 'a-file');
  await writeFile(file, '');
  await chmod(file, 0o400);
  await expect(takeLock(path.join(file, 'data'), '')).rejects.toThrow('KATROL_DATA');
});
