import { useQuery } from '#api/query.ts';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { ProposalRun, SupportRequest } from '@katrol/proto/katrol/matching/v1/json';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { useFamilyLabels } from '#api/labels.ts';
import { MatchingService, VolunteerTrainingService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';

export type Board = {
  run?: ProposalRun;
  requests: Map<string, SupportRequest>;
  tutors: Map<string, Tutor>;
  families: Map<string, FamilyLabel>;
};

/** Everything the proposals page lays side by side: the run, both sides, names. */
export function useBoard(branchCode: string) {
  const of = { branchCode };
  const enabled = Boolean(branchCode);
  const run = useQuery(MatchingService.method.getProposals, of, { enabled, retry: false });
  const requests = useAllRows(MatchingService.method.listSupportRequests, of, { enabled });
  const tutors = useAllRows(VolunteerTrainingService.method.listTutors, of, { enabled });
  const ids = [
    ...(run.data?.pairs ?? []).map((pair) => pair.familyId),
    ...(run.data?.unmet ?? []).map((one) => one.familyId),
    ...(requests.data ?? []).map((one) => one.familyId),
  ];
  const families = useFamilyLabels(ids);
  const board: Board = {
    run: run.data,
    requests: new Map((requests.data ?? []).map((one) => [one.id, one])),
    tutors: new Map((tutors.data ?? []).map((one) => [one.id, one])),
    families,
  };
  return { board, run, requests, tutors };
}

export const tutorName = (tutor?: Tutor): string =>
  tutor ? [tutor.firstName, tutor.lastName].filter(Boolean).join(' ') : '';

/** Is a tutor looked for: the first one, or the next before the one who comes stops? */
export const isLookedFor = ({ status }: SupportRequest): boolean =>
  status === 'open' || status === 'continuing';
