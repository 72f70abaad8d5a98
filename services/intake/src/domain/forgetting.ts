import { addDays } from '@katrol/runtime';
import type { ProfileDocument } from './profile.ts';
import type { Referral } from './referral.ts';

/** How many days a referral waits for the family's yes; ninety where a profile says nothing. */
export const awaitedDays = ({ intake }: ProfileDocument): number => intake.awaitedDays || 90;

/** The day on which what others said of the family goes; empty for one that is accepted, or gone. */
export const forgetOn = (
  r: Pick<Referral, 'status' | 'declinedOn' | 'occurredOn' | 'forgottenOn'>,
  profile: ProfileDocument,
): string =>
  r.status === 'consent_awaited' && r.forgottenOn === ''
    ? addDays(r.declinedOn || r.occurredOn, awaitedDays(profile))
    : '';
