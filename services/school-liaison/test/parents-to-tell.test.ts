import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, type Publisher } from '@katrol/testkit';
import {
  asked,
  atSchool,
  consent,
  contactLink,
  coordinator,
  deciders,
  formOf,
  minuteOver,
  parentLink,
  profileHeard,
  sent,
  startLiaison,
  type AtSchool,
  type Liaison,
} from './seed.ts';

// What waits for parents who agreed to be written to: the gateway asks, and is told nothing of it.
let t: Liaison;
let intake: Publisher;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ t, intake, stop } = await startLiaison());
  await profileHeard(t, intake);
});
afterAll(() => stop());
const as = () => t.as(coordinator());

const waiting = async ({ familyId }: { familyId: string }) =>
  (await t.system('gateway')('listParentsToTell', { familyId })).parents;
const whoOf = async (f: AtSchool) =>
  (await waiting(f)).map(({ personId, kind }) => `${personId} ${kind}`).sort();
const both = ['to_answer', 'to_read'] as ('to_answer' | 'to_read')[];

/** A family of which the mother agreed to be written to, and the father did not. */
async function agreed(more: object = {}): Promise<AtSchool> {
  const f = await atSchool(t, intake);
  tellWho(f, more);
  await eventually(async () => {
    const { rows } = await t.admin.query(
      `select 1 from family_person where family_id = $1 and sequence = $2`,
      [f.familyId, f.sequence],
    );
    expect(rows.length).toBeGreaterThan(0);
  });
  return f;
}
const tellWho = (f: AtSchool, more: object = {}) =>
  deciders(intake, f, [{ id: f.mama, language: 'ar', writtenTo: both, ...more }, { id: f.papa }]);

test('a text that waits: once asked, for who agreed, until who is waited for said something', async () => {
  const f = await agreed();
  const other = await agreed();
  await as()('draftMessage', {
    branchCode: 'oostende',
    familyId: f.familyId,
    childId: f.childId,
    childName: 'Amina',
    purpose: 'inform',
    contactIds: [f.contactId],
    text: 'Nog niet klaar.',
  });
  expect(await waiting(f)).toEqual([]);
  const m = await asked(t, f);
  await asked(t, other);
  const [line, ...more] = await waiting(f);
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    personId: f.mama,
    familyId: f.familyId,
    branchCode: 'oostende',
    language: 'ar',
    kind: 'to_answer',
  });
  const days = (Date.parse(line?.remindFrom ?? '') - Date.parse(line?.since ?? '')) / 86_400_000;
  expect(days).toBe(7);
  expect(JSON.stringify(line)).not.toMatch(/Amina|leest|Els/);
  // of everybody, where no family is named; a person asks nothing here
  const { parents } = await t.system('gateway')('listParentsToTell', {});
  expect(parents.map((one) => one.personId)).toEqual(expect.arrayContaining([f.mama, other.mama]));
  await expect(as()('listParentsToTell', {})).rejects.toMatchObject({ code: 'permission_denied' });
  await parentLink(t, f, f.mama)('answerMessage', { ...formOf(m), answer: 'yes' });
  expect(await waiting(f)).toEqual([]);
});

test('a wish for another text, and a no, wait for the branch and for no parent', async () => {
  const f = await agreed();
  const m = await asked(t, f);
  await parentLink(
    t,
    f,
    f.papa,
  )('answerMessage', {
    ...formOf(m),
    answer: 'change',
    note: 'Korter.',
  });
  expect(await waiting(f)).toEqual([]);
});

test('who is held, who takes it back, sharing that stopped, no direct contact: at once nothing', async () => {
  const f = await agreed();
  await asked(t, f);
  expect(await whoOf(f)).toEqual([`${f.mama} to_answer`]);
  tellWho(f, { held: true });
  await eventually(async () => expect(await waiting(f)).toEqual([]));
  tellWho(f);
  await eventually(async () => expect(await waiting(f)).toHaveLength(1));
  // what is older, and told again, opens nothing
  f.sequence -= 2;
  tellWho(f, { held: true });
  tellWho(f, { writtenTo: ['to_read'] });
  f.sequence += 1;
  tellWho(f, { writtenTo: ['to_read'] });
  await eventually(async () => expect(await waiting(f)).toEqual([]));
  tellWho(f);
  await eventually(async () => expect(await waiting(f)).toHaveLength(1));
  await profileHeard(t, intake, { contactPolicy: 'none' });
  expect(await waiting(f)).toEqual([]);
  await profileHeard(t, intake);
  consent(intake, f, { given: false, sequence: 1 });
  await eventually(async () => expect(await waiting(f)).toEqual([]));
});

test('an answer of the school: for who agreed to that, until they chose how to read it', async () => {
  const f = await agreed({ writtenTo: ['to_read'] });
  const m = await asked(t, f);
  expect(await waiting(f)).toEqual([]);
  const mama = parentLink(t, f, f.mama);
  await mama('answerMessage', { ...formOf(m), answer: 'yes' });
  minuteOver(t);
  await sent(t, f);
  const els = contactLink(t, f.contactId);
  await els('openMessage', { messageId: m.id });
  await els('answerParents', { messageId: m.id, text: 'Dank u.' });
  expect(await whoOf(f)).toEqual([`${f.mama} to_read`]);
  const { messages } = await mama('getMyThread', {});
  const answerId = messages[0]?.answers[0]?.id ?? '';
  await mama('chooseReading', { answerId, choice: 'together' });
  expect(await waiting(f)).toEqual([]);
});

test('a talk about a child, and the folder, wait for an answer too', async () => {
  const f = await agreed();
  const { familyId, childId } = f;
  const about = { branchCode: 'oostende', kind: 'care' as const, familyId, childId };
  const m = await as()('keepMeeting', { meeting: { ...about, plannedFor: '2099-12-01T16:00' } });
  expect(await whoOf(f)).toEqual([`${f.mama} to_answer`]);
  tellWho(f, { held: true });
  await eventually(async () => expect(await waiting(f)).toEqual([]));
  tellWho(f);
  await eventually(async () => expect(await waiting(f)).toHaveLength(1));
  const mama = parentLink(t, f, f.mama);
  await mama('answerMeeting', { meetingId: m.id, answer: 'yes' });
  expect(await waiting(f)).toEqual([]);
  await profileHeard(t, intake, { contactPolicy: 'folder' });
  const folder = await as()('beginFolder', {
    branchCode: 'oostende',
    familyId,
    childId,
    childName: 'Amina',
  });
  expect(await whoOf(f)).toEqual([`${f.mama} to_answer`]);
  await mama('answerFolder', { folderId: folder.id, answer: 'yes', language: 'nl' });
  expect(await waiting(f)).toEqual([]);
  await profileHeard(t, intake);
});
