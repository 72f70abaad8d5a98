import { create, fromBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { RecordCheckRequestSchema } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import { branches, card, coordinator, newTutor, tutor, type Training } from './seed.ts';

let t: Training;
const me = coordinator('oostende');
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining);
  await branches(t, ['oostende', 'melle']);
});
afterAll(() => t.stop());

const lastTold = async () => {
  const { rows } = await t.admin.query<{ payload: Buffer }>(
    'select payload from outbox where type like $1 order by seq desc limit 1',
    ['%TutorChanged'],
  );
  return fromBinary(TutorChangedSchema, rows[0]?.payload as Buffer);
};

test('a tutor from first card to ready; matching hears each step, without a name', async () => {
  const made = await newTutor(t, { accountId: 'lena' });
  expect(made).toMatchObject({
    active: true,
    reachMetres: 10_000,
    maximumFamilies: 2,
    toDo: ['CHECK_MISSING', 'TRAINING_MISSING'],
  });
  const seen = await t.as(me)('recordCheck', {
    tutorId: made.id,
    seenOn: '2026-11-01',
    revision: made.revision,
  });
  expect(seen.check).toMatchObject({
    seenOn: '2026-11-01',
    seenBy: 'Ankerfiguur oostende',
    validUntil: '2027-11-01',
  });
  const training = await t.as(me)('keepTraining', {
    training: {
      branchCode: 'oostende',
      code: 'start',
      title: 'Startvorming',
      takesPlaceOn: '2026-11-10T10:00',
      places: 1,
    },
  });
  await t.as(me)('enrolTutor', { trainingId: training.id, tutorId: made.id });
  const other = await newTutor(t);
  await expect(
    t.as(me)('enrolTutor', { trainingId: training.id, tutorId: other.id }),
  ).rejects.toMatchObject({ reason: 'TRAINING_FULL' });
  const attended = await t.as(me)('recordAttendance', {
    trainingId: training.id,
    tutorIds: [made.id],
    revision: training.revision,
  });
  expect(attended).toMatchObject({
    enrolled: 1,
    attended: 1,
    enrolments: [{ tutorId: made.id, tutorName: 'Lena Ósk', status: 'attended' }],
  });
  const ready = await t.as(tutor('lena'))('getMyTutor', {});
  expect(ready).toMatchObject({
    id: made.id,
    toDo: [],
    trainings: [{ code: 'start', attendedOn: '2026-11-10' }],
  });
  const told = await lastTold();
  expect(told).toMatchObject({
    tutorId: made.id,
    accountId: 'lena',
    trainings: ['start'],
    checkValidUntil: '2027-11-01',
    revision: ready.revision,
  });
  expect(JSON.stringify(told)).not.toContain('Ósk');
  const corrected = await t.as(me)('recordAttendance', {
    trainingId: training.id,
    tutorIds: [],
    revision: attended.revision,
  });
  expect(corrected.enrolments).toMatchObject([{ status: 'missed' }]);
  expect((await t.as(me)('getTutor', { id: made.id })).toDo).toEqual(['TRAINING_MISSING']);
});

test('a card names every wrong field, and one account is one tutor of the branch', async () => {
  const wrong = card({
    firstName: '',
    email: 'x',
    phone: 'abc',
    languages: ['<script>'],
    slots: [{ weekday: 1, fromMinute: 900, untilMinute: 900 }],
    availableFrom: '2026-02-30',
  });
  await expect(t.as(me)('keepTutor', { tutor: wrong })).rejects.toMatchObject({
    reason: 'INPUT_INVALID',
    fields: expect.arrayContaining([
      { field: 'tutor.first_name', reason: 'VALUE_MISSING' },
      { field: 'tutor.email', reason: 'EMAIL_INVALID' },
      { field: 'tutor.phone', reason: 'PHONE_INVALID' },
      { field: 'tutor.languages[0]', reason: 'VALUE_UNKNOWN' },
      { field: 'tutor.slots[0].until_minute', reason: 'VALUE_OUT_OF_RANGE' },
      { field: 'tutor.available_from', reason: 'DATE_IMPOSSIBLE' },
    ]),
  });
  await newTutor(t, { accountId: 'twice' });
  await expect(newTutor(t, { accountId: 'twice' })).rejects.toMatchObject({
    fields: [{ field: 'tutor.account_id', reason: 'ACCOUNT_TAKEN' }],
  });
  await expect(newTutor(t, { branchCode: 'elsewhere' })).rejects.toMatchObject({
    reason: 'BRANCH_NOT_KNOWN_YET',
  });
});

