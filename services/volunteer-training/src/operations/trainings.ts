import { branchOf } from '@katrol/events';
import { Checks, Refusal, expectRevision, notFound, wrongState } from '@katrol/runtime';
import { listPage, type ListOptions, type ListPage } from '@katrol/store';
import { trainingCodes } from '../domain/rules.ts';
import type { TrainingCall } from '../store/client.ts';
import { trainingList } from '../store/lists.ts';
import {
  codesAttended,
  loadTraining,
  saveTraining,
  setEnrolment,
  touchTraining,
  trainingsByIds,
  type Training,
} from '../store/trainings.ts';
import { loadTutor } from '../store/tutors.ts';
import { changeTutor } from './tutors.ts';

type None = Record<string, never>;

/** A training in the catalogue of the branch. Its code stays once somebody attended it. */
export async function keepTraining(
  _deps: None,
  call: TrainingCall,
  given: Training,
): Promise<Training> {
  const there = given.id === '' ? undefined : await loadTraining(call.tx, given.id, 'training.id');
  if (there) expectRevision(given.revision, there.revision);
  const branchCode = there?.branchCode ?? branchOf(call, given.branchCode);
  if (!call.scope.branches.includes(branchCode)) throw notFound('training.branch_code');
  const c = new Checks();
  const training: Training = {
    ...given,
    branchCode,
    code: c.code('training.code', given.code, trainingCodes, true),
    title: c.text('training.title', given.title, { max: 160 }),
    provider: c.text('training.provider', given.provider, { max: 160 }),
    takesPlaceOn: c.dateTime('training.takes_place_on', given.takesPlaceOn, true),
    places: c.number('training.places', given.places, { min: 0, max: 500 }),
  };
  c.done();
  if (
    there &&
    there.code !== training.code &&
    there.enrolments.some((e) => e.status === 'attended')
  )
    throw wrongState('attended', 'keep_training');
  return await loadTraining(call.tx, await saveTraining(call.tx, training));
}

export async function listTrainings(
  _deps: None,
  call: TrainingCall,
  input: { branchCode: string; options: ListOptions },
): Promise<ListPage<Training>> {
  const page = await listPage<{ id: string }>(
    call.tx,
    trainingList(branchOf(call, input.branchCode)),
    input.options,
  );
  return {
    ...page,
    rows: await trainingsByIds(
      call.tx,
      page.rows.map((r) => r.id),
    ),
  };
}

/** Enrols a tutor of the branch, while there are places (0: without limit). */
export async function enrolTutor(
  _deps: None,
  call: TrainingCall,
  input: { trainingId: string; tutorId: string },
): Promise<Training> {
  const training = await loadTraining(call.tx, input.trainingId);
  const tutor = await loadTutor(call.tx, input.tutorId);
  if (tutor.branchCode !== training.branchCode) throw notFound('tutor_id');
  if (training.enrolments.some((e) => e.tutorId === tutor.id)) return training;
  if (training.places > 0 && training.enrolments.length >= training.places)
    throw new Refusal('failed_precondition', 'TRAINING_FULL');
  await setEnrolment(call.tx, {
    trainingId: training.id,
    tutorId: tutor.id,
    branchCode: training.branchCode,
    status: 'enrolled',
  });
  return await loadTraining(call.tx, training.id);
}

/** Who was there, enrolled or not; the other enrolled ones missed it. Recording it again corrects it. */
export async function recordAttendance(
  _deps: None,
  call: TrainingCall,
  input: { trainingId: string; tutorIds: string[]; revision: number },
): Promise<Training> {
  const training = await loadTraining(call.tx, input.trainingId);
  expectRevision(input.revision, training.revision);
  const c = new Checks();
  c.date('training.takes_place_on', training.takesPlaceOn.slice(0, 10), { notAfter: call.today });
  c.done();
  const there = new Set(input.tutorIds);
  const concerned = new Set([...there, ...training.enrolments.map((e) => e.tutorId)]);
  const { id: trainingId, branchCode } = training;
  for (const tutorId of concerned) {
    const tutor = await loadTutor(call.tx, tutorId, 'tutor_ids');
    if (tutor.branchCode !== branchCode) throw notFound('tutor_ids');
    await setEnrolment(call.tx, {
      trainingId,
      tutorId,
      branchCode,
      status: there.has(tutorId) ? 'attended' : 'missed',
    });
    const codes = await codesAttended(call.tx, tutorId);
    if (codes.join() !== tutor.trainingCodes.join())
      await changeTutor(call, { ...tutor, trainingCodes: codes });
  }
  await touchTraining(call.tx, training, input.revision);
  return await loadTraining(call.tx, trainingId);
}
