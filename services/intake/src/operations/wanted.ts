import { consentMissing, stops } from '../domain/consent.ts';
import type { Referral } from '../domain/referral.ts';
import type { IntakeCall } from '../store/client.ts';
import { consentsToday } from './consents-today.ts';

/** Refuses INTAKE_CONSENT_MISSING where the family said that it does not want to be referred. */
export async function expectReferralWanted(
  call: IntakeCall,
  { familyId: id, branchCode }: Pick<Referral, 'familyId' | 'branchCode'>,
): Promise<void> {
  const { standing } = await consentsToday(call, { id, branchCode });
  if (stops(standing({ purpose: 'referral', receiver: '', childId: '' }).state))
    throw consentMissing('referral');
}
