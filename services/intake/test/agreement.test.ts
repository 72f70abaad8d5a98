import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchOpenedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, said, type Intake } from './seed.ts';

// The agreement sheet is two-sided: family, tutor and branch each put their name under their part.
let t: Intake;
let matching: Publisher;
beforeAll(async () => {
  matching = await startPublisher();
  t = await startUnderTest(IntakeService, startIntake, { peers: { matching: matching.address } });
  // a homework class uses no sheet
  await openBranches(t, { oostende: 'de-katrol', melle: 'huiswerkklas', gent: 'de-katrol' });
});
afterAll(async () => {
  await t.stop();
  matching.stop();
});
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
  /** puts a name under what is read there now */
  const signs = async (person: string, language: string) => {
    const { agreementSheet } = await link(person)('getMyPage', { language });
    const hash = agreementSheet?.hash ?? '';
    return await link(person)('signOwnAgreement', { language, hash });
  };
  return { familyId, mama, papa, link, signs };
}

const PROMISES = {
  family: { nl: 'Wij bellen als het niet past.', tr: 'Uymazsa ararız.' },
  tutor: { nl: 'Ik kom op tijd.', tr: 'Zamanında gelirim.' },
  branch: { nl: 'Wij zijn er.\nWij luisteren.', tr: 'Buradayız.' },
};
/** The branch words its own sheet, from today. */
async function words(branch: string, agreementPromises: object) {
  const { document, revision } = await as(branch)('getProfile', { branchCode: branch });
  // plain ones: what names itself a message is taken as whole
  const intake = { ...document?.intake, $typeName: undefined, agreementPromises };
  const edited = { ...document, $typeName: undefined, intake } as never;
  const validFrom = '2026-11-23';
  await as(branch)('editProfile', { branchCode: branch, validFrom, document: edited, revision });
}

test('each side signs once; a parent reads the others’ promise and not that of the other parent', async () => {
  const { familyId, mama, papa, link, signs } = await family();
  expect(await link(mama)('getMyPage', {})).toMatchObject({ agreementUsed: true, agreement: [] });
  await as()('signAgreement', { familyId, side: 'branch', means: 'spoken' });
  await as()('signAgreement', { familyId, side: 'tutor', means: 'spoken' });
  await as()('signAgreement', { familyId, side: 'family', personId: papa, means: 'paper' });
  const hers = await signs(mama, 'tr');
  expect(hers.agreement.map(({ side, personId }) => [side, personId])).toEqual([
    ['branch', ''],
    ['tutor', ''],
    ['family', mama],
  ]);
  // who wrote it down is a colleague’s name, and no parent’s to read
  expect(hers.agreement.every((one) => one.recordedBy === '')).toBe(true);
  await signs(mama, 'nl');
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
  await expect(none.signs(none.mama, 'nl')).rejects.toMatchObject({
    reason: 'NO_AGREEMENT_SHEET',
  });
  await expect(
    as('melle')('signAgreement', { familyId: none.familyId, side: 'branch', means: 'spoken' }),
  ).rejects.toMatchObject({ reason: 'NO_AGREEMENT_SHEET' });
});

test('of two files that became one, both signatures stand', async () => {
  const [one, other] = [await family(), await family()];
  await as()('signAgreement', { familyId: one.familyId, side: 'branch', means: 'spoken' });
  await other.signs(other.mama, 'nl');
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

test('a branch words its sheet; what was signed stays as it was signed, and a newer one is said to be there', async () => {
  const { familyId, mama, link, signs } = await family('gent');
  const before = await signs(mama, 'tr');
  expect(before.agreementSheet?.tutor).toContain('Kararlaştırılan günde');
  const hash = before.agreementSheet?.hash ?? '';
  await words('gent', PROMISES);
  const page = await link(mama)('getMyPage', { language: 'tr' });
  expect(page.agreementSheet).toMatchObject({ language: 'tr', tutor: 'Zamanında gelirim.' });
  // nothing is asked again: the one name stands, under its own text
  expect(page.agreement).toMatchObject([
    { newer: true, sheet: { hash, tutor: before.agreementSheet?.tutor } },
  ]);
  // who had the text of before on the screen signs nothing else by it
  await expect(link(mama)('signOwnAgreement', { language: 'tr', hash })).rejects.toMatchObject({
    reason: 'SHEET_CHANGED',
  });
  await signs(mama, 'tr');
  await signs(mama, 'tr');
  const { agreement, agreementSheet } = await as('gent')('getFamily', { id: familyId });
  expect(agreement.map(({ newer, sheet }) => [newer, sheet?.family])).toEqual([
    [true, before.agreementSheet?.family],
    [false, 'Uymazsa ararız.'],
  ]);
  expect(agreementSheet).toMatchObject({ language: 'nl', branch: 'Wij zijn er.\nWij luisteren.' });
  // a word in a language that she does not read makes hers no older one
  await words('gent', { ...PROMISES, tutor: { ...PROMISES.tutor, fr: 'Je viens.' } });
  expect((await link(mama)('getMyPage', { language: 'tr' })).agreement.at(-1)?.newer).toBe(false);
});

test('a sheet is worded whole, in Dutch at least, or not at all', async () => {
  for (const half of [
    { ...PROMISES, tutor: {} },
    { ...PROMISES, branch: { tr: 'Buradayız.' } },
  ])
    await expect(words('gent', half)).rejects.toMatchObject({
      fields: [{ reason: 'PROMISES_NOT_WHOLE' }],
    });
  await words('gent', { family: {}, tutor: {}, branch: {} });
});

test('the tutor of the family promises the own part, and nobody else does it for them', async () => {
  const { familyId, mama, link, signs } = await family();
  const accountId = randomUUID();
  const tutorId = randomUUID();
  const who = { roles: ['tutor'], branches: ['oostende'] } as const;
  const tutor = t.as({ ...who, subject: accountId, name: 'Lotte' } as never);
  const other = t.as({ ...who, subject: randomUUID() } as never);
  const reads = () => tutor('getAgreement', { familyId, language: 'nl' });
  const match = { matchId: randomUUID(), familyId, tutorId, accountId, branchCode: 'oostende' };
  matching.tell(MatchOpenedSchema, { ...match, occurredOn: '2026-11-20' }, familyId);
  await eventually(async () =>
    expect((await t.admin.query('select 1 from family_tutor')).rowCount).toBe(1),
  );
  // matched, but the family did not agree that its tutor knows
  await expect(reads()).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  await said(t, 'oostende', familyId, 'sharing_with_tutor', { who: mama });
  await signs(mama, 'nl');
  const { sheet, signatures } = await reads();
  expect(signatures).toEqual([]);
  const signing = { familyId, language: 'nl', hash: sheet?.hash ?? '' };
  await expect(other('signTutorAgreement', signing)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  await expect(tutor('signTutorAgreement', { ...signing, hash: 'x' })).rejects.toMatchObject({
    reason: 'SHEET_CHANGED',
  });
  await Promise.all([1, 2].map(() => tutor('signTutorAgreement', signing)));
  expect((await reads()).signatures).toMatchObject([
    { side: 'tutor', personId: tutorId, recordedBy: 'Lotte', means: '', newer: false },
  ]);
  const theirs = (await link(mama)('getMyPage', {})).agreement.filter(
    (one) => one.side === 'tutor',
  );
  expect(theirs).toMatchObject([{ personId: '', recordedBy: '' }]);
  await said(t, 'oostende', familyId, 'sharing_with_tutor', { answer: 'no', who: mama });
  await expect(tutor('signTutorAgreement', signing)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
});
