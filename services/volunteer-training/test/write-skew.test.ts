import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { noAnomaly, pairs, startUnderTest } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import { branches, coordinator, newTutor, type Training } from './seed.ts';

// R19: what one row may bear alone, and two together not
let t: Training;
const ours = () => t.as(coordinator('oostende'));
beforeAll(async () => {
  t = await startUnderTest(VolunteerTrainingService, startVolunteerTraining);
  await branches(t, ['oostende']);
});
afterAll(() => t.stop());

const training = (places: number) =>
  ours()('keepTraining', {
    training: {
      branchCode: 'oostende',
      code: 'start',
      title: 'Startvorming',
      takesPlaceOn: '2026-11-01T10:00',
      places,
    },
  });

test('R19: a training with one place has one tutor, whoever enrols beside it', async () => {
  const p = pairs(60);
  const tutors = [await newTutor(t), await newTutor(t)];
  const anomalies: unknown[] = [];
  for (let i = 0; i < p.count; i++) {
    const { id: trainingId } = await training(1);
    const outcomes = await p.beside(
      ...tutors.map(
        ({ id: tutorId }) =>
          () =>
            ours()('enrolTutor', { trainingId, tutorId }),
      ),
    );
    const { rows } = await t.admin.query('select 1 from enrolment where training_id = $1', [
      trainingId,
    ]);
    if (rows.length !== 1) anomalies.push({ i, outcomes, enrolled: rows.length });
    else expect(outcomes.sort()).toEqual(['TRAINING_FULL', 'done']);
  }
  noAnomaly('seats of a training', p, anomalies);
}, 3_600_000);

test('R19: a theme goes with the last training of it that was attended', async () => {
  const p = pairs(30);
  const anomalies: unknown[] = [];
  for (let i = 0; i < p.count; i++) {
    const { id: tutorId } = await newTutor(t);
    const both = [];
    for (const one of [await training(0), await training(0)]) {
      const { id: trainingId, revision } = one;
      both.push(await ours()('recordAttendance', { trainingId, tutorIds: [tutorId], revision }));
    }
    // put right: the tutor was at neither
    const outcomes = await p.beside(
      ...both.map(
        ({ id: trainingId, revision }) =>
          () =>
            ours()('recordAttendance', { trainingId, tutorIds: [], revision }),
      ),
    );
    const { rows } = await t.admin.query<{ codes: string[]; attended: number }>(
      `select t.training_codes as codes, (select count(*)::int from enrolment e
          where e.tutor_id = t.id and e.status = 'attended') as attended
        from tutor t where t.id = $1`,
      [tutorId],
    );
    const [{ codes, attended } = { codes: [], attended: 1 }] = rows;
    if (codes.length > 0 !== attended > 0) anomalies.push({ i, outcomes, codes, attended });
  }
  noAnomaly('themes over two trainings', p, anomalies);
}, 3_600_000);
