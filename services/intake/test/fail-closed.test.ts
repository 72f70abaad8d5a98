import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

let t: Intake;
let familyId: string;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol' });
  ({ familyId } = await received(t, 'oostende'));
});
afterAll(() => t.stop());

const look = (deadlineMs = 15_000) =>
  t.as(coordinator('oostende'))('getFamily', { id: familyId }, { deadlineMs });
const change = () =>
  t.as(coordinator('oostende'))('addChild', { familyId, child: { firstName: 'Nieuw' } });
const children = async (): Promise<number> =>
  (await t.admin.query<{ n: number }>('select count(*)::int as n from child')).rows[0]?.n ?? 0;

// S21: what cannot be checked or put on record is not done
test('S21: the audit cannot be written: no file is shown, nothing is changed; it goes on when it can', async () => {
  const before = await children();
  const lock = await t.admin.connect();
  await lock.query('begin; lock table audit in access exclusive mode');
  await expect(look(500)).rejects.toMatchObject({ code: 'deadline_exceeded' });
  await lock.query('rollback');
  lock.release();
  await t.admin.query('revoke insert on audit from intake');
  // a bug to the caller: an error id and no more
  await expect(look()).rejects.toThrow(/13/);
  await expect(change()).rejects.toThrow(/13/);
  expect(await children()).toBe(before);
  await t.admin.query('grant insert on audit to intake');
  expect((await look()).id).toBe(familyId);
});

test('S21: the provider of keys is away: a service that does not know its keys takes no token', async () => {
  const fresh = await startUnderTest(IntakeService, startIntake);
  try {
    await fresh.identity.close();
    await expect(
      fresh.as(coordinator('oostende'))('listFamilies', { branchCode: 'oostende' }),
    ).rejects.toMatchObject({ code: 'unavailable', reason: 'IDENTITY_PROVIDER_UNAVAILABLE' });
    await expect(fresh.system('matching')('getFamily', { id: familyId })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(fresh.anonymous('getFamily', { id: familyId })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  } finally {
    await fresh.stop();
  }
});
