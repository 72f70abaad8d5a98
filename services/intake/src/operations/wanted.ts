import { consentMissing, consentRules, inForce, stops } from '../domain/consent.ts';
import type { Referral } from '../domain/referral.ts';
import type { IntakeCall } from '../store/client.ts';
import { consentFile } from '../store/consents.ts';
import { profileOn } from '../store/profiles.ts';

/** Refuses INTAKE_CONSENT_MISSING where the family said that it does not want to be referred. */
export async function expectReferralWanted(
  { tx, today }: IntakeCall,
  { familyId, branchCode }: Pick<Referral, 'familyId' | 'branchCode'>,
): Promise<void> {
  const rules = consentRules((await profileOn(tx, branchCode, today)).document);
  const key = { purpose: 'referral', receiver: '', childId: '' } as const;
  const { state } = inForce(await consentFile(tx, familyId), key, rules, today);
  if (stops(state)) throw consentMissing('referral');
}
