import type { Parent } from './parents.ts';
import type { Contact } from './referral.ts';

/**
 * Where a parent is written to: the own address. What is known of the family as a whole stands in
 * for it only where there is one parent: another one may read it.
 */
export const emailOf = (
  parent: Pick<Parent, 'email'>,
  family: Pick<Contact, 'email'>,
  alone: boolean,
): string => parent.email || (alone ? family.email : '');
