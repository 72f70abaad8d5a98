import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cloneDatabase, ensureDatabase, startPostgres } from '@katrol/platform';
import type { RunningPostgres } from '@katrol/platform';
import { applyMigrations, diffFromEmpty, schemaSnapshot } from '@katrol/store/migrate';
import pg from 'pg';

let dir: string;
let running: RunningPostgres | undefined;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'katrol-pg-'));
});
afterEach(async () => {
  await running?.stop();
  await rm(dir, { recursive: true });
});

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

test('an orphan of a killed supervisor is stopped, its data are kept', async () => {
  const file = new URL('../src/postgres.ts', import.meta.url).href;
  const script = `const { startPostgres } = await import('${file}');
    const p = await startPostgres({ dir: '${dir}' });
    process.send({ url: p.adminUrl, pid: p.pid() });`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const first = await new Promise<{ url: string; pid: number }>((resolve) =>
    child.once('message', (message) => resolve(message as { url: string; pid: number })),
  );
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
  // a stopped process notices nothing, as one that hangs: the postmaster stays although its
  // supervisor is gone
  process.kill(first.pid, 'SIGSTOP');
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  process.kill(first.pid, 'SIGCONT');
  running = await startPostgres({ dir });
  expect(running.pid()).not.toBe(first.pid);
  expect(await query(running.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
});

test('a pid file that lies is cleared', async () => {
  running = await startPostgres({ dir, durable: false });
  const pidFile = path.join(dir, 'postgres/postmaster.pid');
  const text = await readFile(pidFile, 'utf8');
  await running.stop();
  // the number of some other living process
  await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)));
  running = await startPostgres({ dir, durable: false });
  expect(await query(running.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

const schema = `datasource db {
  provider = "postgresql"
}
model Thing {
  id   String @id @default(dbgenerated("uuidv7()")) @db.Uuid
  name String
  @@map("thing")
}
`;
const rules = `
ALTER TABLE thing ENABLE ROW LEVEL SECURITY; ALTER TABLE thing FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON thing TO shop USING (name = current_setting('app.name', true));
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.name := trim(NEW.name); RETURN NEW; END; $$;
CREATE TRIGGER touch BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION touch();
REVOKE DELETE ON thing FROM shop;`;

test('migrations: one of three applies; a failed one leaves, the role owns nothing', async () => {
  running = await startPostgres({ dir, durable: false });
  const { ownerUrl, url } = await ensureDatabase(running.adminUrl, 'shop');
  const directories = [
    { name: '0001_first', sql: await diffFromEmpty(schema) },
    { name: '0002_rules', sql: rules },
  ];
  const outcomes = await Promise.all(
    [1, 2, 3].map(() => applyMigrations({ ownerUrl, schema, directories })),
  );
  expect(outcomes.flat()).toEqual(['0001_first', '0002_rules']);
  const before = await schemaSnapshot(ownerUrl);
  const broken = [
    ...directories,
    { name: '0003_more', sql: 'CREATE TABLE half (one int); SELECT missing();' },
  ];
  await expect(applyMigrations({ ownerUrl, schema, directories: broken })).rejects.toThrow(
    'missing()',
  );
  expect(await schemaSnapshot(ownerUrl)).toBe(before);
  const whole = 'CREATE TABLE whole (one int); GRANT SELECT ON whole TO shop;';
  const mended = [...directories, { name: '0003_more', sql: whole }];
  expect(await applyMigrations({ ownerUrl, schema, directories: mended })).toEqual(['0003_more']);
  await expect(query(url, 'CREATE TABLE mine (one int)')).rejects.toThrow('permission denied');
  await expect(query(url, 'DELETE FROM thing')).rejects.toThrow('permission denied');
  await expect(
    query(
      url.replace(/\/shop$/, '/postgres'),
      'SELECT usesuper FROM pg_user WHERE usename = current_user',
    ),
  ).resolves.toEqual([{ usesuper: false }]);
  const copy = await cloneDatabase(running.adminUrl, 'shop', 'shop_1');
  expect(await schemaSnapshot(copy.url)).toBe(await schemaSnapshot(ownerUrl));
  expect(await query(copy.url, 'SELECT count(*)::int AS n FROM whole')).toEqual([{ n: 0 }]);
});
