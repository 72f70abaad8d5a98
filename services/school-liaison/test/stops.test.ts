import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, type Publisher } from '@katrol/testkit';
import {
  asked,
  atSchool,
  consent,
  contactLink,
  coordinator,
  draft,
  formOf,
  inboxOf,
  minuteOver,
  parentLink,
  profile,
  sent,
  startLiaison,
  type Liaison,
} from './seed.ts';

// What was shared stops where the family says so, and what changes meanwhile is followed.
let t: Liaison;
let intake: Publisher;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ t, intake, stop } = await startLiaison());
  profile(intake, 'oostende');
  as = t.as(coordinator());
});
afterAll(() => stop());
let as: ReturnType<Liaison['as']>;

describe('what stops', () => {
  test('a withdrawal: what waits dies, what was shared closes at once, the school says what became of it', async () => {
    const f = await atSchool(t, intake);
    const first = await asked(t, f);
    const mama = parentLink(t, f, f.mama);
    await mama('answerMessage', { ...formOf(first), answer: 'yes' });
    minuteOver(t);
    await sent(t, f);
    const school = contactLink(t, f.contactId);
    await school('openMessage', { messageId: first.id });
    const unread = await asked(t, f, { text: 'Tweede bericht.' });
    await mama('answerMessage', { ...formOf(unread), answer: 'yes' });
    minuteOver(t);
    await sent(t, f, 2);
    const waiting = await asked(t, f, { text: 'Derde bericht.' });
    consent(intake, f, { given: false, sequence: 3 });
    await eventually(async () => {
      const [third, second, one] = (await as('getThread', { familyId: f.familyId })).messages;
      expect(third).toMatchObject({ id: waiting.id, status: 'stopped' });
      expect(second?.receivers).toMatchObject([{ receipt: 'unread' }]);
      expect(one?.receivers).toMatchObject([{ receipt: 'read_before' }]);
    });
    for (const m of await inboxOf(t, f))
      expect(m).toMatchObject({ stopped: true, text: '', childName: '' });
    expect(await school('openMessage', { messageId: unread.id })).toMatchObject({ text: '' });
    await expect(
      school('answerParents', { messageId: first.id, text: 'Toch nog dit.' }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
    await expect(as('draftMessage', draft(f))).rejects.toMatchObject({ reason: 'SHARING_STOPPED' });
    expect(
      await school('confirmStopped', { messageId: first.id, receipt: 'removed' }),
    ).toMatchObject({ receipt: 'removed' });
    await expect(
      school('confirmStopped', { messageId: first.id, receipt: 'kept' }),
    ).rejects.toMatchObject({
      fields: [{ field: 'note', reason: 'VALUE_MISSING' }],
    });
    // by phone the school says it otherwise: the branch notes that
    const said = { messageId: first.id, receipt: 'kept' as const, note: 'In het zorgdossier.' };
    await as('confirmStopped', { ...said, contactId: f.contactId });
    expect(
      (await as('getThread', { familyId: f.familyId })).messages.at(-1)?.receivers,
    ).toMatchObject([{ receipt: 'kept', receiptNote: 'In het zorgdossier.' }]);
    await expect(as('confirmStopped', { ...said, contactId: f.otherId })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('taken back within its minute everything stands as it did', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    consent(intake, f, { given: false, sequence: 2 });
    const status = async () =>
      (await as('getThread', { familyId: f.familyId })).messages[0]?.status;
    await eventually(async () => expect(await status()).toBe('stopped'));
    consent(intake, f, { given: true, sequence: 3, undoes: 2 });
    await eventually(async () => expect(await status()).toBe('awaiting_family'));
    expect(
      await parentLink(t, f, f.mama)('answerMessage', { ...formOf(m), answer: 'yes' }),
    ).toMatchObject({ status: 'approved' });
  });

  test('a yes that comes again later opens nothing that was stopped', async () => {
    const f = await atSchool(t, intake);
    await asked(t, f);
    const stopped = async () =>
      (await as('getThread', { familyId: f.familyId })).stoppedChildIds.length;
    consent(intake, f, { given: false, sequence: 2 });
    await eventually(async () => expect(await stopped()).toBe(1));
    consent(intake, f, { given: true, sequence: 3 });
    await eventually(async () => expect(await stopped()).toBe(0));
    expect((await as('getThread', { familyId: f.familyId })).messages[0]?.status).toBe('stopped');
  });

  test('a child that changes school: what waited does not follow it, and says so', async () => {
    const f = await atSchool(t, intake);
    await asked(t, f);
    const other = await as('keepSchool', {
      school: { branchCode: 'oostende', name: `Klimop ${f.childId.slice(-6)}` },
    });
    const thread = await as('settlePupil', {
      familyId: f.familyId,
      branchCode: 'oostende',
      childId: f.childId,
      schoolId: other.id,
      since: '2026-11-23',
    });
    expect(thread.messages).toMatchObject([{ status: 'let_go', letGoWhy: 'SCHOOL_CHANGED' }]);
    expect(thread.pupils.map((one) => [one.schoolId, one.until])).toEqual([
      [other.id, ''],
      [f.schoolId, '2026-11-22'],
    ]);
  });

  test('a school noted ahead changes nothing yet: what waits for the school of today may leave', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const other = await as('keepSchool', {
      school: { branchCode: 'oostende', name: `Olm ${f.childId.slice(-6)}` },
    });
    const thread = await as('settlePupil', {
      familyId: f.familyId,
      branchCode: 'oostende',
      childId: f.childId,
      schoolId: other.id,
      since: '2027-09-01',
    });
    expect(thread.messages).toMatchObject([{ id: m.id, status: 'awaiting_family' }]);
    await parentLink(t, f, f.mama)('answerMessage', { ...formOf(m), answer: 'yes' });
    minuteOver(t);
    await sent(t, f);
  });

  test('"no direct contact" blocks every text, a parent’s own too', async () => {
    const f = await atSchool(t, intake);
    profile(intake, 'oostende', { contactPolicy: 'none' });
    await eventually(async () => {
      await expect(as('draftMessage', draft(f))).rejects.toMatchObject({
        reason: 'NO_DIRECT_CONTACT',
      });
    });
    const begin = {
      childId: f.childId,
      childName: 'Amina',
      purpose: 'ask' as const,
      text: 'Mag ik langskomen?',
      language: 'nl',
    };
    await expect(parentLink(t, f, f.mama)('beginMessage', begin)).rejects.toMatchObject({
      reason: 'NO_DIRECT_CONTACT',
    });
    profile(intake, 'oostende');
    await eventually(() => parentLink(t, f, f.mama)('beginMessage', begin));
  });

  test('where the profile asks no yes to each text, the standing yes must be there', async () => {
    const f = await atSchool(t, intake);
    profile(intake, 'oostende', { parentsApprove: false });
    // silence is no yes
    await eventually(async () => {
      await expect(as('draftMessage', draft(f))).rejects.toMatchObject({
        reason: 'SHARING_STOPPED',
      });
    });
    consent(intake, f, { given: true, sequence: 1 });
    const m = await eventually(() => as('draftMessage', draft(f)));
    expect(await as('askFamily', { messageId: m.id, revision: m.revision })).toMatchObject({
      status: 'approved',
    });
    minuteOver(t);
    await sent(t, f);
    profile(intake, 'oostende');
    await eventually(async () => {
      const thread = await as('getThread', { familyId: f.familyId });
      expect(thread.parentsApprove).toBe(true);
    });
  });
});
