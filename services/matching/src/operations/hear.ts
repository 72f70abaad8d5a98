import type { Plain } from '@katrol/contract';
import type { ReferralDecided } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { ToldTutor } from '../domain/pair.ts';
import type { MatchingCall } from '../store/client.ts';
import { registeredOf } from '../store/consents.ts';
import { createRequest } from '../store/requests.ts';
import { keepRules, type ToldRules } from '../store/rules.ts';
import { keepTutor } from '../store/tutors.ts';

/** The branch's rules changed; cases keep the version they began under. */
export const onProfileChanged = ({ tx }: MatchingCall, told: ToldRules): Promise<void> =>
  keepRules(tx, told);

/** A trajectory was decided with the family: it becomes a support request. */
export async function onReferralDecided(
  { tx, today }: MatchingCall,
  d: Plain<ReferralDecided>,
): Promise<void> {
  const { outcome, needs, referralId, familyId, branchCode, profileVersion, askedOn } = d;
  if (outcome !== 'trajectory' || !needs) return;
  // a withdrawal may have been heard before it
  const stay = await registeredOf(tx, familyId, { children: needs.children, today });
  if (stay.length === 0 && needs.children.length > 0) return;
  const asked = { ...needs, children: stay };
  await createRequest(tx, {
    referralId,
    familyId,
    branchCode,
    needs: asked,
    askedOn,
    profileVersion,
  });
}

export const onTutorChanged = ({ tx }: MatchingCall, tutor: ToldTutor): Promise<void> =>
  keepTutor(tx, tutor);
