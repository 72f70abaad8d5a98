import { addDays } from '@katrol/runtime';
import type { ProfileDocument } from './profile.ts';
import type { Referral } from './referral.ts';

/** How many days a referral waits for the family's yes; ninety where a profile says nothing. */
export const awaitedDays = ({ intake }: ProfileDocument): number => intake.awaitedDays || 90;

// ended before anything was decided with the family: nobody needs what others said of it
const ENDED: readonly Referral['status'][] = ['not_wanted', 'by_mistake', 'moved', 'not_reachable'];

/**
 * The day on which what others said of the family goes; empty for one that is accepted, or gone.
 */
export function forgetOn(
  r: Pick<
    Referral,
    'status' | 'declinedOn' | 'occurredOn' | 'forgottenOn' | 'closing' | 'decision'
  >,
  profile: ProfileDocument,
): string {
  if (r.forgottenOn !== '') return '';
  const awaited = r.status === 'consent_awaited';
  if (awaited) return addDays(r.declinedOn || r.occurredOn, awaitedDays(profile));
  const ended = ENDED.includes(r.status) && !r.decision && r.closing;
  return ended ? addDays(ended.occurredOn, awaitedDays(profile)) : '';
}
