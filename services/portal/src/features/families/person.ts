import type { Family, Parent } from '@katrol/proto/katrol/intake/v1/json';
import { useCodes } from '#ui/codes.ts';

/** How a parent, or a young person, is called on the page. */
export function usePersonName(family: Family): (id: string) => string {
  const sayParent = useParentName();
  return (id) => {
    const parent = family.parents.find((one) => one.id === id);
    if (parent) return sayParent(parent);
    return childName(family, id);
  };
}

/** In which language somebody reads: as was noted of them, else as the family speaks. */
export const languageOf = (
  { contact }: Pick<Family, 'contact'>,
  parent: Parent | undefined,
): string => parent?.languagesRead[0] ?? parent?.languagesSpoken[0] ?? contact.language;

/** Who may be asked something: everybody who is not held. */
export const askable = ({ parents }: Pick<Family, 'parents'>): string[] =>
  parents.filter((one) => !one.held).map((one) => one.id);

/** The first name of a child, by any of its ids: of two files that became one it has two. */
export const childName = ({ children }: Pick<Family, 'children'>, id: string): string =>
  children.find((one) => one.id === id || one.sameIds.includes(id))?.firstName ?? '';

/** A parent by name and relation; by relation alone while the name is not known. */
export function useParentName(): (parent: Pick<Parent, 'name' | 'relation'>) => string {
  const code = useCodes();
  return ({ name, relation }) => {
    const who = code('ParentRelation', relation);
    return name ? `${name} (${who})` : who;
  };
}

/** The age that somebody has today; undefined while the day of birth is not known. */
export function ageToday(birthDate: string): number | undefined {
  if (!birthDate) return undefined;
  const today = new Date();
  const born = new Date(`${birthDate}T12:00`);
  const passed =
    today.getMonth() > born.getMonth() ||
    (today.getMonth() === born.getMonth() && today.getDate() >= born.getDate());
  return today.getFullYear() - born.getFullYear() - (passed ? 0 : 1);
}

/**
 * The languages in which those who decide read it, beside Dutch; of a parent's own words in another
 * language, the Dutch.
 */
export function languagesFor(family: Family, own: string): string[] {
  if (own !== 'nl') return ['nl'];
  const read = family.parents.map((one) => languageOf(family, one));
  return [...new Set(read)].filter((one) => one && one !== 'nl');
}
