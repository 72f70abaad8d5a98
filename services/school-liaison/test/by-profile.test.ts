import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  SessionCorrectedSchema,
  SessionHeldSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { ReportMovedSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import {
  eventually,
  startPublisher,
  startUnderTest,
  toldBy,
  type Publisher,
} from '@katrol/testkit';
import { startSchoolLiaison } from '../src/service.ts';
import {
  asked,
  atSchool,
  contactLink,
  coordinator,
  draft,
  formOf,
  minuteOver,
  parentLink,
  profileHeard,
  sent,
  type AtSchool,
  type Liaison,
} from './seed.ts';

// What the profile says of school is done: a report after each session, one named contact, talks.
let t: Liaison;
let intake: Publisher;
let matching: Publisher;
beforeAll(async () => {
  intake = await startPublisher();
  matching = await startPublisher();
  t = await startUnderTest(SchoolLiaisonService, startSchoolLiaison, {
    peers: { intake: intake.address, matching: matching.address },
    at: '2026-11-23T10:00:00Z',
  });
});
afterAll(async () => {
  await t.stop();
  intake.stop();
  matching.stop();
});
const as = () => t.as(coordinator());
const inBranch = { branchCode: 'oostende' };
const today = async (kind: string) =>
  (await as()('getToday', inBranch)).lines.filter((line) => line.kind === kind);

describe('a report after each session', () => {
  const of = (f: AtSchool, sessionId: string) => ({
    sessionId,
    trajectoryId: randomUUID(),
    familyId: f.familyId,
    tutorId: randomUUID(),
    branchCode: 'oostende',
    occurredOn: '2026-11-20',
    minutes: 60,
  });
  const held = (f: AtSchool): string => {
    const sessionId = randomUUID();
    matching.tell(SessionHeldSchema, of(f, sessionId), f.familyId);
    return sessionId;
  };
  const corrected = (f: AtSchool, sessionId: string, how: { held: boolean; correction: number }) =>
    matching.tell(SessionCorrectedSchema, { ...of(f, sessionId), ...how }, f.familyId);
  const due = async (f: AtSchool) =>
    (await as()('getThread', { familyId: f.familyId })).reports.map((one) => one.sessionId);

  test('is asked where the profile says so; written it waits for the parents like any text', async () => {
    await profileHeard(t, intake, { contactPolicy: 'report' });
    const f = await atSchool(t, intake);
    const sessionId = held(f);
    await eventually(async () => expect(await due(f)).toEqual([sessionId]));
    expect(await today('REPORT_TO_WRITE')).toMatchObject([
      { subjectId: sessionId, familyId: f.familyId, since: '2026-11-20' },
    ]);
    const m = await as()('draftMessage', draft(f, { sessionId, text: 'We lazen samen.' }));
    expect(m).toMatchObject({ sessionId, status: 'draft' });
    expect(await due(f)).toEqual([]);
    expect(await today('REPORT_TO_WRITE')).toEqual([]);
    const waits = await as()('askFamily', { messageId: m.id, revision: m.revision });
    expect(waits.status).toBe('awaiting_family');
    // the school has nothing of it before a yes
    expect((await contactLink(t, f.contactId)('getInbox', {})).messages).toEqual([]);
  });

  test('where it stands is told at each step, in codes and rising, and never a word of it', async () => {
    await profileHeard(t, intake, { contactPolicy: 'report' });
    const f = await atSchool(t, intake);
    const [sessionId, skipped] = [held(f), held(f)];
    await eventually(async () => expect(await due(f)).toHaveLength(2));
    await as()('skipReport', { sessionId: skipped, why: 'Mama wil niet', reason: 'rather_not' });
    const made = await as()('draftMessage', draft(f, { sessionId, text: 'We lazen samen.' }));
    const m = await as()('askFamily', { messageId: made.id, revision: made.revision });
    const mama = parentLink(t, f, f.mama);
    await mama('answerMessage', { ...formOf(m), answer: 'change', note: 'Niet over thuis.' });
    const again = draft(f, { id: m.id, revision: m.revision + 1, text: 'We lazen.' });
    const other = await as()('draftMessage', again);
    const asked2 = await as()('askFamily', { messageId: other.id, revision: other.revision });
    await mama('answerMessage', { ...formOf(asked2), answer: 'yes' });
    minuteOver(t);
    await sent(t, f);
    const told = await toldBy(t, ReportMovedSchema, f.familyId);
    const of = (id: string) => told.filter((one) => one.sessionId === id);
    expect(of(skipped).map((one) => [one.state, one.skipReason])).toEqual([
      ['due', ''],
      ['skipped', 'rather_not'],
    ]);
    const steps = of(sessionId).map((one) => one.state);
    expect(steps).toEqual([
      'due',
      'written',
      'with_parents',
      'change_asked',
      'written',
      'with_parents',
      'approved',
      'sent',
    ]);
    const counts = of(sessionId).map((one) => one.sequence);
    expect([...new Set(counts)].sort((a, b) => a - b)).toEqual(counts);
    expect(JSON.stringify(told)).not.toMatch(/lazen|Mama|thuis/);
    t.clock.set('2026-11-23T10:00:00Z');
  });

  test('one that does not go says why; a session that was not held asks none', async () => {
    await profileHeard(t, intake, { contactPolicy: 'report' });
    const f = await atSchool(t, intake);
    const [first, second] = [held(f), held(f)];
    await eventually(async () => expect((await due(f)).sort()).toEqual([first, second].sort()));
    const skipped = await as()('skipReport', { sessionId: first, why: 'De moeder wil het niet.' });
    expect(skipped.reports.map((one) => one.sessionId)).toEqual([second]);
    await expect(as()('skipReport', { sessionId: first, why: 'Nog eens' })).rejects.toMatchObject({
      reason: 'WRONG_STATE',
    });
    corrected(f, second, { held: false, correction: 2 });
    await eventually(async () => expect(await due(f)).toEqual([]));
    // an older one that comes later changes nothing
    corrected(f, second, { held: true, correction: 1 });
    corrected(f, second, { held: true, correction: 3 });
    await eventually(async () => expect(await due(f)).toEqual([second]));
  });

  test('is of that family and no other, and none is asked where the profile asks none', async () => {
    await profileHeard(t, intake, { contactPolicy: 'report' });
    const f = await atSchool(t, intake);
    const other = await atSchool(t, intake);
    const sessionId = held(f);
    await eventually(async () => expect(await due(f)).toEqual([sessionId]));
    await expect(as()('draftMessage', draft(other, { sessionId }))).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await due(f)).toEqual([sessionId]);
    await profileHeard(t, intake, { contactPolicy: 'mediated' });
    const quiet = await atSchool(t, intake);
    held(quiet);
    const later = await atSchool(t, intake);
    await profileHeard(t, intake, { contactPolicy: 'report' });
    const heard = held(later);
    await eventually(async () => expect(await due(later)).toEqual([heard]));
    expect(await due(quiet)).toEqual([]);
  });
});

