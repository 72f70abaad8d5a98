import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  MeetingHeldSchema,
  SignalChangedSchema,
} from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { eventually, toldBy, type Publisher } from '@katrol/testkit';
import {
  atSchool,
  coordinator,
  newFamily,
  parentLink,
  profile,
  profileHeard,
  startLiaison,
  type Liaison,
} from './seed.ts';

let t: Liaison;
let intake: Publisher;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ t, intake, stop } = await startLiaison());
  profile(intake, 'oostende', { contactPolicy: 'folder' });
});
afterAll(() => stop());
const as = () => t.as(coordinator());
const inBranch = { branchCode: 'oostende' };

test('a school that goes into another one takes its pupils and contacts along, and is found by its old name', async () => {
  const f = await atSchool(t, intake);
  const into = await as()('keepSchool', {
    school: { ...inBranch, name: 'De Kring', municipality: 'Lede' },
  });
  const [from] = (
    await as()('listSchools', { ...inBranch, options: { search: f.childId.slice(-6) } })
  ).rows;
  const merged = await as()('mergeSchools', {
    schoolId: f.schoolId,
    intoSchoolId: into.id,
    on: '2026-11-23',
    revision: from?.revision ?? 0,
  });
  expect(merged).toMatchObject({ pupils: 1, writtenAs: [from?.name] });
  expect(merged.contacts.map((one) => one.id).sort()).toEqual([f.contactId, f.otherId].sort());
  const { pupils } = await as()('getThread', { familyId: f.familyId });
  expect(pupils.map((one) => [one.schoolId, one.until])).toEqual([
    [into.id, ''],
    [f.schoolId, '2026-11-22'],
  ]);
  const found = await as()('listSchools', { ...inBranch, options: { search: from?.name ?? '' } });
  expect(found.rows.map((one) => one.id)).toContain(into.id);
  const again = {
    schoolId: f.schoolId,
    intoSchoolId: into.id,
    revision: (from?.revision ?? 0) + 1,
  };
  await expect(as()('mergeSchools', again)).rejects.toMatchObject({ reason: 'WRONG_STATE' });
});

test('two schools of one name in one place are one; the second is refused at its name', async () => {
  const school = { ...inBranch, name: 'Sint-Jozef', municipality: 'Aalst' };
  await as()('keepSchool', { school });
  await expect(
    as()('keepSchool', { school: { ...school, name: 'sint-jozef' } }),
  ).rejects.toMatchObject({
    fields: [{ field: 'school.name', reason: 'ALREADY_THERE' }],
  });
});

test('a signal names nobody, is counted with the same, and comes back until somebody takes it up', async () => {
  await atSchool(t, intake);
  const raise = (text: string) => as()('raiseSignal', { ...inBranch, theme: 'homework', text });
  for (const named of [
    'Juf Els geeft te veel huiswerk.',
    'ELS MAERTENS mailt alleen.',
    'Els mailt alleen.',
  ])
    await expect(raise(named)).rejects.toMatchObject({
      fields: [{ field: 'text', reason: 'NAMES_SOMEBODY' }],
    });
  const signal = await raise('Elke avond een uur huiswerk in de derde graad.');
  const tutor = t.as({ subject: 'tutor-1', roles: ['tutor'], branches: ['oostende'] });
  const same = { ...inBranch, theme: 'homework' as const, text: 'idem', sameAsId: signal.id };
  await tutor('raiseSignal', same);
  expect(await tutor('raiseSignal', same)).toMatchObject({ seenBy: 2 });
  const asking = async () =>
    (await as()('getToday', inBranch)).lines.filter((one) => one.subjectId === signal.id).length;
  expect(await asking()).toBe(1);
  const taken = { signalId: signal.id, takenUpBy: 'Katrien', lookAgainOn: '2026-12-01' };
  const after = await as()('followSignal', { ...taken, revision: signal.revision });
  expect(await asking()).toBe(0);
  t.clock.set('2026-12-02T10:00:00Z');
  expect(await asking()).toBe(1);
  // taken up again without a day it comes back after a month
  const again = await as()('followSignal', { signalId: signal.id, revision: after.revision });
  expect(again.lookAgainOn).toBe('2027-01-02');
  const closing = {
    signalId: signal.id,
    outcome: 'De school schafte het af.',
    revision: again.revision,
  };
  expect(await as()('followSignal', closing)).toMatchObject({ status: 'closed' });
  t.clock.set('2026-11-23T10:00:00Z');
  const told = (await toldBy(t, SignalChangedSchema)).filter((one) => one.signalId === signal.id);
  expect(told.map((one) => one.status)).toEqual(['raised', 'taken_up', 'closed']);
});

