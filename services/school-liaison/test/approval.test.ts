import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MessageMovedSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { eventually, toldBy, type Publisher } from '@katrol/testkit';
import {
  asked,
  atSchool,
  contactLink,
  coordinator,
  deciders,
  draft,
  formOf,
  inboxOf,
  minuteOver,
  newFamily,
  parentLink,
  profile,
  profileHeard,
  sent,
  startLiaison,
  type Liaison,
} from './seed.ts';

// Nothing about a child reaches a school before those who decide have read it in that very form.
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

describe('before it leaves', () => {
  test('one yes; a minute later, and not before, the school has it, once', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const mama = parentLink(t, f, f.mama);
    const mine = await mama('getMyThread', {});
    expect(mine.messages).toMatchObject([
      { id: m.id, status: 'awaiting_family', talkTo: [f.mama] },
    ]);
    const said = await mama('answerMessage', { ...formOf(m), answer: 'yes' });
    expect(said).toMatchObject({ status: 'approved' });
    expect(await inboxOf(t, f)).toEqual([]);
    minuteOver(t);
    await sent(t, f);
    const [shown] = await inboxOf(t, f);
    // who gets it opens it first: that stays on record
    expect(shown).toMatchObject({ text: '', openedAt: '' });
    const opened = await contactLink(t, f.contactId)('openMessage', { messageId: m.id });
    expect(opened).toMatchObject({ text: 'Amina leest thuis elke dag.', mayDiscuss: true });
    const steps = await toldBy(t, MessageMovedSchema, f.familyId);
    expect(steps.map((one) => one.step)).toEqual(['asked', 'approved', 'sent']);
  });

  test('a yes is to what was read: a comma later it is refused, and the new form is asked anew', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const read = formOf(m);
    const again = await as(
      'draftMessage',
      draft(f, { id: m.id, revision: m.revision, text: 'Amina leest, thuis, elke dag.' }),
    );
    expect(again).toMatchObject({ status: 'draft', versions: [{ version: 1 }, { version: 2 }] });
    const mama = parentLink(t, f, f.mama);
    await expect(mama('answerMessage', { ...read, answer: 'yes' })).rejects.toMatchObject({
      reason: 'WRONG_STATE',
    });
    const waits = await as('askFamily', { messageId: m.id, revision: again.revision });
    await expect(mama('answerMessage', { ...read, answer: 'yes' })).rejects.toMatchObject({
      reason: 'TEXT_CHANGED',
      meta: { version: '2' },
    });
    const forged = { ...formOf(waits), hash: read.hash };
    await expect(mama('answerMessage', { ...forged, answer: 'yes' })).rejects.toMatchObject({
      reason: 'TEXT_CHANGED',
    });
    expect(await mama('answerMessage', { ...formOf(waits), answer: 'yes' })).toMatchObject({
      status: 'approved',
    });
  });

  test('within the minute a yes is taken back, and it does not leave; later it is refused', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const mama = parentLink(t, f, f.mama);
    const { approvals } = await mama('answerMessage', { ...formOf(m), answer: 'yes' });
    const undo = { messageId: m.id, approvalId: approvals[0]?.id ?? '' };
    await expect(as('undoAnswer', undo)).rejects.toMatchObject({ code: 'not_found' });
    expect(await mama('undoAnswer', undo)).toMatchObject({ status: 'awaiting_family' });
    minuteOver(t);
    expect(await inboxOf(t, f)).toEqual([]);
    await mama('answerMessage', { ...formOf(m), answer: 'yes' });
    minuteOver(t);
    await sent(t, f);
    const last = (await mama('getMyThread', {})).messages[0]?.approvals.at(-1)?.id ?? '';
    await expect(mama('undoAnswer', { messageId: m.id, approvalId: last })).rejects.toMatchObject({
      reason: 'WRONG_STATE',
    });
  });

  test('who gets it is part of it: handed over to somebody else, it is asked anew', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const mama = parentLink(t, f, f.mama);
    await mama('answerMessage', { ...formOf(m), answer: 'yes' });
    const contact = (await as('listSchools', { branchCode: 'oostende' })).rows
      .flatMap((one) => one.contacts)
      .find((one) => one.id === f.contactId);
    await as('handOverContact', {
      contactId: f.contactId,
      toContactId: f.otherId,
      revision: contact?.revision ?? 0,
    });
    minuteOver(t);
    expect((await contactLink(t, f.otherId)('getInbox', {})).messages).toEqual([]);
    const [waits] = (await as('getThread', { familyId: f.familyId })).messages;
    expect(waits).toMatchObject({ status: 'draft', receivers: [{ contactId: f.otherId }] });
    const { lines } = await as('getToday', { branchCode: 'oostende' });
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: 'TO_ASK_AGAIN', subjectId: m.id }),
    );
    const anew = await as('askFamily', { messageId: m.id, revision: waits?.revision ?? 0 });
    expect(anew.versions).toHaveLength(2);
    await expect(mama('answerMessage', { ...formOf(m), answer: 'yes' })).rejects.toMatchObject({
      reason: 'TEXT_CHANGED',
    });
  });

  test('who works there no more gets nothing: not what waited its minute, not what came before', async () => {
    const f = await atSchool(t, intake);
    const mama = parentLink(t, f, f.mama);
    const first = await asked(t, f);
    await mama('answerMessage', { ...formOf(first), answer: 'yes' });
    minuteOver(t);
    await sent(t, f);
    const m = await asked(t, f, { text: 'Tweede bericht.' });
    await mama('answerMessage', { ...formOf(m), answer: 'yes' });
    const contact = (await as('listSchools', { branchCode: 'oostende' })).rows
      .flatMap((one) => one.contacts)
      .find((one) => one.id === f.contactId);
    const elsewhere = await as('keepSchool', {
      school: { branchCode: 'oostende', name: `Wilg ${f.childId.slice(-6)}` },
    });
    await as('keepSchoolContact', {
      contact: {
        id: f.contactId,
        revision: contact?.revision ?? 0,
        branchCode: 'oostende',
        schoolIds: [elsewhere.id],
        name: contact?.name ?? '',
        role: contact?.role ?? '',
      },
    });
    minuteOver(t);
    await eventually(async () =>
      expect((await as('getThread', { familyId: f.familyId })).messages[0]).toMatchObject({
        id: m.id,
        status: 'draft',
      }),
    );
    const link = contactLink(t, f.contactId);
    expect((await link('getInbox', {})).messages).toEqual([]);
    await expect(link('openMessage', { messageId: first.id })).rejects.toMatchObject({
      code: 'not_found',
    });
    const [draftAgain] = (await as('getThread', { familyId: f.familyId })).messages;
    await expect(
      as('askFamily', { messageId: m.id, revision: draftAgain?.revision ?? 0 }),
    ).rejects.toMatchObject({ fields: [{ field: 'contact_ids[0]', reason: 'VALUE_UNKNOWN' }] });
  });

  test('somebody who decides since then has not read it: it waits for nobody’s old yes under "all"', async () => {
    profile(intake, 'oostende', {}, { allDeciders: true });
    const f = newFamily();
    const here = await atSchool(t, intake, f);
    deciders(intake, here, [{ id: f.mama }]);
    await eventually(async () => {
      const m = await asked(t, here);
      expect(m.talkTo).toEqual([f.mama]);
      const said = await as('answerMessage', {
        ...formOf(m),
        personId: f.mama,
        answer: 'yes',
        means: 'spoken',
      });
      expect(said.status).toBe('approved');
    });
    deciders(intake, { ...here, sequence: 5 }, [{ id: f.mama }, { id: f.papa }]);
    await eventually(async () => {
      const { rows } = await t.admin.query('select 1 from family_person where person_id = $1', [
        f.papa,
      ]);
      expect(rows).toHaveLength(1);
    });
    minuteOver(t);
    await eventually(async () => {
      const thread = await as('getThread', { familyId: f.familyId });
      expect(thread.messages.map((one) => one.status)).toEqual(
        thread.messages.map(() => 'awaiting_family'),
      );
    });
    expect(await inboxOf(t, here)).toEqual([]);
    profile(intake, 'oostende');
  });
});

