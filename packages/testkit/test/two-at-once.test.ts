import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { createLogger } from '@katrol/runtime';
import { openStore, sql, type Store } from '@katrol/store';
import { startUnderTest, type UnderTest } from '@katrol/testkit';
import { startSample } from '../sample/src/service.ts';
import { prismaClient, type Tx } from '../sample/src/store/client.ts';

// What one row may bear alone, and two want at once: who comes second is told why, in words.
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
const soon = () => new Date(Date.now() + 10_000);
const write = (tx: Tx, source: string) =>
  tx.execute(sql`insert into cursor (source, position) values (${source}, 1)`);

test('who is second looks again and is refused for what is there now', async () => {
  const there = async (tx: Tx) =>
    (await tx.query(sql`select 1 from cursor where source = 'both'`)).length > 0;
  let looked = 0;
  let both: () => void = () => undefined;
  const together = new Promise<void>((resolve) => (both = resolve));
  const take = () =>
    store.transact(scope, soon(), async (tx) => {
      const taken = await there(tx);
      looked += 1;
      if (looked === 2) both();
      await together;
      if (!taken) await write(tx, 'both');
      return taken ? 'there already' : 'mine';
    });
  const outcomes = await Promise.all([take(), take()]);
  expect(outcomes.sort()).toEqual(['mine', 'there already']);
  expect(looked).toBe(3);
});

test('what is taken whenever one looks is a refusal, not a bug', async () => {
  await store.transact(scope, soon(), (tx) => write(tx, 'taken'));
  await expect(store.transact(scope, soon(), (tx) => write(tx, 'taken'))).rejects.toMatchObject({
    code: 'already_exists',
    reason: 'TAKEN',
  });
});
