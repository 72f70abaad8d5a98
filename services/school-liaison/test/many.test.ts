import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FolderKeptSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { eventually, toldBy, type Publisher } from '@katrol/testkit';
import {
  asked,
  atSchool,
  contactLink,
  coordinator,
  formOf,
  parentLink,
  profileHeard,
  startLiaison,
  type Liaison,
} from './seed.ts';

// Many at once, and the edges of the calendar.
let t: Liaison;
let intake: Publisher;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ t, intake, stop } = await startLiaison('2026-12-31T22:58:00Z'));
});
afterAll(() => stop());
const as = () => t.as(coordinator());
const inBranch = { branchCode: 'oostende' };

test('said just before midnight of 31 December it leaves in the new year, once, with its days', async () => {
  await profileHeard(t, intake, {});
  const f = await atSchool(t, intake);
  const m = await asked(t, f);
  // one minute before midnight in Brussels
  t.clock.set('2026-12-31T22:59:30Z');
  await parentLink(t, f, f.mama)('answerMessage', { ...formOf(m), answer: 'yes' });
  t.clock.set('2026-12-31T23:01:00Z');
  const inbox = contactLink(t, f.contactId);
  await eventually(async () => expect((await inbox('getInbox', {})).messages).toHaveLength(1));
  const [there] = (await as()('getThread', { familyId: f.familyId })).messages;
  expect(there).toMatchObject({ status: 'sent', askedOn: '2026-12-31' });
  expect(there?.sentAt.startsWith('2026-12-31T23:01')).toBe(true);
  await inbox('answerParents', { messageId: m.id, text: 'Dank u.' });
  const { lines } = await as()('getToday', inBranch);
  // its day is the one that people there had
  expect(lines.find((one) => one.kind === 'SCHOOL_ANSWERED')?.since).toBe('2027-01-01');
});

// more than are taken at a time; KATROL_MANY=1000 measures a thousand
const MANY = Number(process.env['KATROL_MANY'] ?? 250);

test('many texts approved in one minute all leave, and one that cannot keeps none back', async () => {
  const f = await atSchool(t, intake);
  const m = await asked(t, f);
  await parentLink(t, f, f.mama)('answerMessage', { ...formOf(m), answer: 'yes' });
  const { rows } = await t.admin.query<{ id: string }>(
    `with made as (
        insert into message (branch_code, family_id, child_id, child_name, school_id, purpose,
          begun_by, status, version, may_discuss, asked_on, approved_at, recorded_at)
        select branch_code, family_id, child_id, child_name, school_id, purpose, begun_by, status,
          version, may_discuss, asked_on, approved_at, recorded_at
        from message, generate_series(2, $2::int) where id = $1 returning id),
      versions as (
        insert into message_version (message_id, version, branch_code, text, language,
          translations, hash, made_at, made_by)
        select made.id, v.version, v.branch_code, v.text, v.language, v.translations, v.hash,
          v.made_at, v.made_by from made, message_version v where v.message_id = $1),
      receivers as (
        insert into message_receiver (message_id, contact_id, branch_code)
        select made.id, r.contact_id, r.branch_code from made, message_receiver r
        where r.message_id = $1),
      approvals as (
        insert into approval (branch_code, object_kind, object_id, version, person_id, answer,
          means, language, interpreted_by, note, said_at, recorded_by, recorded_subject)
        select a.branch_code, a.object_kind, made.id, a.version, a.person_id, a.answer, a.means,
          a.language, a.interpreted_by, a.note, a.said_at, a.recorded_by, a.recorded_subject
        from made, approval a where a.object_id = $1)
      select id::text from made`,
    [m.id, MANY],
  );
  // one lost its text: it cannot be judged
  const broken = rows[0]?.id;
  await t.admin.query(`delete from message_version where message_id = $1`, [broken]);
  t.clock.set('2027-01-01T00:10:00Z');
  const since = performance.now();
  const left = async () =>
    Number(
      (
        await t.admin.query(
          `select count(*) from message where family_id = $1 and status = 'approved'`,
          [f.familyId],
        )
      ).rows[0].count,
    );
  for (let looked = 0; looked < 100 && (await left()) > 1; looked += 1) await sleep(500);
  expect(await left()).toBeLessThanOrEqual(1);
  process.stdout.write(`${MANY} texts left in ${Math.round(performance.now() - since)} ms\n`);
  const sent = await t.admin.query(
    `select count(*)::int as many from message where family_id = $1 and status = 'sent'`,
    [f.familyId],
  );
  expect(sent.rows[0].many).toBeGreaterThanOrEqual(MANY - 1);
  const { messages } = await contactLink(t, f.contactId)('getInbox', {});
  expect(messages.length).toBeGreaterThanOrEqual(MANY - 1);
});

test('a folder that was written without a network for a week comes in any order, each day once', async () => {
  t.clock.set('2027-01-08T10:00:00Z');
  await profileHeard(t, intake, { contactPolicy: 'folder' });
  const f = await atSchool(t, intake);
  const { familyId, childId } = f;
  const folder = await as()('beginFolder', {
    familyId,
    ...inBranch,
    childId,
    childName: 'Amina',
  });
  await parentLink(t, f, f.mama)('answerFolder', { folderId: folder.id, answer: 'yes' });
  const days = ['2027-01-07', '2027-01-01', '2027-01-05', '2026-12-31', '2027-01-04', '2027-01-06'];
  const keep = (day: string, homework: string) =>
    as()('keepFolderDay', { folderId: folder.id, day: { day, homework } });
  for (const day of days) await keep(day, `Huiswerk van ${day}`);
  // sent once more, and the teacher’s line beside it
  await keep('2027-01-05', 'Huiswerk van 2027-01-05');
  const teacher = contactLink(t, f.contactId);
  await teacher('keepFolderDay', {
    folderId: folder.id,
    day: { day: '2027-01-05', teacherLine: 'Knap gelezen.' },
  });
  const [kept] = (await as()('getThread', { familyId })).folders;
  expect(kept?.days.map((one) => one.day).sort()).toEqual([...days].sort());
  expect(kept?.days.find((one) => one.day === '2027-01-05')).toMatchObject({
    homework: 'Huiswerk van 2027-01-05',
    teacherLine: 'Knap gelezen.',
  });
  await expect(keep('2027-01-09', 'Van morgen')).rejects.toMatchObject({
    fields: [{ field: 'day.day' }],
  });
  // that a week was kept is told once a week, whoever wrote in it
  const told = await toldBy(t, FolderKeptSchema, familyId);
  expect(told.map((one) => one.week).sort()).toEqual(['2026-12-28', '2027-01-04']);
});
