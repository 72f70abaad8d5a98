import { randomUUID } from 'node:crypto';
import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SessionHeldSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import {
  PlacementChangedSchema,
  TrainingAttendedSchema,
  TutorChangedSchema,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import {
  branches,
  card,
  coordinator,
  newTutor,
  officer,
  tutor,
  universities,
  type Training,
} from './seed.ts';
import { told } from './tell.ts';

// What ends a tutor's work, of every kind: what the card says of it and what others are told.
const TODAY = '2027-02-15';
let t: Training;
const me = coordinator('oostende');
const vives = officer('vives');
const as = () => t.as(me);
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining, {
    at: `${TODAY}T10:00:00Z`,
  });
  await branches(t, ['oostende', 'lede']);
  await universities(t, ['vives']);
});
afterAll(() => t.stop());

const allTold = async <S extends DescMessage>(schema: S, tutorId: string) => {
  const { rows } = await t.admin.query<{ payload: Buffer }>(
    'select payload from outbox where type = $1 and key = $2 order by seq',
    [schema.typeName, tutorId],
  );
  return rows.map(({ payload }): MessageShape<S> => fromBinary(schema, payload));
};
const lastTold = async (tutorId: string) => (await allTold(TutorChangedSchema, tutorId)).at(-1);

/** Lien studies at VIVES and held `minutes` of her agreed hours. */
async function student(studentNumber: string, minutes: number, branchCode = 'oostende') {
  const head = 'Studentennummer;Voornaam;Achternaam;Werking;Uren;Start;Einde';
  const line = `${studentNumber};Lien;Maes;${branchCode};37;2026-09-21;2027-06-30`;
  await t.as(vives)('importStudentRoster', { csv: Buffer.from(`${head}\n${line}`) });
  const one = async () =>
    (await t.as(vives)('listStudents', { options: { search: 'lien', limit: 200 } })).rows.find(
      (row) => row.studentNumber === studentNumber,
    );
  const row = await one();
  const { placementId = '', tutorId = '', placementRevision: revision = 0 } = row ?? {};
  await t.as(vives)('setPlacementStatus', { placementId, status: 'active', revision });
  await told(t, 'matching', SessionHeldSchema, [
    {
      sessionId: randomUUID(),
      trajectoryId: randomUUID(),
      familyId: randomUUID(),
      tutorId,
      branchCode,
      occurredOn: '2027-01-12',
      minutes,
    },
  ]);
  return { tutorId, placementId, one };
}

describe('a leaving day', () => {
  test.each([
    ['in the past', '2027-02-01', '2027-01-31', false],
    ['today', TODAY, '2027-02-14', false],
    ['in the future', '2027-03-01', '2027-02-28', true],
  ])('%s: the card, what is told, and coming back', async (_, stopsOn, until, active) => {
    const made = await newTutor(t);
    const stop = { tutorId: made.id, stopsOn, revision: made.revision };
    const stopped = await as()('stopTutor', stop);
    const says = { worksUntil: until, worksEnd: 'STOPS', active };
    expect(stopped).toMatchObject({ stopsOn, ...says });
    expect(await lastTold(made.id)).toMatchObject(says);
    const listed = async (value: string) =>
      (
        await as()('listTutors', {
          branchCode: 'oostende',
          options: { filters: [{ field: 'active', values: [value] }], limit: 200 },
        })
      ).rows.some((row) => row.id === made.id);
    expect([await listed('true'), await listed('false')]).toEqual([active, !active]);
    await expect(as()('stopTutor', stop)).rejects.toMatchObject({ reason: 'STALE' });
    const back = { tutorId: made.id, revision: stopped.revision };
    const again = await as()('resumeTutor', back);
    expect(again).toMatchObject({ stopsOn: '', worksUntil: '', worksEnd: '', active: true });
    expect(await lastTold(made.id)).toMatchObject({ worksUntil: '', active: true });
    await expect(as()('resumeTutor', back)).rejects.toMatchObject({ reason: 'STALE' });
  });

  test('a card that says no longer active stops today; one that says so again comes back', async () => {
    const made = await newTutor(t);
    const kept = (active: boolean, revision: number) =>
      as()('keepTutor', { tutor: card({ id: made.id, active, revision }) });
    const off = await kept(false, made.revision);
    expect(off).toMatchObject({ stopsOn: TODAY, worksUntil: '2027-02-14', active: false });
    const still = await kept(false, off.revision);
    expect(still.stopsOn).toBe(TODAY);
    expect(await kept(true, still.revision)).toMatchObject({ stopsOn: '', active: true });
  });
});

