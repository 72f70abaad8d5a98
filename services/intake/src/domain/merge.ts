import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type { Plain } from '@katrol/contract';
import type {
  Child,
  MergedField as ContractField,
  SameChild as ContractSame,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks } from '@katrol/runtime';
import { sameName } from './difference.ts';
import { isGoingOn, type Address, type Contact, type Referral } from './referral.ts';

export type MergedField = Plain<ContractField>;
export type SameChild = Plain<ContractSame>;
type File = { contact: Contact; address: Address; children: readonly Plain<Child>[] };

const CONTACT = ['familyName', 'phone', 'email', 'howToReach', 'language', 'callHour'] as const;
const ADDRESS = ['streetAndNumber', 'postalCode', 'municipality'] as const;

/** The fields that the two files do not say alike. The kept one's leads. */
export function mergedFields(kept: File, other: File): MergedField[] {
  const all = [
    ...CONTACT.map((key) => [`contact.${key}`, kept.contact[key], other.contact[key]] as const),
    ...ADDRESS.map((key) => [`address.${key}`, kept.address[key], other.address[key]] as const),
  ];
  return all
    .filter(([, ours, theirs]) => theirs !== '' && ours !== theirs)
    .map(([field, ours, theirs]) => ({ field, kept: ours, other: theirs }));
}

/** Children of the two files that are likely the same. A person says so. */
export const likelySame = (kept: File, other: File): SameChild[] =>
  other.children.flatMap((child) => {
    const same = kept.children.find((one) => sameName(one.firstName, child.firstName));
    return same ? [{ childId: child.id, sameAsChildId: same.id }] : [];
  });

/** Refuses a child that is of neither file, or that would be two. */
export function checkSame(kept: File, other: File, same: readonly SameChild[]): void {
  const c = new Checks();
  const ofOther = new Set(other.children.map(({ id }) => id));
  const ofKept = new Set(kept.children.map(({ id }) => id));
  for (const [i, { childId, sameAsChildId }] of same.entries()) {
    c.that(ofOther.delete(childId), `same_children[${i}].child_id`, 'VALUE_UNKNOWN');
    c.that(ofKept.delete(sameAsChildId), `same_children[${i}].same_as_child_id`, 'VALUE_UNKNOWN');
  }
  c.done();
}

const RUNS: readonly Referral['status'][] = ['trajectory', 'waiting'];

/**
 * Referrals that ask what is asked already: when a question of the kept file goes on, those of the
 * other on which nobody decided yet.
 */
export const doublesOf = (kept: readonly Referral[], other: readonly Referral[]): Referral[] =>
  kept.some(({ status }) => isGoingOn(status))
    ? other.filter(({ status }) => isGoingOn(status) && !RUNS.includes(status))
    : [];

/** What a purpose comes to when two files become one: the strictest holds. */
export const strictest = (
  purpose: ConsentPurpose,
  [kept, other]: readonly [boolean | undefined, boolean | undefined],
): { purpose: ConsentPurpose; kept: boolean; other: boolean; after: boolean } => ({
  purpose,
  kept: kept ?? false,
  other: other ?? false,
  after: (kept ?? other ?? false) && (other ?? kept ?? false),
});
