import type { Plain } from '@katrol/contract';
import type {
  ResumeTutorRequest,
  StopTutorRequest,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { expectRevision } from '@katrol/runtime';
import { isOver } from '../domain/placement.ts';
import type { Tutor } from '../domain/tutor.ts';
import type { TrainingCall } from '../store/client.ts';
import { loadTutor } from '../store/tutors.ts';
import { changeTutor, viewOf, type TutorView } from './change-tutor.ts';
import { keepPlacement } from './keep-placement.ts';

/**
 * The tutor stops on a day. From that day on nobody proposes them and they see no family; their
 * placement is over with it, and the university hears that. Hours of before stay.
 */
export async function stopTutor(
  call: TrainingCall,
  { tutorId, stopsOn, revision }: Plain<StopTutorRequest>,
): Promise<TutorView> {
  const tutor = await loadTutor(call.tx, tutorId);
  expectRevision(revision, tutor.revision);
  call.audit(tutor.id, tutor.branchCode);
  return await viewOf(call, await changeTutor(call, await stopped(call, tutor, stopsOn)));
}

/** The tutor goes on, or comes back: as whole as it stopped. */
export async function resumeTutor(
  call: TrainingCall,
  { tutorId, revision }: Plain<ResumeTutorRequest>,
): Promise<TutorView> {
  const tutor = await loadTutor(call.tx, tutorId);
  expectRevision(revision, tutor.revision);
  call.audit(tutor.id, tutor.branchCode);
  return await viewOf(call, await changeTutor(call, await resumed(call, tutor)));
}

/** A tutor as it will be kept who stops on this day; the placement that runs is kept so. */
export async function stopped(call: TrainingCall, tutor: Tutor, stopsOn: string): Promise<Tutor> {
  const { placement } = tutor;
  if (!placement || isOver(placement.status)) return { ...tutor, stopsOn };
  const kept = await keepPlacement(call, { ...placement, endedOn: stopsOn }, tutor);
  return { ...tutor, stopsOn, placement: kept };
}

/** The same of one who goes on. A placement that the university itself ended stays ended. */
export async function resumed(call: TrainingCall, tutor: Tutor): Promise<Tutor> {
  const { placement } = tutor;
  const endedHere = placement && !isOver(placement.status) && placement.endedOn !== '';
  if (!endedHere) return { ...tutor, stopsOn: '' };
  const kept = await keepPlacement(call, { ...placement, endedOn: '' }, tutor);
  return { ...tutor, stopsOn: '', placement: kept };
}
