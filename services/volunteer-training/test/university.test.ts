import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  SessionCorrectedSchema,
  SessionHeldSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import {
  branches,
  card,
  coach,
  coordinator,
  newTutor,
  officer,
  tutor,
  universities,
  type Training,
} from './seed.ts';
import { told } from './tell.ts';

let t: Training;
const karim = officer('hogent');
const els = coach('hogent', 'els');
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining);
  await branches(t, ['oostende', 'sint-niklaas']);
  await universities(t, ['hogent', 'vives']);
  await t.as(karim)('keepProgramme', {
    programme: { code: 'social_work', name: 'Sociaal werk', agreedHours: 60 },
  });
});
afterAll(() => t.stop());

const head =
  'Studentennummer;Voornaam;Achternaam;E-mail;Opleiding;Werking;Uren;Start;Einde;Lector;Talen';
const roster = (...lines: string[]): Uint8Array =>
  Buffer.from([head, ...lines].join('\r\n'), 'latin1');
const good = roster(
  'S1;Zoë;Médard;zoe@school.invalid;Sociaal werk;Oostende;;' +
    '15/09/2026;30/06/2027;els;Nederlands, Frans',
  'S2;Noor;Peters;;social_work;De Katrol Sint-Niklaas;40;2026-09-15;2027-06-30;;nl',
);
const load = (csv: Uint8Array, more: object = {}, who: object = karim) =>
  t.as(who)('importStudentRoster', { csv, ...more });
const students = async (who: object, options: object = {}) =>
  (await t.as(who)('listStudents', { options })).rows;
const hours = async (who: object, request: object = {}) => {
  let csv = '';
  for await (const piece of t.peer.stream('exportHours', request, {
    token: await t.token(who),
    deadline: new Date(Date.now() + 9_000),
  }))
    csv += piece.text;
  return csv;
};

test('a new university does not take the place of one with its code', async () => {
  const keep = (name: string, isNew: boolean) =>
    t.as({ roles: ['operator'] })('keepUniversity', {
      university: { code: 'kdg', name, validFrom: '2020-01-01' },
      isNew,
    });
  await keep('Een hogeschool', true);
  await expect(keep('Een andere', true)).rejects.toMatchObject({
    code: 'already_exists',
    fields: [{ field: 'university.code', reason: 'CODE_TAKEN' }],
  });
  expect((await keep('Een hogeschool Antwerpen', false)).name).toBe('Een hogeschool Antwerpen');
});

