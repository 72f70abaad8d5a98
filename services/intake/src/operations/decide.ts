import { nameOf } from '@katrol/events';
import {
  ArrivalCheckedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { Checks, addDays, expectRevision } from '@katrol/runtime';
import { advise, inFocus } from '../domain/advice.ts';
import { expectConsent } from '../domain/consent.ts';
import {
  checkNeeds,
  next,
  stageOf,
  type Decision,
  type Outcome,
  type Referral,
  type SupportNeeds,
} from '../domain/referral.ts';
import type { Profile } from '../domain/profile.ts';
import { nextContact, waitReasons } from '../domain/waiting-list.ts';
import type { IntakeCall } from '../store/client.ts';
import {
  addToTimeline,
  consentsOf,
  loadFamily,
  touchFamily,
  type Family,
} from '../store/families.ts';
import { loadReferral, saveReferral } from '../store/referrals.ts';
import {
  createWaiting,
  createWarmReferral,
  endWaiting,
  loadPlace,
  loadWarmReferral,
  saveArrival,
  type WarmReferral,
} from '../store/waiting.ts';
import { needsOut } from '../wire/needs.ts';
import { outcomeCodes } from '../wire/codes.ts';
import { factsOf, loadCase } from './visit.ts';

type None = Record<string, never>;

export type DecideInput = {
  referralId: string;
  outcome: Outcome | '';
  familySay: string;
  reason: string;
  occurredOn: string;
  needs: SupportNeeds | undefined;
  warmReferral: { placeId: string; handOver: string; checkOn: string } | undefined;
  exclusions: string[];
  waitReason: string;
  revision: number;
};

/** Decides with the family: a trajectory, waiting, or led elsewhere. The family's say and the advice of that day stay on record. */
export async function decideOnReferral(
  _deps: None,
  call: IntakeCall,
  input: DecideInput,
): Promise<Referral> {
  const { referral, profile } = await loadCase(call, input.referralId, input.revision);
  const family = await loadFamily(call.tx, referral.familyId);
  const { outcome, decision } = checkDecision(call, input, { referral, profile, family });
  const status = next(referral.status, `decide_${outcome}`, profile.document);
  const decided: Referral = { ...referral, status, decision };
  await saveReferral(call.tx, decided, input.revision);
  if (referral.status === 'waiting') await endWaiting(call.tx, referral.id, decision.occurredOn);
  if (outcome === 'trajectory') expectConsent(await consentsOf(call.tx, family.id), 'registration');
  if (outcome === 'wait') await startWaiting(call, decided, profile, input.waitReason);
  if (outcome === 'lead_elsewhere') await leadElsewhere(call, decided, input);
  await tellDecision(call, decided, family, outcome === 'trajectory' ? input.needs : undefined);
  return await loadReferral(call.tx, referral.id);
}

type Case = { referral: Referral; profile: Profile; family: Family };

function checkDecision(
  call: IntakeCall,
  input: DecideInput,
  { referral, profile, family }: Case,
): { outcome: Outcome; decision: Decision } {
  const c = new Checks();
  const outcome = input.outcome || 'wait';
  c.that(input.outcome !== '', 'outcome', 'VALUE_MISSING');
  const since = referral.visit?.heldOn || referral.occurredOn;
  const occurredOn =
    c.date('occurred_on', input.occurredOn, { notAfter: call.today, notBefore: since }) ||
    call.today;
  const exclusions = c.codes(
    'exclusions',
    input.exclusions,
    profile.document.intake.exclusions.map((e) => e.code),
  );
  if (outcome === 'trajectory') checkNeeds(c, input.needs, family.children);
  if (outcome === 'wait') c.code('wait_reason', input.waitReason, waitReasons, true);
  if (outcome === 'lead_elsewhere') {
    c.that(
      input.warmReferral !== undefined && input.warmReferral.placeId !== '',
      'warm_referral.place_id',
      'VALUE_MISSING',
    );
    c.date('warm_referral.check_on', input.warmReferral?.checkOn ?? '', {
      required: true,
      notBefore: occurredOn,
    });
    c.text('warm_referral.hand_over', input.warmReferral?.handOver, { max: 2_000 });
  }
  const decision: Decision = {
    outcome,
    occurredOn,
    exclusions,
    by: nameOf(call.principal),
    familySay: c.text('family_say', input.familySay, { max: 2_000, required: true }),
    reason: c.text('reason', input.reason, { max: 2_000 }),
    advice: advise(profile.document, factsOf(referral, profile.document)),
    adviceVersion: profile.version,
    reviewOn: reviewDay(profile, exclusions, occurredOn),
  };
  c.done();
  return { outcome, decision };
}

function reviewDay(profile: Profile, exclusions: string[], from: string): string {
  const weeks = profile.document.intake.exclusions
    .filter((e) => exclusions.includes(e.code) && e.reviewWeeks > 0)
    .map((e) => e.reviewWeeks);
  return weeks.length > 0 ? addDays(from, Math.min(...weeks) * 7) : '';
}

async function startWaiting(
  call: IntakeCall,
  r: Referral,
  profile: Profile,
  waitReason: string,
): Promise<void> {
  const on = r.decision?.occurredOn ?? call.today;
  await createWaiting(call.tx, {
    referralId: r.id,
    familyId: r.familyId,
    branchCode: r.branchCode,
    since: r.occurredOn,
    waitReason,
    inFocus: profile.document.intake.grades.length > 0 && inFocus(profile.document, r.grades),
    lastContactOn: on,
    nextContactOn: nextContact(on, profile.document.intake.waitingContactDays),
    revision: 1,
  });
}

async function leadElsewhere(call: IntakeCall, r: Referral, input: DecideInput): Promise<void> {
  const plan = input.warmReferral ?? { placeId: '', handOver: '', checkOn: '' };
  const place = await loadPlace(call.tx, plan.placeId, 'warm_referral.place_id');
  const { id: referralId, familyId, branchCode } = r;
  const occurredOn = r.decision?.occurredOn ?? call.today;
  await createWarmReferral(call.tx, {
    familyId,
    referralId,
    branchCode,
    placeId: place.id,
    handOver: plan.handOver.trim(),
    occurredOn,
    checkOn: plan.checkOn,
  });
}

async function tellDecision(
  call: IntakeCall,
  r: Referral,
  family: Family,
  needs: SupportNeeds | undefined,
): Promise<void> {
  const { outcome, occurredOn, exclusions } = r.decision as Decision;
  const { id: referralId, familyId, branchCode, profileVersion } = r;
  const kind = `DECIDED_${outcome.toUpperCase()}`;
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn,
    kind,
    by: nameOf(call.principal),
    values: {},
  });
  await touchFamily(call.tx, familyId, { status: r.status, occurredOn });
  const fact = {
    referralId,
    familyId,
    branchCode,
    outcome: outcomeCodes.wire(outcome),
    occurredOn,
    profileVersion,
    askedOn: r.occurredOn,
    exclusions,
  };
  call.tell(
    ReferralDecidedSchema,
    needs ? { ...fact, needs: needsOut(completeNeeds(needs, family)) } : fact,
    familyId,
  );
}

