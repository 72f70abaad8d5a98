import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ConsentChangedSchema,
  DecidersChangedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest, toldBy } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

// What one parent sees and says with the link of their own page.
let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
});
afterAll(() => t.stop());
const as = () => t.as(coordinator('oostende'));

async function withParents() {
  const { familyId } = await received(t, 'oostende', {
    contact: { familyName: 'Demir', phone: '0470 12 34 56', language: 'tr' },
  });
  const keep = async (relation: 'mother' | 'father' | 'grandparent', name: string) =>
    (await as()('keepParent', { parent: { familyId, relation, name } })).parents.at(-1)?.id ?? '';
  const [mama, papa, oma] = [
    await keep('mother', 'Fatma'),
    await keep('father', 'Ali'),
    await keep('grandparent', 'Hatice'),
  ];
  const link = (person: string, branch = 'oostende') =>
    t.link({ link: 'parent-page', object: familyId, person, branch });
  return { familyId, mama, papa, oma, link };
}

test('a parent reads the own answers, who looked and whom to call, and nothing of the other', async () => {
  const { familyId, mama, papa, link } = await withParents();
  const said = { purpose: 'sharing_with_school' as const, language: 'tr' };
  await link(mama)('answerOwnConsent', { ...said, answer: 'yes' });
  const hers = await link(mama)('getMyPage', {});
  expect(hers).toMatchObject({ relation: 'mother', decides: true });
  expect(hers.consents.find((one) => one.purpose === said.purpose)?.answer).toBe('yes');
  const his = await link(papa)('getMyPage', {});
  expect(his.consents.every((one) => one.answer === '')).toBe(true);
  const text = JSON.stringify(his);
  for (const theirs of [mama, 'Fatma', '0470']) expect(text).not.toContain(theirs);
  expect(his.readers.map((one) => one.name)).toContain(
    coordinator('oostende').name ?? 'Test Persoon',
  );
  expect(his.children.map((one) => one.firstName).length).toBeGreaterThan(0);
  const { rows } = await t.admin.query(
    `select kind, role from audit where subject = 'link:' || $1 and object_id = $2`,
    [papa, familyId],
  );
  expect(rows).toEqual([{ kind: 'link', role: 'link:parent-page' }]);
});

test('a no by link counts at once and is told; the other’s yes does not undo it', async () => {
  const { familyId, mama, papa, link } = await withParents();
  const said = { purpose: 'sharing_with_school' as const, language: 'nl' };
  await link(mama)('answerOwnConsent', { ...said, answer: 'yes' });
  await link(papa)('answerOwnConsent', { ...said, answer: 'no' });
  await link(mama)('answerOwnConsent', { ...said, answer: 'yes' });
  const told = await toldBy(t, ConsentChangedSchema, familyId);
  expect(told.filter((one) => one.childId === '').map((one) => one.given)).toEqual([true, false]);
  const { consents } = await as()('getFamily', { id: familyId });
  expect(consents.map((one) => one.means)).toEqual(['link', 'link', 'link']);
});

test('who is informed reads and does not answer; who is held finds nothing', async () => {
  const { mama, oma, link } = await withParents();
  expect(await link(oma)('getMyPage', {})).toMatchObject({ decides: false });
  const answer = { purpose: 'statistics' as const, answer: 'yes' as const, language: 'nl' };
  await expect(link(oma)('answerOwnConsent', answer)).rejects.toMatchObject({
    reason: 'ONLY_INFORMED',
  });
  const { parents } = await as()('getFamily', { id: (await withParents()).familyId });
  expect(parents.length).toBe(4);
  const held = await withParents();
  const { parents: theirs } = await as()('getFamily', { id: held.familyId });
  const parent = theirs.find((one) => one.id === held.papa);
  await as()('holdParent', {
    parentId: held.papa,
    hold: true,
    reason: 'Beschikking',
    revision: parent?.revision ?? 0,
  });
  await expect(held.link(held.papa)('getMyPage', {})).rejects.toMatchObject({ code: 'not_found' });
  await expect(held.link(held.papa)('answerOwnConsent', answer)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await link(mama)('getMyPage', {})).toMatchObject({ decides: true });
});

test('who decides is told with ids, roles and languages, and again only when it changed', async () => {
  const { familyId, mama, papa } = await withParents();
  const told = await toldBy(t, DecidersChangedSchema, familyId);
  const last = told.at(-1);
  expect(told.map((one) => one.sequence)).toEqual(told.map((_, i) => i + 1));
  expect(last?.people.filter((one) => one.role === 'decides').map((one) => one.personId)).toEqual(
    expect.arrayContaining([mama, papa]),
  );
  await as()('recordConversation', {
    familyId,
    answers: [{ personId: mama, purpose: 'statistics', answer: 'yes' }],
    means: 'spoken',
    language: 'nl',
  });
  expect(await toldBy(t, DecidersChangedSchema, familyId)).toHaveLength(told.length);
  const { parents } = await as()('getFamily', { id: familyId });
  const parent = parents.find((one) => one.id === papa);
  await as()('holdParent', {
    parentId: papa,
    hold: true,
    reason: 'Gevaar',
    revision: parent?.revision ?? 0,
  });
  const after = (await toldBy(t, DecidersChangedSchema, familyId)).at(-1);
  expect(after?.people.find((one) => one.personId === papa)?.held).toBe(true);
});
