import type { Plain } from '@katrol/contract';
import type {
  CloseReferralRequest,
  RecordReviewRequest,
  ReopenReferralRequest,
  SettleDifferencesRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, Refusal, wrongState } from '@katrol/runtime';
import { taken } from '../domain/difference.ts';
import { schoolYearOf } from '../domain/grade.ts';
import { next, reopened, type Closing, type Referral } from '../domain/referral.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { saveChild } from '../store/children.ts';
import { holdConsents } from '../store/consents.ts';
import { loadFamily } from '../store/families.ts';
import { referralOfTrajectory, referralsOf } from '../store/referrals.ts';
import { endWarmReferrals } from '../store/waiting.ts';
import { keepCase, loadCase } from './case.ts';
import { waitingEnds } from './waiting-ends.ts';
import { saveReached } from './told-family.ts';

/**
 * A question ends without a trajectory and without another place: the family does not want it, it
 * came by mistake or twice, the family moved or cannot be reached. What runs for it stops.
 */
export async function closeReferral(
  call: IntakeCall,
  input: Plain<CloseReferralRequest>,
): Promise<Referral> {
  const { tx, by } = call;
  const { referral, profile } = await loadCase(call, input.referralId, input.revision);
  // the contract asks for it
  const why = input.why || 'not_wanted';
  const occurredOn = input.occurredOn || call.today;
  new Checks().within('occurred_on', occurredOn, { from: referral.occurredOn }).done();
  if (why === 'double') await expectAnother(call, referral);
  const status = next(referral.status, `close_${why}`, profile.document);
  const { familySay, note } = input;
  const closing: Closing = { why, occurredOn, by, familySay, note };
  await waitingEnds(call, referral, { why: 'closed', occurredOn });
  if (referral.status === 'led_elsewhere') await endWarmReferrals(tx, referral.id);
  const { id: referralId, familyId, branchCode } = referral;
  call.tell(facts.referralClosed, { referralId, familyId, branchCode, why, occurredOn });
  const event = { kind: 'REFERRAL_CLOSED', on: occurredOn, values: { why, note } } as const;
  return await keepCase(call, { ...referral, status, closing }, event);
}

/** A question is double beside another one of the family that goes on. */
async function expectAnother({ tx }: IntakeCall, { id, familyId }: Referral): Promise<void> {
  const { ids } = await loadFamily(tx, familyId);
  const others = (await referralsOf(tx, ids)).filter((r) => r.id !== id && r.status !== 'double');
  if (others.length === 0) throw new Refusal('failed_precondition', 'DOUBLE_OF_NONE');
}

/** The family wants it after all, or was found: the question goes on where it was left. */
export async function reopenReferral(
  call: IntakeCall,
  input: Plain<ReopenReferralRequest>,
): Promise<Referral> {
  const { referral, profile } = await loadCase(call, input.referralId, input.revision);
  const status = reopened(referral, profile.document);
  const occurredOn = input.occurredOn || call.today;
  const from = referral.closing?.occurredOn ?? referral.decision?.occurredOn ?? '';
  new Checks().within('occurred_on', occurredOn, { from }).done();
  if (referral.status === 'led_elsewhere') await endWarmReferrals(call.tx, referral.id);
  const { id: referralId, familyId, branchCode } = referral;
  call.tell(facts.referralReopened, { referralId, familyId, branchCode, occurredOn });
  const values = { note: input.reason };
  const event = { kind: 'REFERRAL_REOPENED', on: occurredOn, values } as const;
  return await keepCase(call, { ...referral, status, closing: undefined }, event);
}

/** What led elsewhere, or made wait, was looked at again; on another day once more, or no longer. */
export async function recordReview(
  call: IntakeCall,
  { referralId, note, reviewOn, revision }: Plain<RecordReviewRequest>,
): Promise<Referral> {
  const { referral } = await loadCase(call, referralId, revision);
  const { decision } = referral;
  if (!decision || decision.reviewOn === '') throw wrongState(referral.status, 'review');
  const after = { ...referral, decision: { ...decision, reviewOn } };
  return await keepCase(call, after, { kind: 'REVIEWED', values: { note, again: reviewOn } });
}

/** Takes over what was chosen of what a later referral says otherwise; the rest stays as it was. */
export async function settleDifferences(
  call: IntakeCall,
  { referralId, take, revision }: Plain<SettleDifferencesRequest>,
): Promise<Referral> {
  const { tx } = call;
  const { referral } = await loadCase(call, referralId, revision);
  const { differences, familyId } = referral;
  const c = new Checks();
  for (const [i, place] of take.entries())
    c.that(place < differences.length, `take[${i}]`, 'VALUE_UNKNOWN');
  c.done();
  const chosen = take.flatMap((place) => differences[place] ?? []);
  await holdConsents(tx, familyId);
  const family = await loadFamily(tx, familyId);
  const after = taken(family, chosen);
  const gradeYear = schoolYearOf(referral.occurredOn);
  for (const child of after.children)
    if (chosen.some(({ childId }) => childId === child.id))
      await saveChild(tx, { ...child, gradeYear });
  await saveReached(call, family, after);
  const event = {
    kind: 'DIFFERENCES_SETTLED',
    values: { taken: String(chosen.length), left: String(differences.length - chosen.length) },
  } as const;
  return await keepCase(call, { ...referral, differences: [] }, event);
}

/** Its trajectory was closed, and the family looks for no other tutor. */
export async function onTrajectoryClosed(
  call: IntakeCall,
  closed: { familyId: string; occurredOn: string; reason: string; requestReopened: boolean },
): Promise<void> {
  // a withdrawal that is taken back within its minute opens the trajectory again
  if (closed.requestReopened || closed.reason === 'consent_withdrawn') return;
  const referral = await referralOfTrajectory(call.tx, closed.familyId);
  if (!referral) return;
  const { profile } = await loadCase(call, referral.id);
  const status = next(referral.status, 'finish', profile.document);
  const values = { reason: closed.reason };
  const event = { kind: 'TRAJECTORY_FINISHED', on: closed.occurredOn, values } as const;
  await keepCase(call, { ...referral, status }, event);
}