test('a session before any profile was told asks nothing, and keeps no later fact back', async () => {
  await profileHeard(t, intake, { contactPolicy: 'report' });
  const f = await atSchool(t, intake);
  const told = (occurredOn: string): string => {
    const sessionId = randomUUID();
    const of = { sessionId, trajectoryId: randomUUID(), tutorId: randomUUID(), minutes: 60 };
    const whose = { familyId: f.familyId, ...inBranch, occurredOn };
    matching.tell(SessionHeldSchema, { ...of, ...whose }, f.familyId);
    return sessionId;
  };
  told('2019-12-31');
  const after = told('2026-11-20');
  await eventually(async () =>
    expect(
      (await as()('getThread', { familyId: f.familyId })).reports.map((one) => one.sessionId),
    ).toEqual([after]),
  );
});

describe('one named contact', () => {
  test('gets it, or who stands in for them; others do not', async () => {
    await profileHeard(t, intake, { contactPolicy: 'named_contact' });
    const f = await atSchool(t, intake);
    await expect(
      as()('draftMessage', draft(f, { contactIds: [f.contactId, f.otherId] })),
    ).rejects.toMatchObject({
      fields: [{ field: 'contact_ids[1]', reason: 'ONLY_NAMED_CONTACT' }],
    });
    const m = await as()('draftMessage', draft(f));
    const { rows } = await as()('listSchools', inBranch);
    const els = rows.flatMap((one) => one.contacts).find((one) => one.id === f.contactId);
    await as()('keepSchoolContact', {
      contact: { ...els, role: 'care_coordinator', deputyId: f.otherId } as never,
    });
    const stands = await as()('draftMessage', draft(f, { contactIds: [f.otherId] }));
    expect(stands.receivers.map((one) => one.contactId)).toEqual([f.otherId]);
    // named no more since: what was drafted is not asked
    await as()('keepSchoolContact', {
      contact: { ...els, named: false, role: 'care_coordinator', revision: 2 } as never,
    });
    await expect(
      as()('askFamily', { messageId: m.id, revision: m.revision }),
    ).rejects.toMatchObject({ fields: [{ reason: 'ONLY_NAMED_CONTACT' }] });
  });
});