test('a student stops in February: hours stay, the university hears it without family or reason', async () => {
  const lien = await student('S-lien', 1_350);
  const before = await as()('getTutor', { id: lien.tutorId });
  expect(before).toMatchObject({ worksUntil: '2027-06-30', worksEnd: 'PLACEMENT' });
  const stopped = await as()('stopTutor', {
    tutorId: lien.tutorId,
    stopsOn: TODAY,
    revision: before.revision,
  });
  expect(stopped).toMatchObject({
    worksUntil: '2027-02-14',
    minutesHeld: 1_350,
    placement: { status: 'stopped_early', endedOn: TODAY },
  });
  const row = await lien.one();
  expect(row).toMatchObject({
    placementStatus: 'stopped_early',
    heldMinutes: 1_350,
    quietSince: '',
    nextStatuses: [],
  });
  const [, , last] = await allTold(PlacementChangedSchema, lien.tutorId);
  const { $typeName: _, ...facts } = last ?? ({} as never);
  expect(facts).toEqual({
    placementId: lien.placementId,
    tutorId: lien.tutorId,
    branchCode: 'oostende',
    universityCode: 'vives',
    status: 'stopped_early',
    occurredOn: TODAY,
    minutes: 1_350,
    agreedMinutes: 37 * 60,
  });
  const back = await as()('resumeTutor', { tutorId: lien.tutorId, revision: stopped.revision });
  expect(back).toMatchObject({ worksUntil: '2027-06-30', placement: { status: 'active' } });
  expect((await allTold(PlacementChangedSchema, lien.tutorId)).at(-1)).toMatchObject({
    status: 'active',
    occurredOn: TODAY,
  });
});

test('a placement that the university ends, ends the work; a leaving day to come is told before', async () => {
  const one = await student('S-univ', 60);
  const row = await one.one();
  await t.as(vives)('setPlacementStatus', {
    placementId: one.placementId,
    status: 'stopped_early',
    revision: row?.placementRevision ?? 0,
  });
  const says = { worksUntil: '2027-02-14', worksEnd: 'PLACEMENT_STOPPED' };
  const ended = await as()('getTutor', { id: one.tutorId });
  expect(ended).toMatchObject(says);
  expect(await lastTold(one.tutorId)).toMatchObject(says);
  // what the university ended a coordinator does not begin anew
  const resumed = await as()('resumeTutor', { tutorId: one.tutorId, revision: ended.revision });
  expect(resumed).toMatchObject({ ...says, placement: { status: 'stopped_early' } });

  const later = await student('S-later', 60);
  const { revision } = await as()('getTutor', { id: later.tutorId });
  await as()('stopTutor', { tutorId: later.tutorId, stopsOn: '2027-03-01', revision });
  expect(await later.one()).toMatchObject({ placementStatus: 'active' });
  expect((await allTold(PlacementChangedSchema, later.tutorId)).at(-1)).toMatchObject({
    status: 'stopped_early',
    occurredOn: '2027-03-01',
  });
});

