import { Refusal } from '@katrol/runtime';

export const consentPurposes = [
  'referral',
  'registration',
  'sharing_with_tutor',
  'sharing_with_school',
  'statistics',
] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];
export const consentMeans = ['spoken', 'with_interpreter', 'link', 'paper'] as const;

export type Consent = {
  id: string;
  purpose: ConsentPurpose;
  given: boolean;
  means: string;
  language: string;
  givenBy: string;
  occurredOn: string;
  recordedBy: string;
  withdrawnOn: string;
};

/** What stands today for a purpose: the last answer, unless it was withdrawn. */
export function standing(consents: readonly Consent[], purpose: string): Consent | undefined {
  const last = consents.filter((c) => c.purpose === purpose).at(-1);
  return last?.given && last.withdrawnOn === '' ? last : undefined;
}

/** Refuses INTAKE_CONSENT_MISSING unless the family's yes for this purpose stands. */
export function expectConsent(consents: readonly Consent[], purpose: ConsentPurpose): void {
  if (!standing(consents, purpose))
    throw new Refusal('failed_precondition', 'INTAKE_CONSENT_MISSING', { meta: { purpose } });
}
