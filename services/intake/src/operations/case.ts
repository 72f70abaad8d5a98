import { expectRevision } from '@katrol/runtime';
import { forgetOn } from '../domain/forgetting.ts';
import type { Profile } from '../domain/profile.ts';
import type { Referral } from '../domain/referral.ts';
import type { IntakeCall } from '../store/client.ts';
import { happened, type Event } from '../store/families.ts';
import { profileOn, profileVersion } from '../store/profiles.ts';
import { loadReferral, saveReferral } from '../store/referrals.ts';

/**
 * A referral with the profile it began under; refuses a stale revision before anything is decided
 * on it. That it was opened is on record.
 */
export async function loadCase(
  call: IntakeCall,
  referralId: string,
  revision?: number,
): Promise<{ referral: Referral; profile: Profile }> {
  const referral = await loadReferral(call.tx, referralId);
  if (revision !== undefined) expectRevision(revision, referral.revision);
  const profile = await profileVersion(call.tx, referral.branchCode, referral.profileVersion);
  call.audit(referral.familyId, referral.branchCode);
  return { referral, profile };
}

/** Saves a referral with what happened, and brings the family's line in step. */
export async function keepCase(call: IntakeCall, r: Referral, event: Event): Promise<Referral> {
  await saveReferral(call.tx, r);
  const family = { id: r.familyId, branchCode: r.branchCode };
  await happened(call, family, { ...event, status: r.status });
  return await shownReferral(call, r.id);
}

/** When what others said goes, of those that nobody decided on with the family. */
export async function withForgetting(
  { tx, today }: IntakeCall,
  referrals: readonly Referral[],
): Promise<Referral[]> {
  const [one] = referrals;
  if (!one) return [];
  const { document } = await profileOn(tx, one.branchCode, today);
  return referrals.map((r) => ({ ...r, forgetOn: forgetOn(r, document) }));
}

/** A referral as everybody is shown it: by who reads it, and by who just changed it. */
export async function shownReferral(
  call: IntakeCall,
  id: string,
  field?: string,
): Promise<Referral> {
  const referral = await loadReferral(call.tx, id, field);
  return (await withForgetting(call, [referral]))[0] ?? referral;
}
