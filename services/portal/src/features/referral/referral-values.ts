import type { ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import type { SubmitReferralRequest } from '@katrol/proto/katrol/intake/v1/json';

export type ReferralValues = SubmitReferralRequest;

export const emptyChild = (): ReferralValues['children'][number] => ({
  firstName: '',
  grade: '',
  school: '',
});

/** What a referral form starts from; the rest of it is empty. */
export const startOf = (branchCode: string, kind: ReferrerKind, language: string) => ({
  branchCode,
  referrer: { kind },
  contact: { language },
  children: [emptyChild()],
});

/**
 * What is sent: a family that asks for itself is its own referrer; lines left wholly empty are left
 * out.
 */
export function tidied(values: ReferralValues): ReferralValues {
  const { referrer, contact, children } = values;
  const self = referrer.kind === 'parent';
  return {
    ...values,
    referrer: self ? { ...referrer, name: referrer.name || contact.familyName } : referrer,
    children: children.filter(
      (child, index) => index === 0 || child.firstName || child.grade || child.school,
    ),
  };
}
