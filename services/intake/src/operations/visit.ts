import type { Plain } from '@katrol/contract';
import type {
  Advice,
  GetAdviceRequest,
  PlanVisitRequest,
  RecordVisitRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { adviceOn, checkIndicators, factsOf, withAnswers } from '../domain/advice.ts';
import { Checks } from '@katrol/runtime';
import { next, type Referral, type Visit } from '../domain/referral.ts';
import { checkVisit } from '../domain/visit.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { withEmergencies } from './emergency.ts';
import { expectReferralWanted } from './wanted.ts';
import { keepCase, loadCase, shownReferral } from './case.ts';

/** Reads one referral; reading it is on record. */
export async function getReferral(call: IntakeCall, referralId: string): Promise<Referral> {
  const under = await withEmergencies(call);
  const referral = await shownReferral(call, referralId, 'id');
  const { familyId, branchCode } = referral;
  call.audit(familyId, branchCode, under({ id: familyId, branchCode }));
  return referral;
}

const emptyVisit: Visit = {
  status: 'planned',
  plannedFor: '',
  heldOn: '',
  place: 'home',
  answers: [],
  languageSupports: [],
  saidVoluntary: false,
  by: '',
};

/** Plans the first conversation, or plans it anew. */
export async function planVisit(
  call: IntakeCall,
  { referralId, plannedFor, place, revision }: Plain<PlanVisitRequest>,
): Promise<Referral> {
  const { referral, profile } = await loadCase(call, referralId, revision);
  await expectReferralWanted(call, referral);
  const status = next(referral.status, 'plan_visit', profile.document);
  const visit = { ...emptyVisit, plannedFor, place: place || 'home', by: call.by };
  const values = { planned_for: plannedFor };
  return await keepCase(call, { ...referral, status, visit }, { kind: 'VISIT_PLANNED', values });
}

/**
 * Writes up the first conversation: the guide's answers, the question asked again, what the help is
 * about.
 */
export async function recordVisit(
  call: IntakeCall,
  input: Plain<RecordVisitRequest>,
): Promise<Referral> {
  const { referral, profile } = await loadCase(call, input.referralId, input.revision);
  const { missed } = input;
  checkVisit(input, referral, profile.document);
  const command = missed ? 'miss_visit' : 'record_visit';
  const status = next(referral.status, command, profile.document);
  const on = input.heldOn || call.today;
  const visit: Visit = {
    ...(referral.visit ?? emptyVisit),
    status: missed ? 'missed' : 'held',
    heldOn: on,
    place: input.place || 'home',
    by: call.by,
    answers: input.answers,
    saidVoluntary: input.saidVoluntary,
    languageSupports: input.languageSupports,
  };
  const kind = missed ? 'VISIT_MISSED' : 'VISIT_HELD';
  const event = { kind, on, values: { place: visit.place } } as const;
  const { id: referralId, familyId, branchCode } = referral;
  const { place } = visit;
  const whose = { referralId, familyId, branchCode };
  call.tell(facts.visitRecorded, { ...whose, held: !missed, place, occurredOn: on });
  if (missed) return await keepCase(call, { ...referral, status, visit }, event);
  const written = {
    questionAtVisit: input.familyQuestion,
    indicators: withAnswers(referral.indicators, input.indicators),
    lifeDomains: input.lifeDomains,
  };
  return await keepCase(call, { ...referral, status, visit, ...written }, event);
}

/**
 * The profile's advice on what is on record, or on answers that are tried out; nothing is saved.
 */
export async function getAdvice(
  call: IntakeCall,
  { referralId, indicators: tried, lifeDomains }: Plain<GetAdviceRequest>,
): Promise<Plain<Advice>> {
  const { referral, profile } = await loadCase(call, referralId);
  const c = new Checks();
  checkIndicators(c, tried, profile.document);
  c.done();
  const indicators = withAnswers(referral.indicators, tried);
  const asked = lifeDomains.length > 0 ? { lifeDomains } : {};
  const facts = factsOf({ ...referral, indicators, ...asked }, profile.document);
  return adviceOn(profile, facts);
}