test('a check keeps its four columns and nothing else: what else is sent is refused', async () => {
  const { id, revision } = await newTutor(t);
  const request = create(RecordCheckRequestSchema, { tutorId: id, seenOn: '2026-11-01', revision });
  // field 9 of the wire, a text: "bad"
  request.$unknown = [{ no: 9, wireType: 2, data: Buffer.from([3, 0x62, 0x61, 0x64]) }];
  await expect(t.as(me)('recordCheck', request)).rejects.toMatchObject({ reason: 'FIELD_UNKNOWN' });
  const { rows } = await t.admin.query(
    `select column_name from information_schema.columns
      where table_name = 'tutor' and column_name like 'check%'
      order by 1`,
  );
  expect(rows.map((r) => (r as { column_name: string }).column_name)).toEqual([
    'check_not_applicable',
    'check_seen_by',
    'check_seen_on',
    'check_valid_until',
  ]);
});

test('a list filters by what still stands, as the card says it, and exports the same', async () => {
  const page = await t.as(me)('listTutors', {
    branchCode: 'oostende',
    options: { filters: [{ field: 'to_do', values: ['CHECK_MISSING'] }] },
  });
  expect(page.rows.length).toBeGreaterThan(0);
  for (const row of page.rows) expect(row.toDo).toContain('CHECK_MISSING');
  const all = await t.as(me)('listTutors', { branchCode: 'oostende' });
  const counted = all.info?.facets
    .find((f) => f.field === 'to_do')
    ?.values.find((v) => v.value === 'CHECK_MISSING')?.count;
  expect(counted).toBe(all.rows.filter((r) => r.toDo.includes('CHECK_MISSING')).length);
  let csv = '';
  const stream = t.peer.stream(
    'exportTutors',
    { branchCode: 'oostende', options: { search: 'osk' } },
    { token: await t.token(me), deadline: new Date(Date.now() + 9_000) },
  );
  for await (const piece of stream) csv += piece.text;
  expect(csv).toContain('search;osk');
  expect(csv.split('Lena Ósk').length - 1).toBe(all.rows.length);
});

test('names: a fellow tutor without the phone number, another branch nothing', async () => {
  const made = await newTutor(t, { accountId: 'named', phone: '0470 11 22 33' });
  const ask = { tutorIds: [made.id] };
  expect((await t.as(me)('getTutorLabels', ask)).labels).toMatchObject([
    { name: 'Lena Ósk', phone: '0470 11 22 33' },
  ]);
  expect((await t.as(tutor('somebody'))('getTutorLabels', ask)).labels).toMatchObject([
    { name: 'Lena Ósk', phone: '' },
  ]);
  expect((await t.as(tutor('somebody', 'melle'))('getTutorLabels', ask)).labels).toEqual([]);
  await expect(t.as(tutor('nobody'))('getMyTutor', {})).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a check that ends within a month is due; a new profile changes what is asked', async () => {
  const made = await newTutor(t, { branchCode: 'melle' });
  const melle = coordinator('melle');
  await t.as(melle)('recordCheck', {
    tutorId: made.id,
    seenOn: '2025-12-01',
    revision: made.revision,
  });
  expect((await t.as(melle)('getToday', { branchCode: 'melle' })).lines).toMatchObject([
    { kind: 'CHECK_EXPIRING', tutorId: made.id, label: 'Lena Ósk', due: '2026-12-01', reason: '' },
  ]);
  await branches(t, ['melle'], { checkRequired: false, requiredTrainings: [] }, { version: 2 });
  expect((await t.as(melle)('getToday', { branchCode: 'melle' })).lines).toEqual([]);
  expect((await t.as(melle)('getTutor', { id: made.id })).toDo).toEqual([]);
});
