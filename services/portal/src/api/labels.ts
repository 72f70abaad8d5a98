import { useQueries } from '@tanstack/react-query';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { TutorLabel } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { IntakeService, VolunteerTrainingService } from './names.ts';
import { queryOf } from './query.ts';

// what the services answer at once
const AT_ONCE = 200;

/** Distinct ids in parts of a size that is answered at once. */
function inParts(ids: string[]): string[][] {
  const clean = [...new Set(ids.filter(Boolean))].sort();
  return Array.from({ length: Math.ceil(clean.length / AT_ONCE) }, (_, part) =>
    clean.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
}

/**
 * Names of families beside another service's rows: id -> label. Ids that may not be seen are
 * absent.
 */
export function useFamilyLabels(ids: string[]): Map<string, FamilyLabel> {
  const rpc = IntakeService.method.getFamilyLabels;
  const answers = useQueries({
    queries: inParts(ids).map((familyIds) => queryOf(rpc, { familyIds })),
  });
  return new Map(
    answers.flatMap((answer) => answer.data?.labels ?? []).map((label) => [label.familyId, label]),
  );
}

/** Names of tutors: id -> label. */
export function useTutorLabels(ids: string[]): Map<string, TutorLabel> {
  const rpc = VolunteerTrainingService.method.getTutorLabels;
  const answers = useQueries({
    queries: inParts(ids).map((tutorIds) => queryOf(rpc, { tutorIds })),
  });
  return new Map(
    answers.flatMap((answer) => answer.data?.labels ?? []).map((label) => [label.tutorId, label]),
  );
}
