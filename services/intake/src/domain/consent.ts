import type { Plain } from '@katrol/contract';
import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type { Consent as ContractConsent } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Refusal } from '@katrol/runtime';

export type Consent = Plain<ContractConsent>;

/** What stands today for a purpose: the last answer, unless it was withdrawn. */
function standing(consents: readonly Consent[], purpose: ConsentPurpose | ''): Consent | undefined {
  const last = consents.filter((c) => c.purpose === purpose).at(-1);
  return last?.given && last.withdrawnOn === '' ? last : undefined;
}

/** Refuses INTAKE_CONSENT_MISSING unless the family's yes for this purpose stands; gives it. */
export function expectConsent(consents: readonly Consent[], purpose: ConsentPurpose | ''): Consent {
  const stands = standing(consents, purpose);
  if (stands) return stands;
  throw new Refusal('failed_precondition', 'INTAKE_CONSENT_MISSING', { meta: { purpose } });
}

/** What was answered last for a purpose; undefined where nobody was asked. */
export const stands = (
  consents: readonly Consent[],
  purpose: ConsentPurpose,
): boolean | undefined =>
  consents.some((c) => c.purpose === purpose)
    ? standing(consents, purpose) !== undefined
    : undefined;
