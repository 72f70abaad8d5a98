import { createContext, useContext, type ReactNode } from 'react';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';

const Own = createContext<readonly string[] | undefined>(undefined);

/**
 * What a tutor writes below here is looked at for names, those of these families first. Elsewhere
 * nobody is warned.
 */
export function OwnNames({
  families,
  children,
}: {
  families: Iterable<FamilyLabel>;
  children: ReactNode;
}) {
  const names = [...families].flatMap(({ familyName, children: all }) => [
    familyName,
    ...all.map((child) => child.firstName),
  ]);
  return <Own.Provider value={names.filter(Boolean)}>{children}</Own.Provider>;
}

/** Names of the tutor's own families; undefined where no tutor writes. */
export const useOwnNames = (): readonly string[] | undefined => useContext(Own);
