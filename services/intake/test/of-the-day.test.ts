import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, said, type Intake } from './seed.ts';

let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol', geraardsbergen: 'sam-geraardsbergen' });
});
afterAll(() => t.stop());
const as = (branch: string) => t.as(coordinator(branch));

test('the day on which a yes ends, and of age, arrive with nothing typed', async () => {
  const { familyId } = await received(t, 'oostende', {
    contact: { familyName: 'Einde', phone: '0470000011' },
  });
  await said(t, 'oostende', familyId, 'statistics', { until: '2026-12-31' });
  const grown = await received(t, 'oostende', {
    contact: { familyName: 'Achttien', phone: '0470000012' },
  });
  const [child] = (await as('oostende')('getFamily', { id: grown.familyId })).children;
  await as('oostende')('editChild', {
    childId: child?.id ?? '',
    child: { firstName: 'Elif' },
    birthDate: '2008-12-20',
    revision: 1,
  });
  await said(t, 'oostende', grown.familyId, 'statistics');
  const ends = async (day: string) => {
    t.clock.set(`${day}T06:00:00Z`);
    const { lines } = await as('oostende')('getToday', { branchCode: 'oostende' });
    return lines.filter((l) => l.familyId === familyId && l.kind === 'CONSENT_ENDS');
  };
  // two weeks before its last day, and that day included
  expect(await ends('2026-12-16')).toEqual([]);
  expect(await ends('2026-12-17')).toMatchObject([{ due: '2026-12-31', reason: 'statistics' }]);
  expect(await ends('2026-12-31')).toHaveLength(1);
  expect(await ends('2027-01-01')).toEqual([]);
  for (const id of [familyId, grown.familyId]) {
    await eventually(async () => {
      const { rows } = await t.admin.query(
        'select state, given from consent_in_force where family_id = $1',
        [id],
      );
      expect(rows).toEqual([{ state: 'ended', given: false }]);
    });
    const family = await as('oostende')('getFamily', { id });
    expect(family.timeline.map((one) => one.kind)).toContain('CONSENT_ENDED');
    const { lines } = await as('oostende')('getToday', { branchCode: 'oostende' });
    expect(lines.filter((l) => l.familyId === id && l.kind === 'CONSENT_TO_TALK')).toMatchObject([
      { reason: 'ended' },
    ]);
  }
  t.clock.set('2026-11-23T10:00:00Z');
});

test('what others said of a family that said no, or never yes, goes; a count without persons stays', async () => {
  const declined = await received(t, 'oostende', {
    contact: { familyName: 'Nee', phone: '0470000013' },
  });
  await said(t, 'oostende', declined.familyId, 'referral', { answer: 'no' });
  const awaited = await received(t, 'geraardsbergen', {
    contact: { familyName: 'Stil', phone: '0470000014' },
  });
  const closed = await received(t, 'oostende', {
    contact: { familyName: 'Liever niet', phone: '0470000016' },
  });
  await as('oostende')('closeReferral', {
    referralId: closed.id,
    why: 'not_wanted',
    familySay: 'Nu niet',
    revision: closed.revision,
  });
  const accepted = await received(t, 'oostende', {
    contact: { familyName: 'Ja', phone: '0470000015' },
  });
  expect((await as('geraardsbergen')('getReferral', { id: awaited.id })).forgetOn).toBe(
    '2027-02-21',
  );
  t.clock.set('2027-02-20T06:00:00Z');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect((await as('oostende')('getReferral', { id: declined.id })).reason).not.toBe('');
  t.clock.set('2027-02-21T06:00:00Z');
  for (const [branch, r] of [
    ['oostende', declined],
    ['geraardsbergen', awaited],
    ['oostende', closed],
  ] as const) {
    await eventually(async () => {
      const gone = await as(branch)('getReferral', { id: r.id });
      expect(gone).toMatchObject({
        reason: '',
        expectation: '',
        forgottenOn: '2027-02-21',
        forgetOn: '',
      });
      expect(gone.referrer).toMatchObject({ name: '', organisation: '', email: '', phone: '' });
    });
  }
  const { rows } = await t.admin.query('select * from referral r where r::text ~ $1', [
    'Els|Regenboog|Lezen gaat',
  ]);
  expect(rows.map((r) => r.id)).not.toEqual(
    expect.arrayContaining([declined.id, awaited.id, closed.id]),
  );
  const page = JSON.stringify(
    (await as('oostende')('getFamily', { id: declined.familyId })).timeline,
  );
  expect(page).toContain('REFERRAL_FORGOTTEN');
  expect(page).not.toContain('Regenboog');
  expect((await as('oostende')('getReferral', { id: accepted.id })).reason).toBe(
    'Lezen gaat moeilijk',
  );
  const counted = await t.admin.query(
    'select branch_code, month::text, referrer_kind, why, referrals from referral_forgotten order by 1, 4',
  );
  expect(counted.rows).toEqual([
    {
      branch_code: 'geraardsbergen',
      month: '2026-11-01',
      referrer_kind: 'school',
      why: 'no_answer',
      referrals: 1,
    },
    {
      branch_code: 'oostende',
      month: '2026-11-01',
      referrer_kind: 'school',
      why: 'not_wanted',
      referrals: 1,
    },
    {
      branch_code: 'oostende',
      month: '2026-11-01',
      referrer_kind: 'school',
      why: 'said_no',
      referrals: 1,
    },
  ]);
  t.clock.set('2026-11-23T10:00:00Z');
});
