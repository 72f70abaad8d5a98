import type { Plain } from '@katrol/contract';
import type { AnswerArrivalRequest, Received } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { addDays, invalid } from '@katrol/runtime';
import { found } from '@katrol/store';
import type { IntakeCall } from '../store/client.ts';
import { loadFamily } from '../store/families.ts';
import { loadBranch } from '../store/profiles.ts';
import type { WarmReferral } from '../store/waiting.ts';
import { checkArrival } from './decide.ts';
import { warmReferralFor } from './links.ts';

async function ofLink(call: IntakeCall): Promise<WarmReferral> {
  const { object: objectId = '', person: personId = '' } = call.link ?? {};
  return await found('link', warmReferralFor(call, { objectId, personId }));
}

async function shown(call: IntakeCall, warm: WarmReferral): Promise<Plain<Received>> {
  const family = await loadFamily(call.tx, warm.familyId);
  const { anchorName, anchorPhone } = await loadBranch(call.tx, warm.branchCode);
  call.audit(family.id, family.branchCode);
  const { handOver, occurredOn, outcome, place } = warm;
  return {
    familyName: family.contact.familyName,
    handOver,
    occurredOn,
    outcome,
    placeName: place.name,
    anchorName,
    anchorPhone,
  };
}

/** What the place may know of a family that was led to it. */
export const getReceived = async (call: IntakeCall): Promise<Plain<Received>> =>
  await shown(call, await ofLink(call));

// who has not come yet is asked after again
const AGAIN_DAYS = 14;

/** The place says whether they came; while they did not, the branch asks again in two weeks. */
export async function answerArrival(
  call: IntakeCall,
  { outcome, note }: Plain<AnswerArrivalRequest>,
): Promise<Plain<Received>> {
  const { id: warmReferralId, revision } = await ofLink(call);
  // what the family wants is not the place's to say
  if (!['arrived', 'not_arrived', 'not_known_yet'].includes(outcome))
    throw invalid({ field: 'outcome', reason: 'VALUE_UNKNOWN' });
  const checkOn = outcome === 'arrived' ? '' : addDays(call.today, AGAIN_DAYS);
  const said = { outcome, note, checkOn, occurredOn: call.today };
  return await shown(call, await checkArrival(call, { warmReferralId, revision, ...said }));
}
