import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DescService } from '@bufbuild/protobuf';
import { expect } from '@jest/globals';
import { freePort } from '@katrol/platform';
import { connect } from '@katrol/rpc';
import { eventually } from './eventually.ts';
import type { Seed } from './seed.ts';
import type { UnderTest } from './service.ts';

/**
 * Starts the service as a process of its own and ends it while a call waits: the call is answered.
 */
export async function drains<S extends DescService>(
  { service, main }: { service: S; main: string },
  t: UnderTest<S>,
  { owner, slow }: Pick<Seed, 'owner' | 'slow'>,
): Promise<void> {
  const address = `127.0.0.1:${await freePort()}`;
  const env = { PATH: process.env['PATH'], ...t.env, LISTEN: address, LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error('the process ended before it was ready')));
  });
  const peer = connect(service, address);
  const lock = await t.admin.connect();
  await lock.query(`begin; lock table ${slow.table} in access exclusive mode`);
  const underWay = peer.call(slow.rpc as never, slow.request as never, {
    token: await t.token(owner),
    deadline: new Date(Date.now() + 15_000),
  });
  underWay.catch(() => undefined);
  // it is under way once it waits for the table
  await eventually(async () => {
    const { rowCount } = await t.admin.query(
      `select 1 from pg_locks where relation = '${slow.table}'::regclass and not granted`,
    );
    expect(rowCount).toBeGreaterThan(0);
  });
  child.kill('SIGTERM');
  await sleep(300);
  await lock.query('rollback');
  lock.release();
  await underWay;
  expect(await exited).toBe(0);
  peer.close();
}
