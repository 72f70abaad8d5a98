import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  EnrolTutorRequest,
  RecordAttendanceRequest,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { listing, type BranchList } from '@katrol/rpc';
import { Checks, Refusal, expectRevision, notFound, wrongState } from '@katrol/runtime';
import { hold } from '@katrol/store';
import { facts } from '../facts.ts';
import type { TrainingCall, Tx } from '../store/client.ts';
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
import { changeTutor } from './change-tutor.ts';

/** A training in the catalogue of the branch. Its code stays once somebody attended it. */
export async function keepTraining(call: TrainingCall, given: Training): Promise<Training> {
  const { tx } = call;
  const there = given.id === '' ? undefined : await loadTraining(tx, given.id, 'training.id');
  if (there) expectRevision(given.revision, there.revision);
  if (there && there.attended > 0 && there.code !== given.code) {
    throw wrongState('attended', 'keep_training');
  }
  const branchCode = there?.branchCode ?? branchOf(call, given.branchCode);
  return await loadTraining(tx, await saveTraining(tx, { ...given, branchCode }));
}

const trainings: BranchList<Tx, unknown, { id: string }, Training> = {
  spec: (_, branchCode) => trainingList(branchCode),
  shown: ({ tx }, rows) =>
    trainingsByIds(
      tx,
      rows.map((row) => row.id),
    ),
};
export const listTrainings = listing(trainings);

/** Enrols a tutor of the branch, while there are places (0: without limit). */
export async function enrolTutor(
  { tx }: TrainingCall,
  { trainingId, tutorId }: Plain<EnrolTutorRequest>,
): Promise<Training> {
  // the places that are taken are counted over other enrolments
  await hold(tx, 'training', [trainingId]);
  const { enrolments, places, branchCode } = await loadTraining(tx, trainingId);
  const tutor = await loadTutor(tx, tutorId);
  if (tutor.branchCode !== branchCode) throw notFound('tutor_id');
  if (!enrolments.some((e) => e.tutorId === tutorId)) {
    const full = places > 0 && enrolments.length >= places;
    if (full) throw new Refusal('failed_precondition', 'TRAINING_FULL');
    await setEnrolment(tx, { trainingId, tutorId, branchCode, status: 'enrolled' });
  }
  return await loadTraining(tx, trainingId);
}

/**
 * Who was there, enrolled or not; the other enrolled ones missed it. Recording it again corrects
 * it.
 */
export async function recordAttendance(
  call: TrainingCall,
  { trainingId, tutorIds, revision }: Plain<RecordAttendanceRequest>,
): Promise<Training> {
  const { tx, today } = call;
  const training = await loadTraining(tx, trainingId);
  expectRevision(revision, training.revision);
  const on = training.takesPlaceOn.slice(0, 10);
  new Checks().within('training.takes_place_on', on, { until: today }).done();
  const there = new Set(tutorIds);
  const all = new Set([...there, ...training.enrolments.map((e) => e.tutorId)]);
  // what a tutor attended is gathered over other trainings
  await hold(tx, 'tutor', [...all]);
  for (const tutorId of all) {
    await record(call, training, { tutorId, attended: there.has(tutorId) });
  }
  await touchTraining(tx, training);
  return await loadTraining(tx, trainingId);
}

async function record(
  call: TrainingCall,
  { id: trainingId, branchCode, code, takesPlaceOn, enrolments }: Training,
  { tutorId, attended }: { tutorId: string; attended: boolean },
): Promise<void> {
  const tutor = await loadTutor(call.tx, tutorId, 'tutor_ids');
  if (tutor.branchCode !== branchCode) throw notFound('tutor_ids');
  const status = attended ? 'attended' : 'missed';
  await setEnrolment(call.tx, { trainingId, tutorId, branchCode, status });
  const was = enrolments.find((e) => e.tutorId === tutorId)?.status === 'attended';
  if (attended !== was) {
    const occurredOn = takesPlaceOn.slice(0, 10);
    call.tell(facts.trainingAttended, {
      trainingId,
      tutorId,
      branchCode,
      code,
      occurredOn,
      attended,
    });
  }
  const trainingCodes = await codesAttended(call.tx, tutorId);
  const changed = trainingCodes.join() !== tutor.trainingCodes.join();
  if (changed) await changeTutor(call, { ...tutor, trainingCodes });
}
