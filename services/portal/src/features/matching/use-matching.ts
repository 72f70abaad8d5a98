import { useQuery as useCall } from '@connectrpc/connect-query';
import { useQuery } from '@tanstack/react-query';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { ProposalRun, SupportRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { MatchingService } from '#api/names.ts';
import { useFamilyLabels } from '#api/labels.ts';
import { allRows } from '#api/pages.ts';
import { matching, training } from '#api/transport.ts';

export type Board = {
  run?: ProposalRun;
  requests: Map<string, SupportRequest>;
  tutors: Map<string, Tutor>;
  families: Map<string, FamilyLabel>;
};

/** Everything the proposals page lays side by side: the run, both sides, names. */
export function useBoard(branchCode: string) {
  const run = useCall(
    MatchingService.method.getProposals,
    { branchCode },
    { enabled: Boolean(branchCode), retry: false },
  );
  const requests = useQuery({
    queryKey: ['open-requests', branchCode],
    enabled: Boolean(branchCode),
    queryFn: () => allRows((page) => matching.listSupportRequests({ branchCode, options: page })),
  });
  const tutors = useQuery({
    queryKey: ['all-tutors', branchCode],
    enabled: Boolean(branchCode),
    queryFn: () => allRows((page) => training.listTutors({ branchCode, options: page })),
  });
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