test('a talk about a child takes place on the parents’ yes; one about the work names no family', async () => {
  const f = await atSchool(t, intake);
  const about = {
    ...inBranch,
    kind: 'care' as const,
    plannedFor: '2026-12-01T16:00',
    familyId: f.familyId,
    childId: f.childId,
    childName: 'Amina',
  };
  const planned = await as()('keepMeeting', { meeting: about });
  const held = { ...about, id: planned.id, status: 'held' as const, revision: planned.revision };
  await expect(as()('keepMeeting', { meeting: held })).rejects.toMatchObject({
    reason: 'PARENTS_HAVE_NOT_AGREED',
  });
  const mama = parentLink(t, f, f.mama);
  const points = {
    meetingId: planned.id,
    answer: 'yes' as const,
    points: 'Mag ze vooraan zitten?',
  };
  await mama('answerMeeting', points);
  const papa = parentLink(t, f, f.papa);
  expect(JSON.stringify(await papa('getMyThread', {}))).not.toContain('vooraan');
  // where the profile asks all, one parent's silence lets no talk take place
  await profileHeard(t, intake, { contactPolicy: 'folder' }, { allDeciders: true });
  await expect(as()('keepMeeting', { meeting: held })).rejects.toMatchObject({
    reason: 'PARENTS_HAVE_NOT_AGREED',
  });
  await papa('answerMeeting', { meetingId: planned.id, answer: 'no' });
  await expect(as()('keepMeeting', { meeting: held })).rejects.toMatchObject({
    reason: 'PARENTS_HAVE_NOT_AGREED',
  });
  await papa('answerMeeting', { meetingId: planned.id, answer: 'yes' });
  expect(await as()('keepMeeting', { meeting: held })).toMatchObject({ status: 'held' });
  await profileHeard(t, intake, { contactPolicy: 'folder' });
  expect((await toldBy(t, MeetingHeldSchema)).map((one) => one.kind)).toContain('care');

  const work = { ...inBranch, kind: 'consultation' as const, plannedFor: '2026-12-01T16:00' };
  const fields = (reason: string, field: string) => ({ fields: [{ field, reason }] });
  await expect(
    as()('keepMeeting', { meeting: { ...work, familyId: f.familyId, childId: f.childId } }),
  ).rejects.toMatchObject(fields('NO_FAMILY_HERE', 'meeting.child_id'));
  await expect(
    as()('keepMeeting', { meeting: { ...work, agenda: 'Over juf Greet' } }),
  ).rejects.toMatchObject(fields('NAMES_SOMEBODY', 'meeting.agenda'));
});

test('students’ questions come to the return moment without a name', async () => {
  const tutor = t.as({ subject: 'tutor-2', roles: ['tutor'], branches: ['oostende'] });
  await tutor('askAtReturnMoment', { ...inBranch, text: 'Waarom elke avond huiswerk?' });
  const moment = { ...inBranch, kind: 'return_moment' as const, plannedFor: '2026-12-10T16:00' };
  const planned = await as()('keepMeeting', { meeting: moment });
  const held = { ...moment, id: planned.id, status: 'held' as const, revision: planned.revision };
  expect(await as()('keepMeeting', { meeting: held })).toMatchObject({
    studentQuestions: ['Waarom elke avond huiswerk?'],
  });
  const { rows } = await t.admin.query(`select * from return_question`);
  expect(JSON.stringify(rows)).not.toContain('tutor-2');
});

