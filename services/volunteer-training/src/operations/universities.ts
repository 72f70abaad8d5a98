import type { Plain } from '@katrol/contract';
import { universityOf } from '@katrol/events';
import type {
  AssignCoachRequest,
  KeepExamPeriodsRequest,
  KeepUniversityRequest,
  SetPlacementStatusRequest,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { expectRevision, notFound, taken } from '@katrol/runtime';
import { moved, next, statusOn, type Placement } from '../domain/placement.ts';
import { facts } from '../facts.ts';
import type { TrainingCall } from '../store/client.ts';
import { examPeriodsOf, saveExamPeriods, type ExamPeriods } from '../store/exams.ts';
import { loadPlacement } from '../store/placements.ts';
import { loadTutor } from '../store/tutors.ts';
import {
  addUniversity,
  programmesOf,
  saveProgramme,
  saveUniversity,
  universities,
  type Programme,
  type University,
} from '../store/universities.ts';
import { changeTutor } from './change-tutor.ts';
import { keepPlacement } from './keep-placement.ts';

/** Reference data: end-dated, never deleted. Refuses CODE_TAKEN for a new one that is there. */
export async function keepUniversity(
  { tx }: TrainingCall,
  { university, isNew }: Plain<KeepUniversityRequest>,
): Promise<University> {
  if (isNew && !(await addUniversity(tx, university))) throw taken('university.code', 'CODE_TAKEN');
  if (!isNew) await saveUniversity(tx, university);
  return university;
}

export const listUniversities = ({ tx }: TrainingCall): Promise<University[]> => universities(tx);

/** When the students of the own university have exams. */
export const getExamPeriods = (call: TrainingCall, named: string): Promise<ExamPeriods> =>
  examPeriodsOf(call.tx, universityOf(call, named));

/** Keeps all exam periods of the own university, in order; who plans visits hears it. */
export async function keepExamPeriods(
  call: TrainingCall,
  given: Plain<KeepExamPeriodsRequest>,
): Promise<ExamPeriods> {
  const universityCode = universityOf(call, given.universityCode);
  const periods = [...given.periods].sort((a, b) => a.from.localeCompare(b.from));
  const kept = await saveExamPeriods(call.tx, { ...given, universityCode, periods });
  call.tell(facts.examPeriodsChanged, kept);
  return kept;
}

/** A programme of the own university, with the hours it agrees on. */
export const keepProgramme = async (call: TrainingCall, given: Programme): Promise<Programme> =>
  saveProgramme(call.tx, {
    ...given,
    universityCode: universityOf(call, given.universityCode),
  });

export const listProgrammes = (
  { tx }: TrainingCall,
  universityCode: string,
): Promise<Programme[]> => programmesOf(tx, [universityCode]);

async function ownPlacement(
  { tx, scope }: TrainingCall,
  id: string,
  revision: number,
): Promise<Placement> {
  const placement = await loadPlacement(tx, id);
  if (!scope.universities.includes(placement.universityCode)) throw notFound('placement_id');
  expectRevision(revision, placement.revision);
  return placement;
}

// who follows the tutor hears of every change of a placement
async function keep(call: TrainingCall, placement: Placement): Promise<Placement> {
  const tutor = await loadTutor(call.tx, placement.tutorId);
  const saved = await keepPlacement(call, placement, tutor);
  await changeTutor(call, { ...tutor, placement: saved });
  call.audit(placement.tutorId, placement.branchCode);
  return saved;
}

export async function setPlacementStatus(
  call: TrainingCall,
  { placementId, status: wanted, revision }: Plain<SetPlacementStatusRequest>,
): Promise<Placement> {
  const placement = await ownPlacement(call, placementId, revision);
  // the contract asks for one
  const now = statusOn(placement, call.today);
  return await keep(call, moved(placement, wanted === '' ? now : next(now, wanted), call.today));
}

/** The lecturer-coach who follows the student; empty: nobody yet. */
export async function assignCoach(
  call: TrainingCall,
  { placementId, coachAccountId, revision }: Plain<AssignCoachRequest>,
): Promise<Placement> {
  const placement = await ownPlacement(call, placementId, revision);
  return await keep(call, { ...placement, coachAccountId });
}
