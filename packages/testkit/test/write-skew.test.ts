import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, test } from '@jest/globals';
import { createLogger } from '@katrol/runtime';
import { openStore, putPiece, type RawTx, type Store } from '@katrol/store';
import { noAnomaly, pairs, startDatabase, type TestDatabase } from '@katrol/testkit';

const MOST_BYTES = 16 * 1024 * 1024;
const SOME = 40_000;

// R19: what one row may bear alone, and two together not
let t: TestDatabase;
let store: Store<RawTx>;
beforeAll(async () => {
  t = await startDatabase();
  store = openStore<RawTx>({ url: t.url, log: createLogger('test', 'silent') });
});
afterAll(async () => {
  await store.close();
  await t.stop();
});

test('R19: what waits of a person never grows over its measure, piece beside piece', async () => {
  const p = pairs(40);
  const anomalies: unknown[] = [];
  // one of the two still fits
  await t.admin.query(
    `insert into file_piece (subject, file_id, number, piece)
      values ('', uuidv7(), 0, decode(repeat('00', $1::int), 'hex'))`,
    [MOST_BYTES - SOME - 1_000],
  );
  for (let i = 0; i < p.count; i++) {
    const subject = `person-${i}`;
    const scope = { branches: [], universities: [], subject };
    await t.admin.query('update file_piece set subject = $1', [subject]);
    const put = () =>
      store.transact(scope, new Date(Date.now() + 10_000), (tx) =>
        putPiece(tx, { fileId: randomUUID(), number: 0, piece: Buffer.alloc(SOME) }),
      );
    const outcomes = await p.beside(put, put);
    const { rows } = await t.admin.query<{ over: boolean }>(
      'select sum(octet_length(piece)) > $2 as over from file_piece where subject = $1',
      [subject, MOST_BYTES],
    );
    if (rows[0]?.over || outcomes.sort().join() !== 'FILE_TOO_LARGE,done') {
      anomalies.push({ i, outcomes });
    }
    await t.admin.query('delete from file_piece where octet_length(piece) = $1', [SOME]);
  }
  noAnomaly('pieces of a file', p, anomalies);
}, 3_600_000);
