import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { connect, type Peer } from '@katrol/rpc';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

const ask = {
  branchCode: 'melle',
  familyBranchCode: 'oostende',
  familyName: 'Noodgezin',
  phone: '',
  childFirstName: 'Noor',
  reason: 'De moeder belde ons vanuit het ziekenhuis en vraagt wie de kinderen kent.',
};
const NO_SUCH = { ...ask, familyName: 'Bestaatniet' };

let t: Intake;
let audit: Peer<typeof AuditService>;
let familyId = '';
const as = (subject: string, branch: string) =>
  t.as({ ...coordinator(branch), subject, name: `Ankerfiguur ${subject}` });
const refused = async (branch: string) =>
  (
    await audit.call(
      'listRefused',
      { service: 'intake' },
      {
        token: await t.token(coordinator(branch)),
        deadline: new Date(Date.now() + 5_000),
      },
    )
  ).rows;
const attempts = async (branch: string) =>
  (await t.as(coordinator(branch))('getToday', { branchCode: branch })).attempts;

beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  audit = connect(AuditService, t.address);
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
  const contact = { familyName: 'Noodgezin', phone: '0470 81 82 83', language: 'nl' };
  const children = [{ firstName: 'Noor' }];
  ({ familyId } = await received(t, 'oostende', { contact, children }));
});
afterAll(async () => {
  audit.close();
  await t.stop();
});

test('S11: an attempt in an emergency that fails is told to the branch that was asked', async () => {
  const who = as('gokker', 'melle');
  for (let i = 0; i < 5; i++) {
    await expect(who('openEmergencyAccess', NO_SUCH)).rejects.toMatchObject({
      code: 'not_found',
      reason: 'EMERGENCY_NOT_FOUND',
    });
  }
  // right or wrong: too often is too often, and says nothing of the family
  for (const question of [NO_SUCH, ask]) {
    await expect(who('openEmergencyAccess', question)).rejects.toMatchObject({
      reason: 'EMERGENCY_ATTEMPTS',
    });
  }
  const [one, ...others] = await attempts('oostende');
  expect(one).toMatchObject({ name: 'Ankerfiguur gokker', ownBranchCode: 'melle', times: 7 });
  expect(Math.abs(Date.parse(one?.lastAt ?? '') - Date.now())).toBeLessThan(60_000);
  expect(others).toEqual([]);
  expect(await attempts('melle')).toEqual([]);
  const { rows } = await t.admin.query(
    `select outcome, count(*)::int as lines from audit
      where subject = 'gokker' and what = 'refused' group by 1 order by 1`,
  );
  expect(rows).toEqual([
    { outcome: 'EMERGENCY_ATTEMPTS', lines: 2 },
    { outcome: 'EMERGENCY_NOT_FOUND', lines: 5 },
  ]);
  expect(JSON.stringify((await t.admin.query('select * from emergency_attempt')).rows)).not.toMatch(
    /Noodgezin|Bestaatniet|Noor/,
  );
});

test('one that is let in is no failure', async () => {
  await as('bekende', 'melle')('openEmergencyAccess', ask);
  expect((await attempts('oostende')).map((a) => a.name)).not.toContain('Ankerfiguur bekende');
});

test('S11: a branch reads who was refused a file of its, and its own people what', async () => {
  await expect(as('buur', 'melle')('getFamily', { id: familyId })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(
    as('buur', 'melle')('listFamilies', { branchCode: 'oostende' }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(
    t.as({ subject: 'een-tutor', name: 'Een tutor', roles: ['tutor'], branches: ['melle'] })(
      'listFamilies',
      { branchCode: 'melle' },
    ),
  ).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
  const said = (rows: Awaited<ReturnType<typeof refused>>) =>
    rows.map((r) => [r.name, r.rpc.replace(/.*\//, ''), r.reason, r.branchCode]);
  const ours = said(await refused('oostende'));
  expect(ours).toContainEqual(['Ankerfiguur buur', 'GetFamily', 'NOT_FOUND', 'oostende']);
  expect(ours).toContainEqual(['Ankerfiguur buur', 'ListFamilies', 'NOT_FOUND', 'oostende']);
  expect(ours.map(([name]) => name)).not.toContain('Een tutor');
  const theirs = said(await refused('melle'));
  expect(theirs).toContainEqual(['Een tutor', 'ListFamilies', 'ROLE_MISSING', 'melle']);
  expect(theirs.map(([, rpc]) => rpc)).not.toContain('GetFamily');
  // a file that nobody knows concerns the branch of who asked
  const id = '01900000-0000-7000-8000-000000000000';
  await expect(as('zoeker', 'melle')('getFamily', { id })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(said(await refused('melle'))).toContainEqual([
    'Ankerfiguur zoeker',
    'GetFamily',
    'NOT_FOUND',
    'melle',
  ]);
});

test('S11: an import of families that is undone is on the record of each', async () => {
  const before = await t.admin.query<{ seq: string }>('select max(seq)::text as seq from audit');
  const { id: referralId, familyId: imported } = await received(t, 'oostende', {
    contact: { familyName: 'Uit een bestand', phone: '0470 12 12 12', language: 'nl' },
  });
  const importId = '01900000-0000-7000-8000-00000000aaaa';
  await t.admin.query('update referral set import_id = $2, revision = 1 where id = $1', [
    referralId,
    importId,
  ]);
  await as('invoerder', 'oostende')('undoReferralImport', { branchCode: 'oostende', importId });
  const { rows } = await t.admin.query(
    `select object_id as id, what from audit where subject = 'invoerder' and seq > $1`,
    [before.rows[0]?.seq],
  );
  expect(rows).toEqual([{ id: imported, what: 'change' }]);
});
