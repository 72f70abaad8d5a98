import type { ReactNode } from 'react';
import { MatchingService } from '#api/names.ts';
import { useFamilyLabels } from '#api/labels.ts';
import { useQuery } from '#api/query.ts';
import { OwnNamesKnown } from '#ui/names/own-names-known.tsx';

/** Pages on which the tutor writes: the names of the own families are known there. */
export function WritesFreely({ children }: { children: ReactNode }) {
  const mine = useQuery(MatchingService.method.listMyTrajectories, {});
  const { trajectories = [], matches = [] } = mine.data ?? {};
  const families = useFamilyLabels([...trajectories, ...matches].map((one) => one.familyId));
  return <OwnNamesKnown families={families}>{children}</OwnNamesKnown>;
}