test('a check ends the work where the profile asks for one, and a new profile tells it', async () => {
  const made = await newTutor(t, { branchCode: 'lede' });
  const lede = t.as(coordinator('lede'));
  const check = { tutorId: made.id, seenOn: '2026-03-01', revision: made.revision };
  const seen = await lede('recordCheck', check);
  expect(seen).toMatchObject({ worksUntil: '2027-03-01', worksEnd: 'CHECK' });
  await branches(t, ['lede'], { checkRequired: false }, { version: 2, validFrom: '2027-02-01' });
  expect(await lastTold(made.id)).toMatchObject({ worksUntil: '', worksEnd: '' });
  const before = (await allTold(TutorChangedSchema, made.id)).length;
  await branches(t, ['lede'], { checkRequired: false }, { version: 3, validFrom: '2027-02-02' });
  expect(await allTold(TutorChangedSchema, made.id)).toHaveLength(before);
  await branches(t, ['lede'], {}, { version: 4, validFrom: '2027-05-01' });
  expect(await lastTold(made.id)).toMatchObject({ worksUntil: '2027-04-30', worksEnd: 'CHECK' });
});

test('no birthday leaves: neither an event nor an export says when somebody turns 18', async () => {
  const birthday = '2027-08-19';
  const made = await newTutor(t);
  const minor = await as()('recordCheck', {
    tutorId: made.id,
    notApplicable: true,
    validUntil: birthday,
    revision: made.revision,
  });
  expect(minor).toMatchObject({ minor: true, worksUntil: '2027-07-31', worksEnd: 'CHECK' });
  t.clock.set('2027-07-02T10:00:00Z');
  const { lines } = await as()('getToday', { branchCode: 'oostende' });
  expect(lines.filter((line) => line.tutorId === made.id)).toMatchObject([
    { kind: 'CHECK_EXPIRING', due: '2027-07-31', reason: 'CHECK_MISSING' },
  ]);
  t.clock.set(`${TODAY}T10:00:00Z`);
  const { rows } = await t.admin.query<{ payload: Buffer }>('select payload from outbox');
  for (const { payload } of rows) {
    for (const day of [birthday, '2027-08-18', '2027-08-20'])
      expect(payload.toString('latin1')).not.toContain(day);
  }
  expect(await lastTold(made.id)).toMatchObject({
    checkValidUntil: '2027-07-31',
    checkNotApplicable: true,
  });
  let csv = '';
  for await (const piece of t.peer.stream(
    'exportTutors',
    { branchCode: 'oostende' },
    { token: await t.token(me), deadline: new Date(Date.now() + 9_000) },
  ))
    csv += piece.text;
  expect(csv).toContain('2027-07-31');
  expect(csv).not.toContain('2027-08-');
});

test('linked to another account: that one is the tutor, and what was written stays its writer’s', async () => {
  const made = await newTutor(t, { accountId: 'old-account' });
  const before = t.as(tutor('old-account'));
  await before('keepReflection', { text: 'Wat ik dacht' });
  const linked = await as()('keepTutor', {
    tutor: card({ id: made.id, accountId: 'new-account', active: true, revision: made.revision }),
  });
  expect(await lastTold(made.id)).toMatchObject({
    accountId: 'new-account',
    revision: linked.revision,
  });
  expect((await t.as(tutor('new-account'))('getMyTutor', {})).id).toBe(made.id);
  await expect(before('getMyTutor', {})).rejects.toMatchObject({ code: 'not_found' });
  expect((await before('listMyReflections', {})).rows).toHaveLength(1);
  expect((await t.as(tutor('new-account'))('listMyReflections', {})).rows).toEqual([]);
});

test('who was at a training is told once, and told again when it is put right', async () => {
  const made = await newTutor(t);
  const training = await as()('keepTraining', {
    training: {
      branchCode: 'oostende',
      code: 'asking_on',
      title: 'Doorvragen',
      takesPlaceOn: '2027-02-01T10:00',
    },
  });
  const record = (tutorIds: string[], revision: number) =>
    as()('recordAttendance', { trainingId: training.id, tutorIds, revision });
  const once = await record([made.id], training.revision);
  const twice = await record([made.id], once.revision);
  const told = () => allTold(TrainingAttendedSchema, made.id);
  const there = { code: 'asking_on', occurredOn: '2027-02-01', attended: true };
  expect(await told()).toMatchObject([there]);
  await record([], twice.revision);
  expect(await told()).toMatchObject([there, { ...there, attended: false }]);
});
