import { Checks, Refusal, expectRevision, notFound } from '@katrol/runtime';
import { nextStatus, type Placement } from '../domain/placement.ts';
import type { TrainingCall } from '../store/client.ts';
import { loadPlacement, savePlacement } from '../store/placements.ts';
import { loadTutor } from '../store/tutors.ts';
import {
  programmesOf,
  saveProgramme,
  saveUniversity,
  universities,
  type Programme,
  type University,
} from '../store/universities.ts';
import { changeTutor } from './tutors.ts';

type None = Record<string, never>;

/** The university that a call is about: the one it names, or the caller's own. */
export function universityOf(call: Pick<TrainingCall, 'scope'>, given: string): string {
  const university = given === '' ? (call.scope.universities[0] ?? '') : given;
  if (university === '') {
    throw new Refusal('invalid_argument', 'INPUT_INVALID', {
      fields: [{ field: 'university_code', reason: 'VALUE_MISSING' }],
    });
  }
  if (!call.scope.universities.includes(university)) throw notFound('university_code');
  return university;
}

/** Reference data: end-dated, never deleted. */
export async function keepUniversity(
  _deps: None,
  call: TrainingCall,
  given: University,
): Promise<University> {
  const c = new Checks();
  c.that(
    /^[a-z][a-z0-9-]{1,40}$/.test(given.code),
    'university.code',
    given.code === '' ? 'VALUE_MISSING' : 'VALUE_INVALID',
  );
  const university = {
    code: given.code,
    name: c.text('university.name', given.name, { max: 120, required: true }),
    validFrom: c.date('university.valid_from', given.validFrom, { required: true }),
    validUntil: c.date('university.valid_until', given.validUntil, { notBefore: given.validFrom }),
  };
  c.done();
  await saveUniversity(call.tx, university);
  return university;
}

export const listUniversities = (_deps: None, call: TrainingCall): Promise<University[]> =>
  universities(call.tx);

/** A programme of the own university, with the hours it agrees on. */
export async function keepProgramme(
  _deps: None,
  call: TrainingCall,
  given: Programme,
): Promise<Programme> {
  const universityCode = universityOf(call, given.universityCode);
  const c = new Checks();
  c.that(
    /^[a-z][a-z0-9_]{1,40}$/.test(given.code),
    'programme.code',
    given.code === '' ? 'VALUE_MISSING' : 'VALUE_INVALID',
  );
  const programme = {
    ...given,
    universityCode,
    name: c.text('programme.name', given.name, { max: 160, required: true }),
    agreedHours: c.number('programme.agreed_hours', given.agreedHours, { min: 0, max: 2_000 }),
  };
  c.done();
  return await saveProgramme(call.tx, programme);
}

export const listProgrammes = (
  _deps: None,
  call: TrainingCall,
  universityCode: string,
): Promise<Programme[]> => programmesOf(call.tx, [universityCode]);

async function ownPlacement(call: TrainingCall, id: string, revision: number): Promise<Placement> {
  const placement = await loadPlacement(call.tx, id);
  if (!call.scope.universities.includes(placement.universityCode)) throw notFound('placement_id');
  expectRevision(revision, placement.revision);
  return placement;
}

// what follows the tutor hears of every change of a placement
async function keep(call: TrainingCall, placement: Placement): Promise<Placement> {
  const saved = await savePlacement(call.tx, placement, placement.revision);
  await changeTutor(call, await loadTutor(call.tx, placement.tutorId));
  call.audit(placement.tutorId, placement.branchCode);
  return saved;
}

export async function setPlacementStatus(
  _deps: None,
  call: TrainingCall,
  input: { placementId: string; status: string; revision: number },
): Promise<Placement> {
  const placement = await ownPlacement(call, input.placementId, input.revision);
  return await keep(call, { ...placement, status: nextStatus(placement.status, input.status) });
}

/** The lecturer-coach who follows the student; empty: nobody yet. */
export async function assignCoach(
  _deps: None,
  call: TrainingCall,
  input: { placementId: string; coachAccountId: string; revision: number },
): Promise<Placement> {
  const placement = await ownPlacement(call, input.placementId, input.revision);
  const c = new Checks();
  const coachAccountId = c.text('coach_account_id', input.coachAccountId, { max: 80 });
  c.done();
  return await keep(call, { ...placement, coachAccountId });
}
