import type { CloseReason } from '@katrol/proto/katrol/matching/v1/codes';
import { facts } from '../facts.ts';
import type { SupportRequest } from '../domain/support-request.ts';
import type { MatchingCall } from '../store/client.ts';
import { createRequest, saveRequest, stagesOf, type NewRequest } from '../store/requests.ts';

type Moved = { occurredOn: string; why?: CloseReason | '' };

/** Tells where a request stands since a day. */
export const tellRequest = (
  call: MatchingCall,
  { id: supportRequestId, familyId, branchCode, status, needs, askedOn }: Told,
  { occurredOn, why = '' }: Moved,
): void => {
  const whose = { supportRequestId, familyId, branchCode };
  const stages = stagesOf(needs).filter((stage) => stage !== '');
  call.tell(facts.requestChanged, { ...whose, status, stages, askedOn, occurredOn, why });
};
type Told = NewRequest & { id: string };

/** Keeps what a family looks for from now on, and tells it. */
export async function makeRequest(
  call: MatchingCall,
  made: NewRequest,
  moved: Moved,
): Promise<void> {
  tellRequest(call, { ...made, id: await createRequest(call.tx, made) }, moved);
}

/** Saves a request where it stands now, and tells it when that is elsewhere. */
export async function moveRequest(
  call: MatchingCall,
  [before, after]: readonly [SupportRequest, SupportRequest],
  moved: Moved,
): Promise<void> {
  await saveRequest(call.tx, after);
  if (before.status !== after.status) tellRequest(call, after, moved);
}
