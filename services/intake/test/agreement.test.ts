import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

// The agreement sheet is two-sided: family, tutor and branch each put their name under their part.
let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  // a homework class uses no sheet
  await openBranches(t, { oostende: 'de-katrol', melle: 'huiswerkklas' });
});
afterAll(() => t.stop());
const as = (branch = 'oostende') => t.as(coordinator(branch));

async function family(branch = 'oostende') {
  const { familyId } = await received(t, branch, {
    contact: { familyName: 'Demir', phone: '0470 12 34 56', language: 'tr' },
  });
  const keep = async (relation: 'mother' | 'father', name: string) =>
    (await as(branch)('keepParent', { parent: { familyId, relation, name } })).parents.at(-1)?.id ??
    '';
  const [mama, papa] = [await keep('mother', 'Fatma'), await keep('father', 'Ali')];
  const link = (person: string) =>
    t.link({ link: 'parent-page', object: familyId, person, branch });
  return { familyId, mama, papa, link };
}

test('each side signs once; a parent reads the others’ promise and not that of the other parent', async () => {
  const { familyId, mama, papa, link } = await family();
  expect(await link(mama)('getMyPage', {})).toMatchObject({ agreementUsed: true, agreement: [] });
  await as()('signAgreement', { familyId, side: 'branch', means: 'spoken' });
  await as()('signAgreement', { familyId, side: 'tutor', means: 'spoken' });
  await as()('signAgreement', { familyId, side: 'family', personId: papa, means: 'paper' });
  const hers = await link(mama)('signOwnAgreement', { language: 'tr' });
  expect(hers.agreement.map(({ side, personId }) => [side, personId])).toEqual([
    ['branch', ''],
    ['tutor', ''],
    ['family', mama],
  ]);
  // who wrote it down is a colleague’s name, and no parent’s to read
  expect(hers.agreement.every((one) => one.recordedBy === '')).toBe(true);
  await link(mama)('signOwnAgreement', { language: 'nl' });
  const { agreement, agreementUsed } = await as()('getFamily', { id: familyId });
  expect(agreementUsed).toBe(true);
  expect(
    agreement.map(({ side, personId, means, language }) => ({ side, personId, means, language })),
  ).toEqual([
    { side: 'branch', personId: '', means: 'spoken', language: '' },
    { side: 'tutor', personId: '', means: 'spoken', language: '' },
    { side: 'family', personId: papa, means: 'paper', language: '' },
    { side: 'family', personId: mama, means: 'link', language: 'tr' },
  ]);
});

test('nobody signs for a stranger, for who is held, or by another’s link; without a sheet nobody does', async () => {
  const { familyId, mama, papa } = await family();
  const { parents } = await as()('getFamily', { id: familyId });
  const revision = parents.find((one) => one.id === papa)?.revision ?? 0;
  await as()('holdParent', {
    parentId: papa,
    hold: true,
    reason: 'Vraag van de rechter',
    revision,
  });
  const signs = (personId: string, means: 'paper' | 'link' = 'paper') =>
    as()('signAgreement', { familyId, side: 'family', personId, means });
  await expect(signs(papa)).rejects.toMatchObject({ fields: [{ field: 'person_id' }] });
  await expect(signs((await family()).mama)).rejects.toMatchObject({
    fields: [{ field: 'person_id' }],
  });
  await expect(signs(mama, 'link')).rejects.toMatchObject({ fields: [{ field: 'means' }] });
  const none = await family('melle');
  expect(await none.link(none.mama)('getMyPage', {})).toMatchObject({ agreementUsed: false });
  await expect(none.link(none.mama)('signOwnAgreement', { language: 'nl' })).rejects.toMatchObject({
    reason: 'NO_AGREEMENT_SHEET',
  });
  await expect(
    as('melle')('signAgreement', { familyId: none.familyId, side: 'branch', means: 'spoken' }),
  ).rejects.toMatchObject({ reason: 'NO_AGREEMENT_SHEET' });
});

test('of two files that became one, both signatures stand', async () => {
  const [one, other] = [await family(), await family()];
  await as()('signAgreement', { familyId: one.familyId, side: 'branch', means: 'spoken' });
  await other.link(other.mama)('signOwnAgreement', { language: 'nl' });
  const revisionOf = async (id: string) => (await as()('getFamily', { id })).revision;
  await as()('mergeFamilies', {
    familyId: other.familyId,
    intoFamilyId: one.familyId,
    revision: await revisionOf(other.familyId),
    intoRevision: await revisionOf(one.familyId),
  });
  const { agreement } = await as()('getFamily', { id: one.familyId });
  expect(agreement.map(({ side }) => side).sort()).toEqual(['branch', 'family']);
});
