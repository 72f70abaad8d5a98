import { ReferrerKind } from '@katrol/proto/katrol/intake/v1/profile_pb';

export type ChildValues = { firstName: string; grade: string; school: string };
export type ReferralValues = {
  branchCode: string;
  referrer: { kind: number; name: string; organisation: string; email: string; phone: string };
  reason: string;
  expectation: string;
  familyQuestion: string;
  contact: {
    familyName: string;
    phone: string;
    email: string;
    howToReach: string;
    language: string;
  };
  children: ChildValues[];
  priorConsent: { familyAgreed: boolean; familyInformed: boolean };
  occurredOn: string;
  address: { streetAndNumber: string; postalCode: string; municipality: string };
};

export const emptyChild = (): ChildValues => ({ firstName: '', grade: '', school: '' });

/** An empty referral; the fields carry the contract's names. */
export function emptyReferral(
  branchCode: string,
  kind: ReferrerKind,
  language: string,
): ReferralValues {
  return {
    branchCode,
    referrer: { kind, name: '', organisation: '', email: '', phone: '' },
    reason: '',
    expectation: '',
    familyQuestion: '',
    contact: { familyName: '', phone: '', email: '', howToReach: '', language },
    children: [emptyChild()],
    priorConsent: { familyAgreed: false, familyInformed: false },
    occurredOn: '',
    address: { streetAndNumber: '', postalCode: '', municipality: '' },
  };
}

/** What is sent: a family that asks for itself is its own referrer; lines left wholly empty are left out. */
export function toRequest(values: ReferralValues): ReferralValues {
  const self = values.referrer.kind === ReferrerKind.PARENT;
  const referrer = self
    ? { ...values.referrer, name: values.referrer.name || values.contact.familyName }
    : values.referrer;
  const filled = values.children.filter(
    (child, index) => index === 0 || child.firstName || child.grade || child.school,
  );
  return { ...values, referrer: { ...referrer, kind: Number(referrer.kind) }, children: filled };
}
