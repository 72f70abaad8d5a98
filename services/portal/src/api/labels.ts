import { useQuery } from '@connectrpc/connect-query';
import { IntakeService, type FamilyLabel } from './names.ts';
import { VolunteerTrainingService, type TutorLabel } from './names.ts';

const clean = (ids: string[]) => [...new Set(ids.filter(Boolean))].sort();

/** Names of families beside another service's rows: id -> label. Ids that may not be seen are absent. */
export function useFamilyLabels(ids: string[]): Map<string, FamilyLabel> {
  const familyIds = clean(ids);
  const answer = useQuery(IntakeService.method.getFamilyLabels, { familyIds }, { enabled: familyIds.length > 0, placeholderData: (old) => old });
  return new Map((answer.data?.labels ?? []).map((label) => [label.familyId, label]));
}

/** Names of tutors: id -> label. */
export function useTutorLabels(ids: string[]): Map<string, TutorLabel> {
  const tutorIds = clean(ids);
  const answer = useQuery(VolunteerTrainingService.method.getTutorLabels, { tutorIds }, { enabled: tutorIds.length > 0, placeholderData: (old) => old });
  return new Map((answer.data?.labels ?? []).map((label) => [label.tutorId, label]));
}
