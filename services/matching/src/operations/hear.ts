import type { Plain } from '@katrol/contract';
import type { ReferralDecided } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { ToldTutor } from '../domain/pair.ts';
import { endForeseen } from '../domain/standing.ts';
import { next } from '../domain/support-request.ts';
import type { MatchingCall } from '../store/client.ts';
import { continuingOf, createRequest, saveRequest } from '../store/requests.ts';
import { keepConsent, keepRules, type Consent, type ToldRules } from '../store/rules.ts';
import { runningOfRequest } from '../store/trajectories.ts';
import { keepTutor } from '../store/tutors.ts';

/** The branch's rules changed; cases keep the version they began under. */
export const onProfileChanged = ({ tx }: MatchingCall, told: ToldRules): Promise<void> =>
  keepRules(tx, told);

/** A trajectory was decided with the family: it becomes a support request. */
export async function onReferralDecided(
  { tx }: MatchingCall,
  d: Plain<ReferralDecided>,
): Promise<void> {
  const { outcome, needs, referralId, familyId, branchCode, profileVersion, askedOn } = d;
  if (outcome !== 'trajectory' || !needs) return;
  await createRequest(tx, { referralId, familyId, branchCode, needs, askedOn, profileVersion });
}

export const onConsentChanged = ({ tx }: MatchingCall, consent: Consent): Promise<void> =>
  keepConsent(tx, consent);

/**
 * A tutor's card, account, or the days of the work changed. Where a tutor who stopped goes on, nobody
 * looks for the next one any more.
 */
export async function onTutorChanged({ tx, today }: MatchingCall, tutor: ToldTutor): Promise<void> {
  if (!(await keepTutor(tx, tutor))) return;
  for (const request of await continuingOf(tx, tutor.id)) {
    const running = await runningOfRequest(tx, request.id);
    if (running.some((t) => endForeseen(t, today))) continue;
    await saveRequest(tx, { ...request, status: next(request.status, 'stay') });
  }
}
