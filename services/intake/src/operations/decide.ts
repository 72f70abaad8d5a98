import type { Plain } from '@katrol/contract';
import type { TimelineKind } from '@katrol/proto/katrol/intake/v1/codes';
import type { CheckArrivalRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { expectRevision } from '@katrol/runtime';
import { checkArrivalAnswer } from '../domain/arrival.ts';
import { inFocus } from '../domain/advice.ts';
import { consentMissing, stops } from '../domain/consent.ts';
import { decide, type DecideInput } from '../domain/decision.ts';
import { completeNeeds, type SupportNeeds } from '../domain/needs.ts';
import { next, type Decision, type Referral } from '../domain/referral.ts';
import type { Profile } from '../domain/profile.ts';
import { nextContact } from '../domain/waiting-list.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { holdConsents } from '../store/consents.ts';
import { happened, loadFamily, type Family } from '../store/families.ts';
import { saveReferral } from '../store/referrals.ts';
import { handleStopped } from '../store/stopping.ts';
import {
  createWaiting,
  createWarmReferral,
  loadPlace,
  loadWarmReferral,
  saveArrival,
  type WarmReferral,
} from '../store/waiting.ts';
import { loadCase, shownReferral } from './case.ts';
import { consentsToday } from './consents-today.ts';
import { waitingEnds } from './waiting-ends.ts';

type Decided = Referral & { decision: Decision };

/**
 * Decides with the family: a trajectory, waiting, or led elsewhere. The family's say and the advice
 * of that day stay on record.
 */
export async function decideOnReferral(call: IntakeCall, input: DecideInput): Promise<Referral> {
  const { tx } = call;
  const { referral, profile } = await loadCase(call, input.referralId, input.revision);
  // what a parent says meanwhile goes before it, or comes after
  await holdConsents(tx, referral.familyId);
  const family = await loadFamily(tx, referral.familyId);
  const { outcome, ...decided } = decide(input, { referral, profile, family }, call);
  const status = next(referral.status, `decide_${outcome}`, profile.document);
  const decision = { outcome, ...decided };
  const now: Decided = { ...referral, status, decision };
  await saveReferral(tx, now);
  const why = outcome === 'trajectory' ? 'trajectory' : 'led_elsewhere';
  await waitingEnds(call, referral, { why, occurredOn: decision.occurredOn });
  await expectConsent(call, family, { ...input, outcome });
  if (outcome === 'wait') await startWaiting(call, now, profile, input.waitReason);
  if (outcome === 'lead_elsewhere') await leadElsewhere(call, now, input);
  const needs = outcome === 'lead_elsewhere' ? undefined : input.needs;
  const kinds = {
    trajectory: 'DECIDED_TRAJECTORY',
    wait: 'DECIDED_WAIT',
    lead_elsewhere: 'DECIDED_LEAD_ELSEWHERE',
  } as const satisfies Record<typeof outcome, TimelineKind>;
  await happened(call, family, { kind: kinds[outcome], on: decision.occurredOn, status });
  tell(call, now, { family, needs, profile });
  return await shownReferral(call, referral.id);
}

/**
 * Refuses INTAKE_CONSENT_MISSING. Support asks a yes to registration for each child; waiting none
 * that was said no to; leading elsewhere tells that place, which asks a yes for that place.
 */
async function expectConsent(
  call: IntakeCall,
  family: Family,
  { outcome, needs, warmReferral }: DecideInput,
): Promise<void> {
  const { standing } = await consentsToday(call, family);
  const registered = (childId: string) =>
    standing({ purpose: 'registration', receiver: '', childId });
  if (outcome === 'trajectory') {
    const all = needs?.children.every(({ childId }) => registered(childId).given);
    if (!all) throw consentMissing('registration');
  }
  if (outcome === 'wait' && family.children.every((child) => stops(registered(child.id).state))) {
    throw consentMissing('registration');
  }
  if (outcome === 'lead_elsewhere' && warmReferral) {
    const { id: receiver } = await loadPlace(call.tx, warmReferral.placeId, PLACE);
    const key = { purpose: 'sharing_with_service', receiver, childId: '' } as const;
    if (!standing(key).given) throw consentMissing(key.purpose, PLACE);
  }
}

const PLACE = 'warm_referral.place_id';

async function startWaiting(
  call: IntakeCall,
  r: Decided,
  { document }: Profile,
  waitReason: DecideInput['waitReason'],
): Promise<void> {
  const on = r.decision.occurredOn;
  await createWaiting(call.tx, {
    referralId: r.id,
    familyId: r.familyId,
    branchCode: r.branchCode,
    since: r.occurredOn,
    waitReason,
    inFocus: document.intake.grades.length > 0 && inFocus(document, r.grades),
    lastContactOn: on,
    nextContactOn: nextContact(on, document.intake.waitingContactDays),
    revision: 1,
  });
  const { id: referralId, familyId, branchCode, occurredOn: since } = r;
  const whose = { referralId, familyId, branchCode };
  call.tell(facts.waitingBegan, { ...whose, waitReason, since, occurredOn: on });
}

async function leadElsewhere(
  call: IntakeCall,
  { id: referralId, familyId, branchCode, decision }: Decided,
  { warmReferral: plan }: DecideInput,
): Promise<void> {
  const { tx } = call;
  const place = await loadPlace(tx, plan?.placeId ?? '', PLACE);
  const { occurredOn } = decision;
  const warmReferralId = await createWarmReferral(tx, {
    familyId,
    referralId,
    branchCode,
    placeId: place.id,
    handOver: plan?.handOver ?? '',
    occurredOn,
    checkOn: plan?.checkOn ?? '',
  });
  const { domains } = place;
  const whose = { warmReferralId, referralId, familyId, branchCode };
  call.tell(facts.ledElsewhere, { ...whose, domains, occurredOn });
}

function tell(
  call: IntakeCall,
  { id: referralId, familyId, branchCode, profileVersion, ...r }: Decided,
  about: { family: Family; needs: SupportNeeds | undefined; profile: Profile },
): void {
  const { needs } = about;
  const { children, contact } = about.family;
  const { intake, support } = about.profile.document;
  const { criteriaSet } = intake;
  const criteria = new Set((criteriaSet?.criteria ?? []).map(({ code }) => code));
  const { outcome, occurredOn, exclusions, advice } = r.decision;
  const family = { children, language: contact.language };
  call.tell(facts.referralDecided, {
    referralId,
    familyId,
    branchCode,
    outcome,
    occurredOn,
    profileVersion,
    askedOn: r.occurredOn,
    exclusions,
    advice: advice.outcome,
    unmetCriteria: r.indicators
      .filter((i) => i.answer === 'not_met' && criteria.has(i.code))
      .map((i) => i.code),
    ...(needs ? { needs: completeNeeds(needs, family, support) } : {}),
  });
}

/** "Did they arrive?": the answer, and when to ask again while it is not yes. */
export async function checkArrival(
  call: IntakeCall,
  input: Plain<CheckArrivalRequest>,
): Promise<WarmReferral> {
  const { tx } = call;
  const warm = await loadWarmReferral(tx, input.warmReferralId);
  expectRevision(input.revision, warm.revision);
  const occurredOn = input.occurredOn || call.today;
  const outcome = checkArrivalAnswer(input, { since: warm.occurredOn, occurredOn });
  const checkOn = input.checkOn || warm.checkOn;
  await saveArrival(tx, { ...warm, outcome, outcomeNote: input.note, checkOn });
  if (warm.stoppedOn !== '') await handleStopped(tx, warm.id, occurredOn);
  const { familyId, branchCode } = warm;
  const values = { outcome, place: warm.place.name };
  const family = { id: familyId, branchCode };
  await happened(call, family, { kind: 'ARRIVAL_CHECKED', on: occurredOn, values });
  const told = { warmReferralId: warm.id, familyId, branchCode, outcome, occurredOn };
  call.tell(facts.arrivalChecked, told);
  call.audit(familyId, branchCode);
  return await loadWarmReferral(tx, warm.id);
}
