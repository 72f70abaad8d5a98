/** With whom each branch would look for tutors, by its code. */
export type Agreements = ReadonlyMap<string, readonly string[]>;

/**
 * The branches that agreed, as groups in which each names each other: every largest one, those who
 * agreed with nobody in none.
 */
export function townsOf(agreed: Agreements): string[][] {
  const both = (a: string, b: string): boolean =>
    a !== b && (agreed.get(a) ?? []).includes(b) && (agreed.get(b) ?? []).includes(a);
  const groups: string[][] = [];
  // Bron and Kerbosch: whoever fits with all so far, and was not looked at as the next one before
  const grow = (group: string[], fits: string[], seen: string[]): void => {
    if (fits.length === 0 && seen.length === 0 && group.length > 1) groups.push(group);
    const before = [...seen];
    for (const [i, code] of fits.entries()) {
      const withIt = (one: string): boolean => both(code, one);
      grow([...group, code], fits.slice(i + 1).filter(withIt), before.filter(withIt));
      before.push(code);
    }
  };
  grow([], [...agreed.keys()].sort(), []);
  return groups;
}
