import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

// What families read in their languages: a branch words it, and notes who read it as a speaker.
let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol', gent: 'de-katrol' });
});
afterAll(() => t.stop());
const as = (branch = 'oostende') => t.as(coordinator(branch));

const TAKEN = '{name} neemt dit op, ten laatste {day}.';
const takenBy = (text: string, more: object = {}) => ({
  branchCode: 'oostende',
  language: 'ti',
  key: 'takenBy',
  dutch: TAKEN,
  text,
  ...more,
});
const words = async (branchCode = 'oostende', language = 'ti') =>
  (await t.anonymous('getFamilyWords', { branchCode, language })).words;

test('a sentence is worded, read without an account, changed, and given back to what ships', async () => {
  const first = await as()('keepFamilySentence', takenBy('{name} ክሳብ {day}'));
  expect(first.sentences).toMatchObject([
    { key: 'takenBy', dutch: TAKEN, writtenBy: 'Ankerfiguur oostende', revision: 1 },
  ]);
  expect(await words()).toEqual({ takenBy: '{name} ክሳብ {day}' });
  await as()('keepFamilySentence', takenBy('{day}: {name}', { revision: 1 }));
  expect(await words()).toEqual({ takenBy: '{day}: {name}' });
  await as()('keepFamilySentence', takenBy('', { revision: 2 }));
  expect(await words()).toEqual({});
  const back = await as()('keepFamilySentence', takenBy('{name} {day}', { revision: 3 }));
  expect(back.sentences).toMatchObject([{ text: '{name} {day}', revision: 4 }]);
});

test('what is filled in stays what it is: else it is refused with the field, and nothing is kept', async () => {
  for (const text of ['ክሳብ {day}', '{naam} ክሳብ {day}', '{name} {name} {day}'])
    await expect(
      as('gent')('keepFamilySentence', takenBy(text, { branchCode: 'gent' })),
    ).rejects.toMatchObject({ fields: [{ field: 'text', reason: 'PLACEHOLDERS_CHANGED' }] });
  expect(await words('gent')).toEqual({});
});

test('of two who word it at once one is told; a branch says nothing in another’s name', async () => {
  const one = takenBy('{name} {day}', { language: 'so', key: 'thanks' });
  const both = await Promise.allSettled([
    as()('keepFamilySentence', one),
    as()('keepFamilySentence', { ...one, text: '{day} {name}' }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { reason: 'STALE' },
  });
  await expect(as('melle')('keepFamilySentence', one)).rejects.toMatchObject({
    reason: 'NOT_FOUND',
  });
  await expect(
    as('melle')('getFamilyLanguage', { branchCode: 'oostende', language: 'so' }),
  ).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  expect(await words('melle', 'so')).toEqual({});
});

test('who read it as a speaker and when is noted, and what is worded since is counted', async () => {
  const where = { branchCode: 'melle', language: 'ps' };
  const me = as('melle');
  const begun = await me('keepFamilyLanguage', where);
  expect(begun).toMatchObject({ readBy: '', readOn: '', revision: 1, sentences: [] });
  const read = { ...where, readBy: 'Zahra', readOn: '2026-11-20', revision: 1 };
  for (const [half, field] of [
    [{ readBy: '' }, 'read_by'],
    [{ readOn: '' }, 'read_on'],
    [{ readOn: '2099-01-01' }, 'read_on'],
  ] as const)
    await expect(me('keepFamilyLanguage', { ...read, ...half })).rejects.toMatchObject({
      fields: [{ field }],
    });
  await me('keepFamilySentence', takenBy('{name} {day}', where));
  const noted = await me('keepFamilyLanguage', read);
  expect(noted).toMatchObject({ readBy: 'Zahra', readOn: '2026-11-20', sinceRead: 0, revision: 2 });
  await expect(me('keepFamilyLanguage', { ...read, readBy: 'Ali' })).rejects.toMatchObject({
    reason: 'STALE',
  });
  t.clock.set('2026-11-24T10:00:00Z');
  const since = await me('keepFamilySentence', takenBy('{day} {name}', { ...where, revision: 1 }));
  expect(since).toMatchObject({ readBy: 'Zahra', sinceRead: 1 });
  const { languages } = await me('listFamilyLanguages', { branchCode: 'melle' });
  expect(languages).toMatchObject([{ language: 'ps', readBy: 'Zahra', sinceRead: 1 }]);
});

test('a language that families read stands in the list, begun or not; nobody else’s families', async () => {
  const contact = { familyName: 'Tesfay', phone: '0470 12 34 57', language: 'ti' };
  const { familyId } = await received(t, 'gent', { contact });
  const parent = { familyId, relation: 'mother' as const, name: 'Selam', languagesRead: ['am'] };
  await as('gent')('keepParent', { parent });
  const counted = async (branch: string) =>
    (await as(branch)('listFamilyLanguages', { branchCode: branch })).languages.map(
      ({ language, families, revision }) => ({ language, families, revision }),
    );
  const gent = await counted('gent');
  expect(gent).toContainEqual({ language: 'ti', families: 1, revision: 0 });
  expect(gent).toContainEqual({ language: 'am', families: 1, revision: 0 });
  expect(await counted('oostende')).toContainEqual({ language: 'ti', families: 0, revision: 1 });
});

test('the form names the languages that the branch worded it in, and no other branch', async () => {
  const languages = async (branchCode: string) =>
    (await t.anonymous('getReferralForm', { branchCode })).languages;
  expect(await languages('melle')).toEqual([]);
  const lead = { branchCode: 'melle', key: 'form.referral.publicLead', dutch: 'Kort.' };
  await as('melle')('keepFamilySentence', { ...lead, language: 'so', text: 'Gaaban.' });
  await as('melle')('keepFamilySentence', { ...lead, language: 'ps', key: 'toRead', text: 'x' });
  expect(await languages('melle')).toEqual(['so']);
  expect(await languages('gent')).toEqual([]);
  await as('melle')('keepFamilySentence', { ...lead, language: 'so', text: '', revision: 1 });
  expect(await languages('melle')).toEqual([]);
});
