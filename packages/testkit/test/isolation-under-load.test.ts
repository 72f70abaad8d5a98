import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger, Refusal } from '@katrol/runtime';
import { openStore, sql, type Store } from '@katrol/store';
import { startDatabase, type TestDatabase } from '@katrol/testkit';
import fc from 'fast-check';
import { prismaClient, type Tx } from '../sample/src/store/client.ts';

const CLIENTS = 64;
// KATROL_TRANSACTIONS: 20000 in `npm run test:faults`
const TRANSACTIONS = Number(process.env['KATROL_TRANSACTIONS'] ?? 4_000);
const seed = Number(process.env['KATROL_SEED'] ?? randomInt(2 ** 31));
const tenants = ['oostende', 'melle'] as const;

let database: TestDatabase;
let store: Store<Tx>;
beforeAll(async () => {
  database = await startDatabase();
  store = openStore<Tx>(
    { url: database.url, log: createLogger('sample', 'silent'), connections: 16 },
    prismaClient,
  );
  for (const branch of tenants) {
    await database.admin.query(
      `insert into notice (branch_code, text, audience, status, pinned_on)
       select $1, 'nl', 'tutors', 'pinned', '2026-11-01' from generate_series(1, 20)`,
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
          const rows = await tx.query<{ branch: string; setting: string }>(
            sql`select distinct branch_code as branch,
                current_setting('katrol.branches', true) as setting from notice`,
          );
          seen.push(...rows.flatMap((r) => [r.branch, r.setting]));
        };
        await look();
        await tx.execute(
          sql`update notice set text = ${branch} where id in (select id from notice order by id
            offset ${n % 20} limit 1 for update skip locked)`,
        );
        if (ending === 'times out') await tx.query(sql`select pg_sleep(0.1)`);
        if (ending === 'aborts') throw new Aborted();
        await look();
      },
    )
    .catch((error: unknown) => {
      if (!(error instanceof Aborted || error instanceof Refusal)) throw error;
    });
  return seen;
}

test(`S4: ${CLIENTS} clients, some cut off: no foreign row (KATROL_SEED=${seed})`, async () => {
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
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and usename = 'sample'
            and state <> 'idle'
          order by random() limit 2`,
      );
      killed += rowCount ?? 0;
      await sleep(200);
    }
  })();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  over = true;
  await killing;
  const { rows } = await database.admin.query<{ branch: string; text: string }>(
    `select distinct branch_code as branch, text from notice where text <> 'nl'`,
  );
  process.stdout.write(
    `S4: ${TRANSACTIONS} transactions, ${looked} looks, ` +
      `${killed} connections killed, ${foreign.length} foreign rows; seed ${seed}\n`,
  );
  expect(foreign).toEqual([]);
  expect(rows.filter((r) => r.branch !== r.text)).toEqual([]);
  expect([looked > TRANSACTIONS, killed > 5]).toEqual([true, true]);
}, 180_000);