describe('a roster', () => {
  test('a preview of a Latin-1 file says what would happen and writes nothing', async () => {
    const preview = await load(good, { preview: true });
    expect(preview).toMatchObject({ created: 2, refused: 0, unknownColumns: [] });
    expect(preview.lines[0]?.label).toBe('Zoë Médard S1');
    expect(await students(karim)).toEqual([]);
  });

  test('loaded twice it changes nothing, and what the branch wrote since stays', async () => {
    expect(await load(good)).toMatchObject({ created: 2 });
    const [zoe] = await students(karim, { search: 'medard' });
    const oostende = coordinator('oostende');
    const kept = await t.as(oostende)('getTutor', { id: zoe?.tutorId as string });
    expect(kept).toMatchObject({
      firstName: 'Zoë',
      languages: ['nl', 'fr'],
      availableFrom: '2026-09-15',
      placement: { agreedHours: 60, programmeName: 'Sociaal werk', status: 'proposed' },
    });
    await t.as(oostende)('keepTutor', {
      tutor: { ...kept, phone: '0470 00 00 00', accountId: 'zoe' },
    });
    expect(await load(good)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    const later = roster(
      'S1;Zoë;Médard;zoe@school.invalid;Sociaal werk;Oostende;80;15/09/2026;30/06/2027;els;',
    );
    expect(await load(later)).toMatchObject({ updated: 1 });
    expect(await t.as(oostende)('getTutor', { id: kept.id })).toMatchObject({
      phone: '0470 00 00 00',
      languages: ['nl', 'fr'],
      placement: { agreedHours: 80 },
    });
  });

  test('wrong lines are named by column and reason; the good ones are kept', async () => {
    const mixed = roster(
      ';A;B;;;Oostende;;;;;',
      'S3;;B;x;Zeevaart;Nergens;;31/02/2026;;;',
      'S1;Zoë;Médard;;;Sint-Niklaas;;;;;',
      'S4;<b>Ann</b>;C;;;Oostende;;;;;',
      'S5;D;E;;;Oostende;;;;;',
    );
    const answer = await load(mixed, { skipLines: [6] });
    expect(answer).toMatchObject({ created: 1, refused: 3, skipped: 1 });
    expect(
      answer.lines.map((l) => l.problems.map((p) => `${p.field} ${p.reason} ${p.value}`.trim())),
    ).toEqual([
      ['student_number VALUE_MISSING'],
      [
        'first_name VALUE_MISSING',
        'email EMAIL_INVALID x',
        'starts_on DATE_IMPOSSIBLE 31/02/2026',
        'programme VALUE_UNKNOWN Zeevaart',
        'branch VALUE_UNKNOWN Nergens',
      ],
      ['branch IN_OTHER_BRANCH Sint-Niklaas'],
      [],
      [],
    ]);
    await expect(load(Buffer.from(''))).rejects.toMatchObject({ reason: 'CSV_EMPTY' });
  });

  test('a coordinator loads one for the own branch; nobody loads for another', async () => {
    const own = Buffer.from(
      'hogeschool,studentennummer,voornaam,achternaam\n' +
        'VIVES,V1,Bo,Aerts\nhogeschool vives,V2,Mo,Aerts\n',
    );
    expect(await load(own, { branchCode: 'oostende' }, coordinator('oostende'))).toMatchObject({
      created: 2,
      refused: 0,
    });
    const foreign = await load(
      Buffer.from(
        'hogeschool,studentennummer,voornaam,achternaam,werking\nvives,V3,Bo,B,oostende\n',
      ),
    );
    expect(foreign.lines[0]?.problems).toMatchObject([
      { field: 'university', reason: 'VALUE_UNKNOWN' },
    ]);
    await expect(load(own, { universityCode: 'vives' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('what a university sees', () => {
  const sessionId = randomUUID();
  test('a held session is counted once, however often told, and without the family', async () => {
    const [zoe] = await students(karim, { search: 'medard' });
    const held = {
      sessionId,
      trajectoryId: randomUUID(),
      familyId: randomUUID(),
      tutorId: zoe?.tutorId as string,
      branchCode: 'oostende',
      occurredOn: '2026-11-10',
      minutes: 75,
    };
    const id = randomUUID();
    await told(t, 'matching', SessionHeldSchema, [{ ...held, id }, { ...held, id }, held]);
    await told(t, 'matching', SessionHeldSchema, [{ ...held, id }]);
    expect(await students(karim, { search: 'medard' })).toMatchObject([
      { heldMinutes: 75, sessions: 1, agreedMinutes: 4_800, lastSessionOn: '2026-11-10' },
    ]);
    const { rows } = await t.admin.query(
      `select count(*)::int as n from outbox where type like '%HoursCounted'`,
    );
    expect(rows).toEqual([{ n: 1 }]);
    const { rows: columns } = await t.admin.query(
      `select 1 from information_schema.columns
        where table_schema = 'public' and column_name like '%family%'`,
    );
    expect(columns).toHaveLength(0);
  });

  test('the hours as a file: its range on top, lines, totals', async () => {
    const csv = await hours(karim, { from: '2026-11-01', until: '2026-11-30' });
    expect(csv).toContain('filter;occurred_on;2026-11-01, 2026-11-30');
    expect(csv).toContain('S1;Zoë Médard;Sociaal werk;oostende;2026-11-10;75');
    expect(csv).toContain('S1;Zoë Médard;Sociaal werk;oostende;1;75');
    expect(await hours(karim, { until: '2026-11-09' })).not.toContain('Zoë');
    await expect(hours(karim, { from: '2026-13-01' })).rejects.toMatchObject({
      reason: 'INPUT_INVALID',
    });
  });

  test('a placement goes step by step; a lecturer-coach sees own students only', async () => {
    const [noor] = await students(karim, { search: 'peters' });
    const placementId = noor?.placementId as string;
    await expect(
      t.as(karim)('setPlacementStatus', { placementId, status: 'completed', revision: 1 }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
    expect(noor).toMatchObject({
      placementRevision: 1,
      coachAccountId: '',
      nextStatuses: ['checklist', 'accepted', 'active', 'refused'],
      finalStatuses: [],
    });
    const active = await t.as(karim)('setPlacementStatus', {
      placementId,
      status: 'active',
      revision: noor?.placementRevision ?? 0,
    });
    expect((await students(els)).map((s) => s.name)).toEqual(['Zoë Médard']);
    await t.as(karim)('assignCoach', {
      placementId,
      coachAccountId: 'els',
      revision: active.revision,
    });
    const ends = ['stopped_early', 'completed'];
    expect(await students(karim, { search: 'peters' })).toMatchObject([
      { placementRevision: 3, coachAccountId: 'els', nextStatuses: ends, finalStatuses: ends },
    ]);
    expect((await students(els)).map((s) => s.name)).toEqual(['Zoë Médard', 'Noor Peters']);
    expect(
      (await students(karim, { filters: [{ field: 'coach', values: ['none'] }] })).map(
        (s) => s.studentNumber,
      ),
    ).toEqual(['S4']);
    expect((await students(els, { search: 'peters' }))[0]).toMatchObject({
      quietSince: '2026-09-15',
      placementStatus: 'active',
      trainingComplete: false,
    });
  });

  test("a reflection is the tutor's; a coach reads shared ones, a coordinator none", async () => {
    const mine = t.as(tutor('zoe'));
    const text = 'Vandaag lazen we samen. '.repeat(10);
    const kept = await mine('keepReflection', { text, occurredOn: '2026-11-10' });
    await mine('keepReflection', { text: 'Alleen voor mij' });
    expect((await t.as(els)('listSharedReflections', {})).rows).toEqual([]);
    const shared = await mine('shareReflection', {
      id: kept.id,
      shared: true,
      revision: kept.revision,
    });
    expect((await t.as(els)('listSharedReflections', {})).rows).toMatchObject([
      { text: text.trim(), tutorName: 'Zoë Médard', sharedOn: '2026-11-23' },
    ]);
    expect((await students(els, { search: 'medard' }))[0]).toMatchObject({ sharedReflections: 1 });
    for (const other of [coach('hogent', 'somebody'), coach('vives')])
      expect((await t.as(other)('listSharedReflections', {})).rows).toEqual([]);
    expect((await mine('listMyReflections', {})).rows).toHaveLength(2);
    await mine('shareReflection', { id: kept.id, shared: false, revision: shared.revision });
    expect((await t.as(els)('listSharedReflections', {})).rows).toEqual([]);
    await t.as(coordinator('oostende'))('keepTutor', { tutor: card({ accountId: 'other' }) });
    await expect(
      t.as(tutor('other'))('shareReflection', { id: kept.id, shared: true, revision: 3 }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(mine('keepReflection', { text: 'x'.repeat(8_001) })).rejects.toMatchObject({
      fields: [{ field: 'text', reason: 'VALUE_TOO_LONG' }],
    });
  });

  test('another university sees nothing of it', async () => {
    const vives = officer('vives');
    expect((await students(vives)).map((s) => s.studentNumber).sort()).toEqual(['V1', 'V2']);
    expect(await hours(vives)).not.toContain('Zoë');
    const [zoe] = await students(karim, { search: 'medard' });
    const own = { placementId: zoe?.placementId as string, revision: 1 };
    await expect(
      t.as(vives)('setPlacementStatus', { ...own, status: 'active' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.as(vives)('assignCoach', { ...own, coachAccountId: 'x' })).rejects.toMatchObject(
      { code: 'not_found' },
    );
    await expect(t.as(vives)('listStudents', { universityCode: 'hogent' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(
      (await t.as(vives)('getTutorLabels', { tutorIds: [zoe?.tutorId as string] })).labels,
    ).toEqual([]);
    expect(
      (await t.as(karim)('getTutorLabels', { tutorIds: [zoe?.tutorId as string] })).labels,
    ).toHaveLength(1);
  });

  test('a log put right: the hours follow it, in whatever order it is heard, and once', async () => {
    const { id } = await newTutor(t, { firstName: 'Yara', lastName: 'Maes' });
    await t.admin.query(`update tutor set university_code = 'hogent' where id = $1`, [id]);
    await t.admin.query(
      `insert into placement (tutor_id, branch_code, university_code, student_number, status,
        agreed_hours, coach_account_id)
      values ($1, 'oostende', 'hogent', 'S77', 'active', 60, '')`,
      [id],
    );
    const of = {
      sessionId: randomUUID(),
      trajectoryId: randomUUID(),
      familyId: randomUUID(),
      tutorId: id,
      branchCode: 'oostende',
      occurredOn: '2026-11-12',
    };
    const held = { ...of, minutes: 60 };
    const right = (correction: number, minutes: number, more: object = {}) => ({
      ...of,
      minutes,
      held: true,
      correction,
      ...more,
    });
    const row = async () => (await students(karim, { search: 'maes' }))[0];
    // the second correction comes first, then the first, then what was corrected
    await told(t, 'matching', SessionCorrectedSchema, [right(2, 90, { occurredOn: '2026-11-10' })]);
    await told(t, 'matching', SessionCorrectedSchema, [right(1, 45)]);
    await told(t, 'matching', SessionHeldSchema, [held]);
    const counted = { heldMinutes: 90, sessions: 1, lastSessionOn: '2026-11-10' };
    expect(await row()).toMatchObject(counted);
    expect(await hours(karim, { from: '2026-11-10', until: '2026-11-10' })).toContain('S77');
    await told(t, 'matching', SessionCorrectedSchema, [
      right(3, 0, { held: false }),
      right(3, 0, { held: false }),
    ]);
    expect(await row()).toMatchObject({ heldMinutes: 0, sessions: 0, lastSessionOn: '' });
    expect(await hours(karim, { from: '2026-11-01', until: '2026-11-30' })).not.toContain('S77');
    await told(t, 'matching', SessionCorrectedSchema, [right(4, 60)]);
    expect(await row()).toMatchObject({ heldMinutes: 60, sessions: 1 });
    const { rows } = await t.admin.query(
      `select count(*)::int as n from outbox where type like '%HoursCounted' and key = $1`,
      [id],
    );
    // as it was put right second, third and fourth: nothing twice, nothing old
    expect(rows).toEqual([{ n: 3 }]);
  });

  test('exam weeks: of the own university, in order, told as a whole; nobody is quiet in them', async () => {
    const mine = t.as(karim);
    expect(await mine('getExamPeriods', {})).toMatchObject({ periods: [], revision: 0 });
    const january = { from: '2027-01-04', until: '2027-01-29' };
    const june = { from: '2027-05-31', until: '2027-06-25' };
    const kept = await mine('keepExamPeriods', { periods: [june, january], revision: 0 });
    expect(kept).toMatchObject({ periods: [january, june], revision: 1 });
    await expect(mine('keepExamPeriods', { periods: [], revision: 0 })).rejects.toMatchObject({
      reason: 'STALE',
    });
    await expect(
      mine('keepExamPeriods', { periods: [{ ...june, until: '2027-05-30' }], revision: 1 }),
    ).rejects.toMatchObject({ fields: [{ field: 'periods[0].until' }] });
    for (const other of [officer('vives'), coach('hogent', 'els'), coordinator('oostende')])
      await expect(
        t.as(other)('keepExamPeriods', { universityCode: 'hogent', periods: [], revision: 1 }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/not_found|permission_denied/) });
    const { rows } = await t.admin.query(
      `select key from outbox where type like '%ExamPeriodsChanged'`,
    );
    expect(rows).toEqual([{ key: 'hogent' }]);
    const quiet = async () => (await students(karim, { search: 'maes' }))[0]?.quietSince;
    // the fifteenth day after 12 November
    t.clock.set('2026-11-26T10:00:00Z');
    expect(await quiet()).toBe('');
    t.clock.set('2026-11-27T10:00:00Z');
    expect(await quiet()).toBe('2026-11-12');
    const autumn = { from: '2026-11-16', until: '2026-11-20' };
    await mine('keepExamPeriods', { periods: [autumn, january, june], revision: 1 });
    expect(await quiet()).toBe('');
    t.clock.set('2026-11-23T10:00:00Z');
  });
});
