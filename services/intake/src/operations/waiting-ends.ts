import type { WaitingEnd } from '@katrol/proto/katrol/intake/v1/codes';
import type { Referral } from '../domain/referral.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { endWaiting } from '../store/waiting.ts';

/** A family that waits leaves the list, and it is told why; one that does not wait stays. */
export async function waitingEnds(
  call: IntakeCall,
  { id: referralId, status, familyId, branchCode }: Referral,
  { why, occurredOn }: { why: WaitingEnd; occurredOn: string },
): Promise<void> {
  if (status !== 'waiting') return;
  const since = await endWaiting(call.tx, referralId, occurredOn);
  call.tell(facts.waitingEnded, { referralId, familyId, branchCode, why, since, occurredOn });
}