describe('an answer of the school in the language of a parent', () => {
  test('asks for a translation, which stands beside the answer itself; another language asks on', async () => {
    await profileHeard(t, intake, { contactPolicy: 'mediated' });
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    await parentLink(t, f, f.mama)('answerMessage', { ...formOf(m), answer: 'yes' });
    t.clock.set('2026-11-23T10:02:00Z');
    await eventually(async () =>
      expect((await contactLink(t, f.contactId)('getInbox', {})).messages).toHaveLength(1),
    );
    await contactLink(t, f.contactId)('answerParents', { messageId: m.id, text: 'Dank u wel.' });
    expect(await today('ANSWER_TO_TRANSLATE')).toMatchObject([{ subjectId: m.id }]);
    const [answer] = (await as()('getThread', { familyId: f.familyId })).messages[0]?.answers ?? [];
    const translation = { language: 'ar', text: 'شكراً', by: 'person' as const, name: 'Samia' };
    const answerId = answer?.id ?? '';
    await as()('translateAnswer', {
      answerId,
      translation: { ...translation, language: 'tr', text: 'Teşekkürler' },
    });
    expect(await today('ANSWER_TO_TRANSLATE')).toHaveLength(1);
    await as()('translateAnswer', { answerId, translation });
    await as()('translateAnswer', { answerId, translation: { ...translation, text: 'شكراً لكم' } });
    expect(await today('ANSWER_TO_TRANSLATE')).toEqual([]);
    const mama = parentLink(t, f, f.mama);
    const hers = async () => (await mama('getMyThread', {})).messages[0]?.answers[0];
    // before she chose how to read it, nothing of it stands there in any language
    expect(await hers()).toMatchObject({ text: '', translations: [] });
    await mama('chooseReading', { answerId, choice: 'now' });
    expect(await hers()).toMatchObject({
      text: 'Dank u wel.',
      translations: [
        { language: 'tr', text: 'Teşekkürler' },
        { language: 'ar', text: 'شكراً لكم', by: 'person', name: 'Samia' },
      ],
    });
    await expect(
      as()('translateAnswer', { answerId, translation: { ...translation, language: 'nl' } }),
    ).rejects.toMatchObject({ fields: [{ field: 'translation.language' }] });
  });
});

describe('talks about the work', () => {
  test('so many a year as the profile says: what is missing stands on Vandaag until it is planned', async () => {
    await profileHeard(t, intake, { consultationsAYear: 3, returnMoment: true });
    expect(await today('CONSULTATION_TO_PLAN')).toEqual([]);
    t.clock.set('2027-01-04T10:00:00Z');
    expect(await today('CONSULTATION_TO_PLAN')).toMatchObject([{ text: '0/1' }]);
    expect(await today('RETURN_MOMENT_TO_PLAN')).toEqual([]);
    const meet = (kind: 'consultation' | 'return_moment', plannedFor: string) =>
      as()('keepMeeting', { meeting: { ...inBranch, kind, plannedFor } });
    const meeting = await meet('consultation', '2027-01-20T16:00');
    expect(await today('CONSULTATION_TO_PLAN')).toEqual([]);
    // cancelled it does not count
    await as()('keepMeeting', {
      meeting: {
        id: meeting.id,
        ...inBranch,
        kind: 'consultation',
        plannedFor: '2027-01-20T16:00',
        status: 'cancelled',
        revision: meeting.revision,
      },
    });
    expect(await today('CONSULTATION_TO_PLAN')).toHaveLength(1);
    t.clock.set('2027-05-03T10:00:00Z');
    expect(await today('RETURN_MOMENT_TO_PLAN')).toMatchObject([{ text: '0/1' }]);
    await meet('return_moment', '2027-06-10T16:00');
    expect(await today('RETURN_MOMENT_TO_PLAN')).toEqual([]);
  });
});
