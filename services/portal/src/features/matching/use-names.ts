import { useQueries } from '@tanstack/react-query';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { IntakeService, VolunteerTrainingService } from '#api/names.ts';
import { queryOf } from '#api/query.ts';

const { getFamilyLabels } = IntakeService.method;
const { getTutorLabels } = VolunteerTrainingService.method;
const distinct = (ids: string[]) => [...new Set(ids)];

/** Names beside trajectories, by page of the list: those on screen stay while a next page comes. */
export function useNames(pages: Trajectory[][]) {
  const families = useQueries({
    queries: pages.map((rows) => {
      const familyIds = distinct(rows.map((row) => row.familyId));
      return queryOf(getFamilyLabels, { familyIds });
    }),
  });
  const tutors = useQueries({
    queries: pages.map((rows) => {
      const tutorIds = distinct(rows.map((row) => row.tutorId));
      return queryOf(getTutorLabels, { tutorIds });
    }),
  });
  const familyLabels = families.flatMap((answer) => answer.data?.labels ?? []);
  const tutorLabels = tutors.flatMap((answer) => answer.data?.labels ?? []);
  return {
    families: new Map(familyLabels.map((label) => [label.familyId, label.familyName])),
    tutors: new Map(tutorLabels.map((label) => [label.tutorId, label.name])),
  };
}
