import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ensureDatabase, startPostgres } from '@katrol/platform';
import type { DatabaseAddresses, RunningPostgres } from '@katrol/platform';
import { applyMigrations } from '@katrol/store/migrate';
import type { Migration } from '@katrol/store/migrate';
import pg from 'pg';

const schema = 'datasource db {\n  provider = "postgresql"\n}\n';
let dir: string;
let running: RunningPostgres;
let shop: DatabaseAddresses;
let owner: pg.Client;
let count = 0;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'katrol-migrations-'));
  running = await startPostgres({ dir, durable: false });
});
beforeEach(async () => {
  await owner?.end();
  shop = await ensureDatabase(running.adminUrl, `shop_${(count += 1)}`);
  owner = new pg.Client({ connectionString: shop.ownerUrl });
  await owner.connect();
  await applyMigrations({ ownerUrl: shop.ownerUrl, schema, directories: [first] });
});
afterAll(async () => {
  await owner.end();
  await running.stop();
  await rm(dir, { recursive: true });
});

const first = { name: '0001_first', sql: 'CREATE TABLE first (one int);' };
const apply = (second: Migration): Promise<string[]> =>
  applyMigrations({ ownerUrl: shop.ownerUrl, schema, directories: [first, second] });

const migrator = (second: Migration): ChildProcess => {
  const file = import.meta.resolve('@katrol/store/migrate');
  const input = { ownerUrl: shop.ownerUrl, schema, directories: [first, second] };
  return spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      `const { applyMigrations } = await import('${file}');
      await applyMigrations(${JSON.stringify(input)});`,
    ],
    { stdio: 'ignore' },
  );
};
const killed = async (child: ChildProcess): Promise<void> => {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
};
const until = async (sql: string): Promise<void> => {
  for (let waited = 0; (await owner.query(sql)).rowCount === 0; waited += 20) {
    if (waited > 15_000) throw new Error(`it did not come to: ${sql}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const ledger = async (): Promise<unknown[]> =>
  (
    await owner.query(
      `SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations
        WHERE rolled_back_at IS NULL ORDER BY started_at`,
    )
  ).rows;
const done = [
  { name: '0001_first', finished: true },
  { name: '0002_second', finished: true },
];

test('killed when its work is in and the engine has not said so: the next run goes on', async () => {
  // what the engine tells its ledger after the migration comes late
  await owner.query(`CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(3); RETURN NEW; END $$;
    CREATE TRIGGER late BEFORE UPDATE ON _prisma_migrations FOR EACH ROW
      WHEN (OLD.applied_steps_count IS DISTINCT FROM NEW.applied_steps_count)
      EXECUTE FUNCTION late()`);
  const second = { name: '0002_second', sql: 'CREATE TABLE second (one int);' };
  const child = migrator(second);
  await until(`SELECT 1 FROM pg_tables WHERE tablename = 'second'`);
  await killed(child);
  await owner.query('DROP TRIGGER late ON _prisma_migrations');
  expect(await apply(second)).toEqual([]);
  expect(await ledger()).toEqual(done);
});

test('killed in the middle: the next run waits for what PostgreSQL still does', async () => {
  const second = {
    name: '0002_second',
    sql: 'CREATE TABLE second (one int); SELECT pg_sleep(2); -- the end',
  };
  const child = migrator(second);
  await until(`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
  await killed(child);
  expect(await apply(second)).toEqual([]);
  expect(await ledger()).toEqual(done);
  expect((await owner.query('SELECT * FROM second')).rows).toEqual([]);
});

test('killed with its backend: nothing of it is there, and it runs again', async () => {
  const sleeping = { name: '0002_second', sql: 'CREATE TABLE second (); SELECT pg_sleep(60);' };
  const child = migrator(sleeping);
  await until(`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
  await killed(child);
  await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'`,
  );
  expect(await apply({ ...sleeping, sql: 'CREATE TABLE second ();' })).toEqual(['0002_second']);
  expect(await ledger()).toEqual(done);
});