describe('between parents', () => {
  test('under "all" the other parent says yes to own words, once more where it was heard before', async () => {
    await profileHeard(t, intake, {}, { allDeciders: true });
    const f = await atSchool(t, intake);
    const mama = parentLink(t, f, f.mama);
    const papa = parentLink(t, f, f.papa);
    const begin = {
      childId: f.childId,
      childName: 'Amina',
      purpose: 'ask' as const,
      text: 'Mag ze vooraan zitten?',
      language: 'nl',
    };
    const m = await mama('beginMessage', begin);
    expect(m.status).toBe('awaiting_family');
    expect(await papa('answerMessage', { ...formOf(m), answer: 'yes' })).toMatchObject({
      id: m.id,
      status: 'approved',
    });
    minuteOver(t);
    await sent(t, f);
    // who said yes is the only one who still decides: saying it again is heard
    const second = await asked(t, f, { text: 'Nog iets.' });
    await mama('answerMessage', { ...formOf(second), answer: 'yes' });
    deciders(intake, { ...f, sequence: 5 }, [{ id: f.mama }, { id: f.papa, role: 'informed' }]);
    await eventually(async () =>
      expect(await mama('answerMessage', { ...formOf(second), answer: 'yes' })).toMatchObject({
        status: 'approved',
      }),
    );
    await profileHeard(t, intake);
  });

  test('neither reads what the other said, wrote or chose; a no is nobody’s', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const [mama, papa] = [parentLink(t, f, f.mama), parentLink(t, f, f.papa)];
    await mama('answerMessage', { ...formOf(m), answer: 'change', note: 'Zonder "elke dag"' });
    const no = await papa('answerMessage', { ...formOf(m), answer: 'no' });
    expect(no.status).toBe('refused');
    for (const [link, own, other] of [
      [mama, f.mama, f.papa],
      [papa, f.papa, f.mama],
    ] as const) {
      const text = JSON.stringify(await link('getMyThread', {}));
      expect(text).not.toContain(other);
      expect(text).toContain(own);
    }
    expect(JSON.stringify(await papa('getMyThread', {}))).not.toContain('Zonder');
    const answered = await papa('answerMessage', { ...formOf(m), answer: 'no' });
    expect(JSON.stringify(answered)).not.toContain(f.mama);
  });

  test('a parent’s own words leave on the own yes and are edited by nobody else', async () => {
    const f = await atSchool(t, intake);
    const begin = {
      childId: f.childId,
      childName: 'Amina',
      purpose: 'ask' as const,
      text: 'Kan ze vooraan zitten?',
      language: 'nl',
    };
    const mine = await parentLink(t, f, f.mama)('beginMessage', begin);
    expect(mine).toMatchObject({ status: 'approved', begunBy: 'parent', begunByPerson: f.mama });
    expect((await parentLink(t, f, f.papa)('getMyThread', {})).messages).toEqual([]);
    const { messages } = await as('getThread', { familyId: f.familyId });
    const change = draft(f, {
      id: mine.id,
      revision: messages[0]?.revision ?? 0,
      text: 'Kan ze achteraan zitten?',
    });
    await expect(as('draftMessage', change)).rejects.toMatchObject({
      fields: [{ field: 'text', reason: 'OWN_WORDS' }],
    });
    minuteOver(t);
    await sent(t, f);
  });

  test('in another language the branch puts Dutch beside it, and the parent reads it again', async () => {
    const f = await atSchool(t, intake);
    const text = 'هل يمكنها الجلوس في الأمام؟';
    const mama = parentLink(t, f, f.mama);
    const begun = await mama('beginMessage', {
      childId: f.childId,
      childName: 'Amina',
      purpose: 'ask',
      text,
      language: 'ar',
    });
    expect(begun.status).toBe('draft');
    const { lines } = await as('getToday', { branchCode: 'oostende' });
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: 'TO_TRANSLATE', subjectId: begun.id }),
    );
    const translations = [
      {
        language: 'nl',
        text: 'Kan ze vooraan zitten?',
        by: 'person' as const,
        name: 'Samia, tolk',
      },
    ];
    const translated = await as(
      'draftMessage',
      draft(f, { id: begun.id, revision: begun.revision, purpose: 'ask', text, translations }),
    );
    const waits = await as('askFamily', { messageId: begun.id, revision: translated.revision });
    expect(waits.status).toBe('awaiting_family');
    await mama('answerMessage', { ...formOf(waits), answer: 'yes' });
    minuteOver(t);
    await sent(t, f);
    const read = await contactLink(t, f.contactId)('openMessage', { messageId: begun.id });
    expect(read).toMatchObject({
      text,
      language: 'ar',
      translation: 'Kan ze vooraan zitten?',
      translatedBy: 'person',
    });
  });

  test('a held parent’s link shows nothing, and their yes opens nothing', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    deciders(intake, { ...f, sequence: 4 }, [{ id: f.mama }, { id: f.papa, held: true }]);
    const papa = parentLink(t, f, f.papa);
    await eventually(async () => expect((await papa('getMyThread', {})).messages).toEqual([]));
    await expect(papa('answerMessage', { ...formOf(m), answer: 'yes' })).rejects.toMatchObject({
      code: 'not_found',
    });
    const spoken = {
      ...formOf(m),
      personId: f.papa,
      answer: 'yes' as const,
      means: 'spoken' as const,
    };
    expect(await as('answerMessage', spoken)).toMatchObject({ status: 'awaiting_family' });
  });

  test('who is only informed reads it and says nothing that counts', async () => {
    const f = await atSchool(t, intake);
    const oma = newFamily().mama;
    deciders(intake, { ...f, sequence: 4 }, [{ id: f.mama }, { id: oma, role: 'informed' }]);
    const m = await asked(t, f);
    const link = parentLink(t, f, oma);
    await eventually(async () =>
      expect((await link('getMyThread', {})).messages).toMatchObject([{ talkTo: [] }]),
    );
    await expect(link('answerMessage', { ...formOf(m), answer: 'yes' })).rejects.toMatchObject({
      reason: 'ONLY_INFORMED',
    });
  });

  test('a stranger’s link to this family, and this parent’s link of another branch, find nothing', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const stranger = parentLink(t, f, newFamily().mama);
    expect(await stranger('getMyThread', {})).toMatchObject({ messages: [], pupils: [] });
    await expect(stranger('answerMessage', { ...formOf(m), answer: 'yes' })).rejects.toMatchObject({
      code: 'not_found',
    });
    const melle = t.link({
      link: 'parent-page',
      object: f.familyId,
      person: f.mama,
      branch: 'melle',
    });
    await expect(melle('answerMessage', { ...formOf(m), answer: 'yes' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
