import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ConsentChangedSchema,
  DecidersChangedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { eventually, startUnderTest, toldBy } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, referral, type Intake } from './seed.ts';

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

test('who looked: each person once, by the day that they did last, in whatever file of the family', async () => {
  const { familyId, mama, link } = await withParents();
  const other = await received(t, 'oostende', {
    contact: { familyName: 'Kaya', phone: '0470 65 43 21' },
  });
  const colleague = (i: number) =>
    t.as({ ...coordinator('oostende'), subject: `collega-${i}`, name: `Collega ${i}` });
  await colleague(0)('getFamily', { id: other.familyId });
  const pair = { familyId: other.familyId, intoFamilyId: familyId };
  const { revision, intoRevision } = await as()('previewMerge', pair);
  await as()('mergeFamilies', { ...pair, revision, intoRevision });
  // somebody who looks every day leaves more lines than people fit on the page
  await t.admin.query(
    `insert into audit (subject, kind, name, role, rpc, what, branch_code, object_id, outcome,
        occurred_at)
      select 'collega-1', 'person', 'Collega 1', 'coordinator', 'GetFamily', 'file', 'oostende', $1,
        'ok', now() - i * interval '1 day' from generate_series(0, 70) as i`,
    [familyId],
  );
  await t.admin.query(
    `insert into audit (subject, kind, name, role, rpc, what, branch_code, object_id, outcome,
        occurred_at)
      values ('collega-2', 'person', 'Collega 2', 'coordinator', 'GetFamily', 'file', 'oostende',
        $1, 'ok', now() - interval '90 days')`,
    [familyId],
  );
  const { readers } = await link(mama)('getMyPage', {});
  const names = readers.map(({ name }) => name);
  expect(names.filter((name) => name === 'Collega 1')).toHaveLength(1);
  expect(names).toEqual(expect.arrayContaining(['Collega 0', 'Collega 2']));
  const { rows } = await t.admin.query<{ today: string }>(
    `select (now() at time zone 'Europe/Brussels')::date::text as today`,
  );
  expect(readers.find(({ name }) => name === 'Collega 1')?.lastOn).toBe(rows[0]?.today);
});

test('what was taken back, or ended, is no answer any more', async () => {
  const { familyId, mama, link } = await withParents();
  const [child] = (await as()('getFamily', { id: familyId })).children;
  if (!child) throw new Error('a family has a child');
  const { id: young, firstName, revision } = child;
  const born = { childId: young, child: { firstName }, birthDate: '2012-05-06', revision };
  await as()('editChild', born);
  const answerOf = async (person: string) =>
    (await link(person)('getMyPage', {})).consents.find((one) => one.purpose === 'statistics')
      ?.answer;
  const spoken = (personId: string, until = '') =>
    as()('recordConversation', {
      familyId,
      answers: [{ personId, purpose: 'statistics', answer: 'yes', until }],
      means: 'spoken',
      language: 'nl',
    });
  for (const person of [mama, young]) {
    const { undoableId: conversationId } = await spoken(person);
    expect(await answerOf(person)).toBe('yes');
    await as()('undoConversation', { familyId, conversationId });
    expect(await answerOf(person)).toBe('');
  }
  await spoken(mama, '2026-11-30');
  expect(await answerOf(mama)).toBe('yes');
  t.clock.set('2026-12-01T10:00:00Z');
  expect(await answerOf(mama)).toBe('');
  t.clock.set('2026-11-23T10:00:00Z');
});

test('who decides is told anew when the family reads another language, in each of its files', async () => {
  const { familyId } = await withParents();
  const other = await received(t, 'oostende', {
    contact: { familyName: 'Kaya', phone: '0470 65 43 22' },
  });
  const pair = { familyId: other.familyId, intoFamilyId: familyId };
  const before = await as()('previewMerge', pair);
  const { revision, intoRevision } = before;
  const { contact, address, ...family } = await as()('mergeFamilies', {
    ...pair,
    revision,
    intoRevision,
  });
  const edit = { familyId, address: address ?? {}, revision: family.revision };
  await as()('editFamily', { ...edit, contact: { ...contact, language: 'ar' } });
  const lastTold = async (id: string) =>
    (await toldBy(t, DecidersChangedSchema, id)).at(-1)?.people ?? [];
  for (const id of [familyId, other.familyId])
    expect([id, (await lastTold(id)).map((one) => one.language)]).toEqual([
      id,
      expect.arrayContaining(['ar']),
    ]);
  // what a later referral says of the language, and a child that comes with it
  const later = referral('oostende', {
    contact: { familyName: 'Demir', phone: '0470 12 34 56', language: 'fa' },
    children: [{ firstName: 'Deniz' }],
  });
  const joined = await as()('enterReferral', { referral: later as never, familyId });
  const { children } = await as()('getFamily', { id: familyId });
  const deniz = children.find(({ firstName }) => firstName === 'Deniz')?.id;
  expect((await lastTold(familyId)).map((one) => one.childId)).toContain(deniz);
  const take = joined.differences.flatMap(({ field }, i) => (/language/.test(field) ? [i] : []));
  const settled = { referralId: joined.id, take, revision: joined.revision };
  await as()('settleDifferences', settled);
  expect((await lastTold(familyId)).map((one) => one.language)).toContain('fa');
});

