import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MessageMovedSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { eventually, toldBy, type Publisher } from '@katrol/testkit';
import {
  asked,
  atSchool,
  contactLink,
  coordinator,
  draft,
  formOf,
  parentLink,
  profile,
  startLiaison,
  type Liaison,
} from './seed.ts';

let t: Liaison;
let intake: Publisher;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ t, intake, stop } = await startLiaison('2026-11-17T09:00:00Z'));
});
afterAll(() => stop());

test('separated parents, where the profile asks both: version 3 goes, once', async () => {
  profile(intake, 'oostende', {}, { allDeciders: true });
  const f = await atSchool(t, intake);
  const as = t.as(coordinator());
  const [samira, karim] = [parentLink(t, f, f.mama), parentLink(t, f, f.papa)];
  const inbox = async () => (await contactLink(t, f.contactId)('getInbox', {})).messages;

  // 17 Nov: Katrien drafts; Samira wants "ze is verlegen" out: version 2
  const first = await asked(t, f, { text: 'Amina leest graag, ze is verlegen.' });
  await samira('answerMessage', {
    ...formOf(first),
    answer: 'change',
    note: 'ze is verlegen: weg',
  });
  const redraft = {
    id: first.id,
    revision: (await as('getThread', { familyId: f.familyId })).messages[0]?.revision ?? 0,
  };
  const second = await as('draftMessage', draft(f, { ...redraft, text: 'Amina leest graag.' }));
  const v2 = formOf(await as('askFamily', { messageId: second.id, revision: second.revision }));
  t.clock.set('2026-11-18T07:05:00Z');
  await samira('answerMessage', { ...v2, answer: 'yes' });

  t.clock.set('2026-11-19T12:00:00Z');
  await karim('answerMessage', { ...v2, answer: 'no' });
  expect(await inbox()).toEqual([]);
  for (const parent of [samira, karim]) {
    const [m] = (await parent('getMyThread', {})).messages;
    expect(m).toMatchObject({ status: 'refused' });
    expect(m?.approvals.every((one) => one.personId === m.talkTo[0])).toBe(true);
  }
  // Samira's second yes changes nothing
  t.clock.set('2026-11-20T12:00:00Z');
  expect(await samira('answerMessage', { ...v2, answer: 'yes' })).toMatchObject({
    status: 'refused',
  });

  // 24 Nov: Karim says yes by phone to version 2; within the minute a comma changes: version 3
  t.clock.set('2026-11-24T12:58:30Z');
  const spoken = { ...v2, personId: f.papa, answer: 'yes' as const, means: 'spoken' as const };
  const both = await as('answerMessage', spoken);
  expect(both.status).toBe('approved');
  t.clock.set('2026-11-24T12:59:00Z');
  const third = await as(
    'draftMessage',
    draft(f, { id: both.id, revision: both.revision, text: 'Amina leest, graag.' }),
  );
  const v3 = formOf(await as('askFamily', { messageId: third.id, revision: third.revision }));
  expect(v3.version).toBe(3);
  t.clock.set('2026-11-25T12:00:00Z');
  expect(await inbox()).toEqual([]);

  t.clock.set('2026-11-26T09:00:00Z');
  await samira('answerMessage', { ...v3, answer: 'yes' });
  await karim('answerMessage', { ...v3, answer: 'yes' });
  t.clock.set('2026-11-26T09:02:00Z');
  await eventually(async () => expect(await inbox()).toHaveLength(1));
  t.clock.set('2026-11-26T09:30:00Z');
  const steps = (await toldBy(t, MessageMovedSchema, f.familyId)).map((one) => one.step);
  expect(steps.filter((one) => one === 'sent')).toHaveLength(1);
  const read = await contactLink(t, f.contactId)('openMessage', { messageId: first.id });
  expect(read.text).toBe('Amina leest, graag.');
});

test('a hurtful answer is read as it was written, together, and a correction keeps both', async () => {
  t.clock.set('2026-11-20T09:00:00Z');
  profile(intake, 'oostende');
  const f = await atSchool(t, intake);
  const as = t.as(coordinator());
  const mama = parentLink(t, f, f.mama);
  const greet = contactLink(t, f.contactId);
  const m = await eventually(async () => {
    const one = await asked(t, f);
    expect(await mama('answerMessage', { ...formOf(one), answer: 'yes' })).toMatchObject({
      status: 'approved',
    });
    return one;
  });
  t.clock.set('2026-11-20T15:45:00Z');
  await eventually(async () => expect((await greet('getInbox', {})).messages).not.toEqual([]));
  await greet('openMessage', { messageId: m.id });
  const hurt = 'Als mama eens op tijd opstond…';
  await greet('answerParents', { messageId: m.id, text: hurt });

  const unread = (await mama('getMyThread', {})).messages.find((one) => one.id === m.id);
  // she chooses first how she reads it
  expect(unread?.answers).toMatchObject([{ text: '' }]);
  const answerId = unread?.answers[0]?.id ?? '';
  await mama('chooseReading', { answerId, choice: 'together' });
  const { lines } = await as('getToday', { branchCode: 'oostende' });
  expect(lines[0]).toMatchObject({ kind: 'READ_TOGETHER', subjectId: m.id });
  t.clock.set('2026-11-24T10:00:00Z');
  await as('chooseReading', { answerId, personId: f.mama, choice: 'together', read: true });
  const after = await as('getToday', { branchCode: 'oostende' });
  expect(after.lines.filter((one) => one.subjectId === m.id)).toEqual([]);
  const hers = (await mama('getMyThread', {})).messages.find((one) => one.id === m.id);
  expect(hers?.answers).toMatchObject([{ text: hurt }]);
  // the other parent is told nothing of it, and chooses for himself
  const his = (await parentLink(t, f, f.papa)('getMyThread', {})).messages.find(
    (one) => one.id === m.id,
  );
  expect(his?.answers).toMatchObject([{ text: '', readings: [] }]);

  const own = {
    childId: f.childId,
    childName: 'Amina',
    purpose: 'agree_on' as const,
    text: 'Ik werk ’s nachts.',
    language: 'nl',
    besideId: m.id,
  };
  expect(await mama('beginMessage', own)).toMatchObject({ status: 'approved', besideId: m.id });
  t.clock.set('2026-11-26T10:00:00Z');
  const corrected = await greet('answerParents', {
    messageId: m.id,
    text: 'Dat was niet fair van mij.',
    correctsId: answerId,
  });
  expect(corrected.answers.map((one) => [one.text, one.correctsId])).toEqual([
    [hurt, ''],
    ['Dat was niet fair van mij.', answerId],
  ]);
});
