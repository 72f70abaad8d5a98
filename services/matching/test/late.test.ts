import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { createLogger } from '@katrol/runtime';
import { openStore, type Store } from '@katrol/store';
import { startUnderTest, type UnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import { prismaClient, type Tx } from '../src/store/client.ts';

// Prisma ends a transaction that is past its time and hands its connection on: nothing may still be written through it.
let t: UnderTest<typeof MatchingService>;
let store: Store<Tx>;
beforeAll(async () => {
  t = await startUnderTest(MatchingService, startMatching);
  store = openStore<Tx>(
    { url: t.env['DATABASE_URL'] as string, log: createLogger('test', 'silent') },
    prismaClient,
  );
});
afterAll(async () => {
  await store.close();
  await t.stop();
});

const scope = { branches: [], universities: [], subject: 'test' };
const write = (tx: Tx, source: string) =>
  tx.$executeRawUnsafe('insert into cursor (source, position) values ($1, 1)', source);
const written = async (source: string) =>
  (await t.admin.query('select 1 from cursor where source = $1', [source])).rowCount;

test('a statement that comes after the deadline of its transaction is refused, not written', async () => {
  let late: Promise<unknown> = Promise.resolve();
  const calling = store.transact(scope, new Date(Date.now() + 3_000), async (tx) => {
    await write(tx, 'in time');
    await sleep(3_700);
    late = write(tx, 'too late');
    await late;
  });
  await expect(calling).rejects.toMatchObject({ code: 'deadline_exceeded' });
  await sleep(1_000);
  await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
  expect([await written('in time'), await written('too late')]).toEqual([0, 0]);
});

test('a statement that comes after its transaction ended is refused', async () => {
  let kept: Tx | undefined;
  await store.transact(scope, new Date(Date.now() + 5_000), async (tx) => {
    kept = tx;
    await write(tx, 'first');
  });
  await expect(write(kept as Tx, 'after')).rejects.toMatchObject({ code: 'deadline_exceeded' });
  expect([await written('first'), await written('after')]).toEqual([1, 0]);
});