test('who decides is told anew when the profile asks young people from another age', async () => {
  const { familyId } = await withParents();
  const [child] = (await as()('getFamily', { id: familyId })).children;
  if (!child) throw new Error('a family has a child');
  const { id: childId, firstName, revision } = child;
  await as()('editChild', { childId, child: { firstName }, birthDate: '2013-01-02', revision });
  const roles = async () =>
    (await toldBy(t, DecidersChangedSchema, familyId))
      .at(-1)
      ?.people.filter((one) => one.personId === childId)
      .map((one) => one.role);
  expect(await roles()).toEqual(['young_person']);
  const from = async (youngPersonAge: number, validFrom: string) => {
    const { document, revision: at } = await as()('getProfile', { branchCode: 'oostende' });
    if (!document?.intake) throw new Error('a branch has a profile');
    const changed = { ...document, intake: { ...document.intake, youngPersonAge } };
    const asked = { branchCode: 'oostende', validFrom, document: changed, revision: at };
    await as()('editProfile', asked);
  };
  await from(16, '2026-11-23');
  t.clock.set('2026-11-23T10:00:10Z');
  await eventually(async () => expect(await roles()).toEqual([]));
  // a version of another day is acted on from that day
  await from(12, '2026-11-25');
  t.clock.set('2026-11-24T10:00:00Z');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await roles()).toEqual([]);
  t.clock.set('2026-11-25T10:00:00Z');
  await eventually(async () => expect(await roles()).toEqual(['young_person']));
  t.clock.set('2026-11-23T10:00:00Z');
});

describe('being written to by itself', () => {
  async function withWriting() {
    const whole = await withParents();
    const parentOf = async (id: string) => {
      const { parents } = await as()('getFamily', { id: whole.familyId });
      const found = parents.find((one) => one.id === id);
      if (!found) throw new Error('a parent that was kept is there');
      return found;
    };
    const note = async (id: string, more: object) =>
      await as()('keepParent', { parent: { ...(await parentOf(id)), ...more } });
    const toldOf = async (id: string) => {
      const told = (await toldBy(t, DecidersChangedSchema, whole.familyId)).at(-1);
      return told?.people.find(({ personId }) => personId === id)?.writtenTo;
    };
    return { ...whole, parentOf, note, toldOf };
  }

  test('is nobody who did not say so; noted with how it was asked, and told in codes', async () => {
    const { mama, papa, parentOf, note, toldOf } = await withWriting();
    expect(await toldOf(mama)).toEqual([]);
    await expect(note(mama, { writtenTo: ['to_answer'] })).rejects.toMatchObject({
      fields: [{ field: 'parent.written_means', reason: 'VALUE_MISSING' }],
    });
    await expect(
      note(mama, { writtenTo: ['to_answer'], writtenMeans: 'link' }),
    ).rejects.toMatchObject({ fields: [{ field: 'parent.written_means' }] });
    await note(mama, { writtenTo: ['to_answer'], writtenMeans: 'spoken', email: 'm@x.example' });
    expect(await parentOf(mama)).toMatchObject({
      writtenTo: ['to_answer'],
      writtenMeans: 'spoken',
      writtenOn: '2026-11-23',
      writtenBy: coordinator('oostende').name ?? 'Test Persoon',
    });
    expect([await toldOf(mama), await toldOf(papa)]).toEqual([['to_answer'], []]);
    // another thing that is put right says nothing of it
    t.clock.set('2026-11-24T10:00:00Z');
    await note(mama, { name: 'Fatma Demir', writtenBy: 'Iemand', writtenOn: '2020-01-01' });
    expect((await parentOf(mama)).writtenOn).toBe('2026-11-23');
    t.clock.set('2026-11-23T10:00:00Z');
  });

  test('is switched off and on by themselves; a form that was open meanwhile undoes nothing', async () => {
    const { mama, papa, link, parentOf, note, toldOf } = await withWriting();
    const choose = (person: string, kinds: ('to_answer' | 'to_read')[]) =>
      link(person)('chooseOwnWriting', { kinds });
    await expect(choose(mama, ['to_read'])).rejects.toMatchObject({ reason: 'NO_OWN_ADDRESS' });
    await note(mama, { email: 'm@x.example', writtenTo: ['to_answer'], writtenMeans: 'spoken' });
    const open = await parentOf(mama);
    expect(await choose(mama, [])).toMatchObject({ writtenTo: [], reachable: true });
    expect(await toldOf(mama)).toEqual([]);
    await expect(as()('keepParent', { parent: open })).rejects.toMatchObject({ reason: 'STALE' });
    const address = { personId: mama, branchCode: 'oostende' };
    expect(await t.system('gateway')('getAddressOf', address)).toMatchObject({ writtenTo: [] });
    await Promise.allSettled([choose(mama, ['to_read']), choose(mama, ['to_read', 'to_answer'])]);
    expect(await parentOf(mama)).toMatchObject({
      writtenTo: expect.arrayContaining(['to_read']),
      writtenMeans: 'link',
      writtenBy: '',
    });
    expect(await link(papa)('getMyPage', {})).toMatchObject({ writtenTo: [], reachable: false });
    const { revision } = await parentOf(mama);
    await as()('holdParent', { parentId: mama, hold: true, reason: 'Vonnis', revision });
    expect(await t.system('gateway')('getAddressOf', address)).toMatchObject({ writtenTo: [] });
    await expect(choose(mama, [])).rejects.toMatchObject({ code: 'not_found' });
  });
});
