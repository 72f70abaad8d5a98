import { useMemo, type ReactNode } from 'react';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import { NameHint } from './name-hint.tsx';
import { Own } from './own-names.ts';

type Props = { families: Map<string, FamilyLabel>; children: ReactNode };

/**
 * What a tutor writes below here is looked at for names, those of these families first. Elsewhere
 * nobody is warned.
 */
export function OwnNamesKnown({ families, children }: Props) {
  const names = [...families.values()]
    .flatMap((family) => [family.familyName, ...family.children.map((child) => child.firstName)])
    .filter(Boolean);
  const text = names.join('\n');
  const own = useMemo(() => ({ names: text.split('\n').filter(Boolean), Hint: NameHint }), [text]);
  return <Own.Provider value={own}>{children}</Own.Provider>;
}
