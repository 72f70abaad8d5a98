import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import { branches, coordinator, newTutor, officer, universities, type Training } from './seed.ts';

// Which kinds of tutors a branch takes, as its profile says.
let t: Training;
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining);
  await branches(t, ['oostende'], { kinds: ['student', 'volunteer'] });
  await branches(t, ['melle'], { kinds: ['student'] });
  await branches(t, ['aalst'], { kinds: ['volunteer'] });
  await universities(t, ['hogent']);
});
afterAll(() => t.stop());

test('a volunteer is not kept in a branch of students, and the refusal says whom it takes', async () => {
  await expect(newTutor(t, { branchCode: 'melle', kind: 'volunteer' })).rejects.toMatchObject({
    fields: [{ field: 'tutor.kind', reason: 'KIND_NOT_TAKEN' }],
    meta: { kinds: 'student' },
  });
  const student = await newTutor(t, { branchCode: 'melle', kind: 'student' });
  // nor does one become it on the way
  await expect(
    t.as(coordinator('melle'))('keepTutor', { tutor: { ...student, kind: 'volunteer' } }),
  ).rejects.toMatchObject({ fields: [{ field: 'tutor.kind', reason: 'KIND_NOT_TAKEN' }] });
});

test('who came before the profile said otherwise stays, as what they are', async () => {
  const lena = await newTutor(t, { branchCode: 'oostende', kind: 'volunteer' });
  await branches(t, ['oostende'], { kinds: ['student'] }, { version: 2 });
  const kept = await t.as(coordinator('oostende'))('keepTutor', {
    tutor: { ...lena, phone: '0470 00 00 00' },
  });
  expect(kept).toMatchObject({ kind: 'volunteer', phone: '0470 00 00 00' });
});

test('a roster does not bring students to a branch without them; the other lines are kept', async () => {
  const csv = Buffer.from(
    [
      'Studentennummer;Voornaam;Achternaam;Werking',
      'K1;Noor;Peters;Aalst',
      'K2;Zoë;Médard;Melle',
    ].join('\n'),
  );
  const loaded = await t.as(officer('hogent'))('importStudentRoster', { csv });
  expect(loaded).toMatchObject({ created: 1, refused: 1 });
  expect(loaded.lines[0]?.problems).toMatchObject([
    { field: 'branch', reason: 'NO_STUDENTS_THERE', value: 'Aalst' },
  ]);
});