// What the family file already knows need not be typed again: grades, stages, the language. A place that nobody gave stays unknown.
function completeNeeds(needs: SupportNeeds, family: Family): SupportNeeds {
  const children = needs.children.map(({ childId }) => {
    const grade = family.children.find((k) => k.id === childId)?.grade ?? '';
    return { childId, grade, stage: stageOf(grade) };
  });
  const { language } = family.contact;
  return {
    ...needs,
    children,
    languages: needs.languages.length > 0 || language === '' ? needs.languages : [language],
  };
}

/** "Did they arrive?": the answer, and when to ask again while it is not yes. */
export async function checkArrival(
  _deps: None,
  call: IntakeCall,
  input: {
    warmReferralId: string;
    outcome: string;
    note: string;
    checkOn: string;
    occurredOn: string;
    revision: number;
  },
): Promise<WarmReferral> {
  const warm = await loadWarmReferral(call.tx, input.warmReferralId);
  expectRevision(input.revision, warm.revision);
  const c = new Checks();
  const outcome = c.code(
    'outcome',
    input.outcome,
    ['arrived', 'not_arrived', 'not_known_yet'],
    true,
  );
  const note = c.text('note', input.note, { max: 2_000 });
  const occurredOn =
    c.date('occurred_on', input.occurredOn, { notAfter: call.today, notBefore: warm.occurredOn }) ||
    call.today;
  c.date('check_on', input.checkOn, { required: outcome !== 'arrived', notBefore: occurredOn });
  c.done();
  await saveArrival(
    call.tx,
    { ...warm, outcome, outcomeNote: note, checkOn: input.checkOn || warm.checkOn },
    input.revision,
  );
  const { familyId, branchCode } = warm;
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn,
    kind: 'ARRIVAL_CHECKED',
    by: nameOf(call.principal),
    values: { outcome, place: warm.place.name },
  });
  await touchFamily(call.tx, familyId, { occurredOn });
  call.tell(
    ArrivalCheckedSchema,
    { warmReferralId: warm.id, familyId, branchCode, outcome, occurredOn },
    familyId,
  );
  call.audit(familyId, branchCode);
  return await loadWarmReferral(call.tx, warm.id);
}