test('a folder travels on a standing yes; each writes what is theirs, and who ticked is kept nowhere', async () => {
  const f = await atSchool(t, intake, newFamily());
  const begin = { familyId: f.familyId, ...inBranch, childId: f.childId, childName: 'Amina' };
  const folder = await as()('beginFolder', begin);
  expect((await as()('beginFolder', begin)).id).toBe(folder.id);
  const day = { folderId: folder.id, day: { day: '2026-11-23', homework: 'Tafels van 4' } };
  await expect(as()('keepFolderDay', day)).rejects.toMatchObject({ reason: 'FOLDER_NOT_OPEN' });
  const mama = parentLink(t, f, f.mama);
  await mama('answerFolder', { folderId: folder.id, answer: 'yes' });
  await as()('keepFolderDay', day);
  await expect(
    mama('keepFolderDay', { folderId: folder.id, day: { homework: 'anders' } }),
  ).rejects.toMatchObject({ fields: [{ field: 'day.homework', reason: 'NOT_YOURS_TO_WRITE' }] });
  const ticked = await mama('keepFolderDay', {
    folderId: folder.id,
    day: { day: '2026-11-23', seenAtHome: true },
  });
  expect(ticked.days).toMatchObject([{ homework: 'Tafels van 4', seenAtHome: true }]);
  const school = t.link({ link: 'school-contact', object: f.contactId, person: f.contactId });
  const line = {
    folderId: folder.id,
    day: { day: '2026-11-23', teacherLine: 'Flink!', seenAtSchool: true },
  };
  expect((await school('keepFolderDay', line)).days).toMatchObject([{ teacherLine: 'Flink!' }]);
  const { rows } = await t.admin.query(`select * from folder_day where folder_id = $1`, [
    folder.id,
  ]);
  expect(JSON.stringify(rows)).not.toContain(f.mama);
  // the yes was to this school year
  t.clock.set('2027-09-02T10:00:00Z');
  await expect(
    as()('keepFolderDay', { ...day, day: { ...day.day, day: '2027-09-02' } }),
  ).rejects.toMatchObject({ reason: 'FOLDER_NOT_OPEN' });
  expect((await as()('beginFolder', begin)).id).not.toBe(folder.id);
  t.clock.set('2026-11-23T10:00:00Z');
  await mama('answerFolder', { folderId: folder.id, answer: 'no' });
  await eventually(async () =>
    expect(as()('keepFolderDay', day)).rejects.toMatchObject({ reason: 'FOLDER_NOT_OPEN' }),
  );
});

test('the gateway is told who works at a school: not who left, not of another branch', async () => {
  const f = await atSchool(t, intake);
  const works = async (contactId: string, branchCode = 'oostende') =>
    (await t.system('gateway')('checkContact', { contactId, branchCode })).works;
  expect(await works(f.contactId)).toBe(true);
  expect(await works(f.contactId, 'melle')).toBe(false);
  expect(await works(randomUUID())).toBe(false);
  const { rows } = await as()('listSchools', { ...inBranch, options: { search: '' } });
  const els = rows.flatMap((one) => one.contacts).find((one) => one.id === f.contactId);
  const leaving = { contactId: f.contactId, toContactId: f.otherId, until: '2026-11-23' };
  await as()('handOverContact', { ...leaving, revision: els?.revision ?? 0 });
  expect(await works(f.contactId)).toBe(true);
  t.clock.set('2026-11-24T10:00:00Z');
  expect(await works(f.contactId)).toBe(false);
  t.clock.set('2026-11-23T10:00:00Z');
});
