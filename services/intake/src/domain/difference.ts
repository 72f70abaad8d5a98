import type { Plain } from '@katrol/contract';
import type {
  Child,
  Difference as ContractDifference,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Address, Contact, NewChild } from './referral.ts';

export type Difference = Plain<ContractDifference>;

type Known = { contact: Contact; address: Address; children: readonly Plain<Child>[] };
type Offered = { contact: Contact; address: Address; children: readonly NewChild[] };

const CONTACT = ['familyName', 'phone', 'email', 'howToReach', 'language', 'callHour'] as const;
const ADDRESS = ['streetAndNumber', 'postalCode', 'municipality'] as const;
const CHILD = ['grade', 'school'] as const;

/** Is it the same child of one family? Children of one family have different first names. */
export const sameName = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase();

/** What a later referral says otherwise than the file; what it leaves open says nothing. */
export function differencesOf(known: Known, offered: Offered): Difference[] {
  const found: Difference[] = [];
  const compare = (field: string, was: string, said: string, childId = ''): void => {
    if (said !== '' && said !== was) found.push({ field, childId, known: was, offered: said });
  };
  for (const key of CONTACT) compare(`contact.${key}`, known.contact[key], offered.contact[key]);
  for (const key of ADDRESS) compare(`address.${key}`, known.address[key], offered.address[key]);
  for (const child of offered.children) {
    const same = known.children.find((one) => sameName(one.firstName, child.firstName));
    if (!same) continue;
    for (const key of CHILD) compare(`child.${key}`, same[key], child[key], same.id);
  }
  return found;
}

/** The file after taking over some of the differences. */
export function taken<F extends Known>(family: F, differences: readonly Difference[]): F {
  const of = (group: string): Record<string, string> =>
    Object.fromEntries(
      differences
        .filter(({ field }) => field.startsWith(`${group}.`))
        .map(({ field, offered }) => [field.slice(group.length + 1), offered]),
    );
  const children = family.children.map((child) => {
    const mine = differences.filter(({ childId }) => childId === child.id);
    const said = mine.map(({ field, offered }) => [field.slice('child.'.length), offered]);
    return { ...child, ...Object.fromEntries(said) };
  });
  const contact = { ...family.contact, ...of('contact') };
  return { ...family, contact, address: { ...family.address, ...of('address') }, children };
}
