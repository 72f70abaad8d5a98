import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';

type Of = Pick<TodayLine, 'label' | 'familyId'>;
type Known = ReadonlyMap<string, Pick<FamilyLabel, 'familyName' | 'children' | 'municipality'>>;

/** The name of a line's family, as it stands on the line or as its label says. */
export const nameOf = ({ label, familyId }: Of, families: Known): string =>
  label || families.get(familyId)?.familyName || '';

/**
 * How families are called where two of one name are on the page: with their children's first names
 * beside it, or where they live.
 */
export function toldApart(lines: readonly Of[], families: Known): (line: Of) => string {
  const named = new Map<string, Set<string>>();
  for (const line of lines) {
    if (!line.familyId) continue;
    const name = nameOf(line, families).toLowerCase();
    named.set(name, (named.get(name) ?? new Set()).add(line.familyId));
  }
  return (line) => {
    const name = nameOf(line, families);
    if (!line.familyId || (named.get(name.toLowerCase())?.size ?? 0) < 2) return name;
    const known = families.get(line.familyId);
    const children = known?.children.map((child) => child.firstName).filter(Boolean) ?? [];
    const apart = children.join(', ') || known?.municipality;
    return apart ? `${name} (${apart})` : name;
  };
}
