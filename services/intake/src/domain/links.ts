import { ageOn, type Parent } from './parents.ts';
import type { Rules } from './consent.ts';
import type { Contact } from './referral.ts';

/** May a child have a page of its own? Whose birthday nobody knows: the coordinator does. */
export function isOldEnough(child: { birthDate: string }, rules: Rules, today: string): boolean {
  const age = ageOn(child.birthDate, today);
  return age === undefined || age >= rules.youngPersonAge;
}

type Reached = { email: string; phone: string };

/**
 * Where a parent is reached: the own address. What is known of the family as a whole stands in for
 * it only where there is one parent: another one may read it.
 */
export const reachedAt = (
  parent: Pick<Parent, 'email' | 'phone'>,
  family: Contact,
  alone: boolean,
): Reached => ({
  email: parent.email || (alone ? family.email : ''),
  phone: parent.phone || (alone ? family.phone : ''),
});

/** The language that a parent reads, else speaks, else the family's. */
export const languageOf = (
  { languagesRead, languagesSpoken }: Pick<Parent, 'languagesRead' | 'languagesSpoken'>,
  family: Pick<Contact, 'language'>,
): string => languagesRead[0] ?? languagesSpoken[0] ?? family.language;
