import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startSample } from '../sample/src/service.ts';
import { coordinator, notice, pinned, type Sample } from '../sample/test/seed.ts';

let t: Sample;
let id: string;
beforeAll(async () => {
  t = await startUnderTest(SampleService, startSample);
  ({ id } = await pinned(t, 'oostende'));
});
afterAll(() => t.stop());

const look = (deadlineMs = 15_000) =>
  t.as(coordinator('oostende'))('getNotice', { id }, { deadlineMs });
const change = () => t.as(coordinator('oostende'))('keepNotice', { notice: notice('oostende') });
const count = async (): Promise<number> =>
  (await t.admin.query<{ n: number }>('select count(*)::int as n from notice')).rows[0]?.n ?? 0;

// S21: what cannot be checked or put on record is not done
test('S21: the audit cannot be written: nothing is shown or changed until it can', async () => {
  const before = await count();
  const lock = await t.admin.connect();
  await lock.query('begin; lock table audit in access exclusive mode');
  await expect(look(500)).rejects.toMatchObject({ code: 'deadline_exceeded' });
  await lock.query('rollback');
  lock.release();
  await t.admin.query('revoke execute on function write_audit from sample');
  // a bug to the caller: an error id and no more
  await expect(look()).rejects.toThrow(/13/);
  await expect(change()).rejects.toThrow(/13/);
  expect(await count()).toBe(before);
  await t.admin.query('grant execute on function write_audit to sample');
  expect((await look()).id).toBe(id);
});

test('S21: the provider of keys is away: a service without its keys takes no token', async () => {
  const fresh = await startUnderTest(SampleService, startSample);
  try {
    await fresh.identity.close();
    await expect(
      fresh.as(coordinator('oostende'))('listNotices', { branchCode: 'oostende' }),
    ).rejects.toMatchObject({ code: 'unavailable', reason: 'IDENTITY_PROVIDER_UNAVAILABLE' });
    await expect(fresh.system('matching')('getNotice', { id })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(fresh.anonymous('getNotice', { id })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  } finally {
    await fresh.stop();
  }
});
