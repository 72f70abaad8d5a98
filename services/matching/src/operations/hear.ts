import type { Rules } from '../domain/rules.ts';
import type { MatchingCall } from '../store/client.ts';
import {
  createRequest,
  keepConsent,
  keepRules,
  keepTutor,
  type Needs,
  type ToldTutor,
} from '../store/requests.ts';

/** The branch's rules changed; cases keep the version they began under. */
export const onProfileChanged = (
  _deps: unknown,
  call: MatchingCall,
  p: { branchCode: string; version: number; validFrom: string; rules: Rules },
): Promise<void> => keepRules(call.tx, p);

export type Decided = {
  referralId: string;
  familyId: string;
  branchCode: string;
  outcome: string;
  profileVersion: number;
  askedOn: string;
  needs: Needs | undefined;
};

/** A trajectory was decided with the family: it becomes a support request. */
export async function onReferralDecided(
  _deps: unknown,
  call: MatchingCall,
  d: Decided,
): Promise<void> {
  if (d.outcome !== 'trajectory' || !d.needs) return;
  const { referralId, familyId, branchCode, profileVersion, askedOn, needs } = d;
  await createRequest(call.tx, {
    referralId,
    familyId,
    branchCode,
    status: 'open',
    needs,
    askedOn,
    profileVersion,
  });
}

export const onConsentChanged = (
  _deps: unknown,
  call: MatchingCall,
  c: { familyId: string; purpose: string; branchCode: string; given: boolean },
): Promise<void> =>
  keepConsent(call.tx, {
    familyId: c.familyId,
    purpose: c.purpose,
    branchCode: c.branchCode,
    given: c.given,
  });

export const onTutorChanged = (_deps: unknown, call: MatchingCall, t: ToldTutor): Promise<void> =>
  keepTutor(call.tx, t);
