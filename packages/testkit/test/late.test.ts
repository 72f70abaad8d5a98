import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { createLogger } from '@katrol/runtime';
import { openStore, sql, type Store } from '@katrol/store';
import { startUnderTest, type UnderTest } from '@katrol/testkit';
import { startSample } from '../sample/src/service.ts';
import { prismaClient, type Tx } from '../sample/src/store/client.ts';

// A transaction that is past its time is rolled back and its connection handed on: nothing may
// still be written through it, by a statement or by a model.
let t: UnderTest<typeof SampleService>;
let store: Store<Tx>;
beforeAll(async () => {
  t = await startUnderTest(SampleService, startSample);
  store = openStore<Tx>({ url: t.url, log: createLogger('test', 'silent') }, prismaClient);
});
afterAll(async () => {
  await store.close();
  await t.stop();
});

const scope = { branches: [], universities: [], subject: 'test' };
const write = (tx: Tx, source: string) =>
  tx.execute(sql`insert into cursor (source, position) values (${source}, 1)`);
const count = (tx: Tx) => tx.notice.count();
const written = async (source: string) =>
  (await t.admin.query('select 1 from cursor where source = $1', [source])).rowCount;

test('a statement after the deadline of its transaction is refused, not written', async () => {
  let late: Promise<unknown> = Promise.resolve();
  const calling = store.transact(scope, new Date(Date.now() + 3_000), async (tx) => {
    await write(tx, 'in time');
    await sleep(3_700);
    late = write(tx, 'too late');
    await expect(count(tx)).rejects.toMatchObject({ code: 'deadline_exceeded' });
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
    expect(await count(tx)).toBe(0);
    await write(tx, 'first');
  });
  const over = { code: 'deadline_exceeded' };
  await expect(write(kept as Tx, 'after')).rejects.toMatchObject(over);
  await expect(count(kept as Tx)).rejects.toMatchObject(over);
  expect([await written('first'), await written('after')]).toEqual([1, 0]);
});
