import { afterAll, beforeAll, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { noAnomaly, pairs, startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

// R19: what one row may bear alone, and two together not
let t: Intake;
const ask = {
  branchCode: 'melle',
  familyBranchCode: 'oostende',
  familyName: 'Noodgezin',
  phone: '',
  childFirstName: 'Noor',
  reason: 'De moeder belde ons vanuit het ziekenhuis en vraagt wie de kinderen kent.',
};
const as = (subject: string) => t.as({ ...coordinator('melle'), subject, name: subject });

beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
  const contact = { familyName: 'Noodgezin', phone: '0470 81 82 83', language: 'nl' };
  await received(t, 'oostende', { contact, children: [{ firstName: 'Noor' }] });
});
afterAll(() => t.stop());

test('R19: five attempts an hour are five, however many come at once', async () => {
  const p = pairs(10);
  const anomalies: unknown[] = [];
  for (let i = 0; i < p.count; i++) {
    const guess = () => as(`gokker-${i}`)('openEmergencyAccess', { ...ask, familyName: 'Niemand' });
    const outcomes = await p.beside(...Array.from({ length: 7 }, () => guess));
    const looked = outcomes.filter((one) => one === 'EMERGENCY_NOT_FOUND').length;
    if (looked !== 5) anomalies.push({ i, outcomes });
  }
  noAnomaly('attempts in an hour', p, anomalies);
}, 3_600_000);

test('R19: a family is opened once for a person who asks twice at once', async () => {
  const p = pairs(15);
  const anomalies: unknown[] = [];
  for (let i = 0; i < p.count; i++) {
    const subject = `bekende-${i}`;
    const open = () => as(subject)('openEmergencyAccess', ask);
    const outcomes = await p.beside(open, open);
    const { rowCount } = await t.admin.query('select 1 from emergency_access where subject = $1', [
      subject,
    ]);
    if (rowCount !== 1) anomalies.push({ i, outcomes, rowCount });
  }
  noAnomaly('one emergency of a person', p, anomalies);
}, 3_600_000);

test('R19: a profile has one version after another, whoever edits beside it', async () => {
  const p = pairs(15);
  const anomalies: unknown[] = [];
  const ours = t.as(coordinator('oostende'));
  for (let i = 0; i < p.count; i++) {
    const { document, revision } = await ours('getProfile', { branchCode: 'oostende' });
    const edit = () =>
      ours('editProfile', {
        branchCode: 'oostende',
        validFrom: '2026-11-23',
        document: document as never,
        revision,
      });
    const outcomes = await p.beside(edit, edit);
    const after = (await ours('getProfile', { branchCode: 'oostende' })).revision;
    if (outcomes.sort().join() !== 'STALE,done' || after !== revision + 1) {
      anomalies.push({ i, outcomes, revision, after });
    }
  }
  noAnomaly('versions of a profile', p, anomalies);
}, 3_600_000);
