import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger, Refusal } from '@katrol/runtime';
import { openStore, type Store } from '@katrol/store';
import { startDatabase, type TestDatabase } from '@katrol/testkit';
import fc from 'fast-check';
import { prismaClient, type Tx } from '../src/store/client.ts';

const CLIENTS = 64;
const TRANSACTIONS = 20_000;
const seed = Math.floor(Math.random() * 2 ** 31);
const tenants = ['oostende', 'melle'] as const;

let database: TestDatabase;
let store: Store<Tx>;
beforeAll(async () => {
  database = await startDatabase();
  store = openStore<Tx>(
    { url: database.url, log: createLogger('intake', 'silent'), connections: 16 },
    prismaClient,
  );
  for (const branch of tenants) {
    await database.admin.query(
      `insert into family (branch_code, family_name, phone, phone_digits, email, how_to_reach, language, street_and_number, postal_code, municipality, search, status, last_event_on, recorded_at, children, grades)
       select $1, 'Familie ' || n, '', '', '', '', 'nl', '', '', '', '', 'new', '2026-11-01', now(), '{}', '{}' from generate_series(1, 20) n`,
      [branch],
    );
  }
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

class Aborted extends Error {}
type Ending = 'commits' | 'aborts' | 'times out';

/** One transaction of a tenant that asks for everything, and writes; answers whose rows it saw. */
async function oneTransaction(branch: string, ending: Ending, n: number): Promise<string[]> {
  const seen: string[] = [];
  const deadline = new Date(Date.now() + (ending === 'times out' ? 30 : 15_000));
  await store
    .transact(
      { branches: [branch], universities: [], subject: `c-${branch}` },
      deadline,
      async (tx) => {
        const look = async (): Promise<void> => {
          const rows = await tx.$queryRawUnsafe<{ branch: string; setting: string }[]>(
            `select distinct branch_code as branch, current_setting('katrol.branches', true) as setting from family`,
          );
          seen.push(...rows.flatMap((r) => [r.branch, r.setting]));
        };
        await look();
        await tx.$executeRawUnsafe(
          `update family set language = $1 where id in (select id from family order by id offset $2 limit 1 for update skip locked)`,
          branch,
          n % 20,
        );
        if (ending === 'times out') await tx.$queryRawUnsafe('select pg_sleep(0.1)');
        if (ending === 'aborts') throw new Aborted();
        await look();
      },
    )
    .catch((error: unknown) => {
      if (!(error instanceof Aborted || error instanceof Refusal)) throw error;
    });
  return seen;
}

test(`S4: ${CLIENTS} clients of two branches, ${TRANSACTIONS} transactions, some aborted, some cancelled, connections killed: no foreign row (seed ${seed})`, async () => {
  const plan = fc.sample(
    fc.record({
      branch: fc.constantFrom(...tenants),
      ending: fc.constantFrom<Ending>(
        ...Array<Ending>(16).fill('commits'),
        'aborts',
        'aborts',
        'aborts',
        'times out',
      ),
    }),
    { numRuns: TRANSACTIONS, seed },
  );
  const foreign: string[] = [];
  let looked = 0;
  let killed = 0;
  let at = 0;
  const client = async (): Promise<void> => {
    for (let n = at++; n < plan.length; n = at++) {
      const { branch, ending } = plan[n] as (typeof plan)[number];
      const seen = await oneTransaction(branch, ending, n);
      looked += seen.length;
      foreign.push(...seen.filter((one) => one !== branch));
    }
  };
  let over = false;
  const killing = (async () => {
    while (!over) {
      const { rowCount } = await database.admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'intake' and state <> 'idle' order by random() limit 2`,
      );
      killed += rowCount ?? 0;
      await sleep(200);
    }
  })();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  over = true;
  await killing;
  const { rows } = await database.admin.query<{ branch: string; language: string }>(
    `select distinct branch_code as branch, language from family where language <> 'nl'`,
  );
  process.stdout.write(
    `S4: ${TRANSACTIONS} transactions, ${looked} looks, ${killed} connections killed, ${foreign.length} foreign rows; seed ${seed}\n`,
  );
  expect(foreign).toEqual([]);
  expect(rows.filter((r) => r.branch !== r.language)).toEqual([]);
  expect([looked > TRANSACTIONS, killed > 5]).toEqual([true, true]);
}, 180_000);
