import { nameOf } from '@katrol/events';
import { Checks, expectRevision } from '@katrol/runtime';
import { advise, type Advice, type Answer, type Facts } from '../domain/advice.ts';
import {
  asksForItself,
  checkIndicators,
  lifeDomains,
  next,
  type GuideAnswer,
  type Referral,
  type Visit,
} from '../domain/referral.ts';
import type { Profile, ProfileDocument } from '../domain/profile.ts';
import type { IntakeCall } from '../store/client.ts';
import { addToTimeline, touchFamily } from '../store/families.ts';
import { profileVersion } from '../store/profiles.ts';
import { loadReferral, saveReferral } from '../store/referrals.ts';

type None = Record<string, never>;
type IndicatorsIn = { code: string; answer: Answer | '' }[];

const places = ['home', 'school', 'by_phone', 'elsewhere'] as const;

/** A referral with the profile it began under; refuses a stale revision before anything is decided on it. */
export async function loadCase(
  call: IntakeCall,
  referralId: string,
  revision?: number,
): Promise<{ referral: Referral; profile: Profile }> {
  const referral = await loadReferral(call.tx, referralId);
  if (revision !== undefined) expectRevision(revision, referral.revision);
  const profile = await profileVersion(call.tx, referral.branchCode, referral.profileVersion);
  call.audit(referral.familyId, referral.branchCode);
  return { referral, profile };
}

const emptyVisit: Visit = {
  status: 'planned',
  plannedFor: '',
  heldOn: '',
  place: '',
  answers: [],
  languageSupports: [],
  saidVoluntary: false,
  by: '',
};

/** Plans the first conversation, or plans it anew. */
export async function planVisit(
  _deps: None,
  call: IntakeCall,
  input: { referralId: string; plannedFor: string; place: string; revision: number },
): Promise<Referral> {
  const { referral, profile } = await loadCase(call, input.referralId, input.revision);
  const c = new Checks();
  c.dateTime('planned_for', input.plannedFor, true);
  c.code('place', input.place, places);
  c.done();
  const status = next(referral.status, 'plan_visit', profile.document);
  const visit = {
    ...emptyVisit,
    plannedFor: input.plannedFor,
    place: input.place || 'home',
    by: nameOf(call.principal),
  };
  return await keep(
    call,
    { ...referral, status, visit },
    { kind: 'VISIT_PLANNED', on: call.today, values: { planned_for: input.plannedFor } },
  );
}

export type VisitInput = {
  referralId: string;
  heldOn: string;
  place: string;
  answers: GuideAnswer[];
  familyQuestion: string;
  languageSupports: string[];
  saidVoluntary: boolean;
  indicators: IndicatorsIn;
  lifeDomains: string[];
  revision: number;
  missed: boolean;
};

/** Writes up the first conversation: the guide's answers, the question asked again, what the help is about. */
export async function recordVisit(
  _deps: None,
  call: IntakeCall,
  input: VisitInput,
): Promise<Referral> {
  const { referral, profile } = await loadCase(call, input.referralId, input.revision);
  const c = new Checks();
  const heldOn =
    c.date('held_on', input.heldOn, { notAfter: call.today, notBefore: referral.occurredOn }) ||
    call.today;
  c.code('place', input.place, places);
  const visit: Visit = {
    ...(referral.visit ?? emptyVisit),
    status: input.missed ? 'missed' : 'held',
    heldOn,
    place: input.place || 'home',
    by: nameOf(call.principal),
    answers: checkAnswers(c, input.answers, profile.document),
    saidVoluntary: input.saidVoluntary,
    languageSupports: c.codes(
      'language_supports',
      input.languageSupports,
      profile.document.intake.languageSupports,
    ),
  };
  const questionAtVisit = c.text('family_question', input.familyQuestion, { max: 2_000 });
  const indicators = {
    ...referral.indicators,
    ...checkIndicators(c, input.indicators, profile.document),
  };
  const domains = c.codes('life_domains', input.lifeDomains, lifeDomains);
  c.done();
  const status = next(
    referral.status,
    input.missed ? 'miss_visit' : 'record_visit',
    profile.document,
  );
  const line = {
    kind: input.missed ? 'VISIT_MISSED' : 'VISIT_HELD',
    on: heldOn,
    values: { place: visit.place },
  };
  if (input.missed) return await keep(call, { ...referral, status, visit }, line);
  return await keep(
    call,
    { ...referral, status, visit, questionAtVisit, indicators, lifeDomains: domains },
    line,
  );
}

function checkAnswers(c: Checks, answers: GuideAnswer[], document: ProfileDocument): GuideAnswer[] {
  const codes = document.intake.conversationGuide.map((q) => q.code);
  return answers.map((a, i) => ({
    code: c.code(`answers[${i}].code`, a.code, codes, true),
    text: c.text(`answers[${i}].text`, a.text, { max: 4_000 }),
  }));
}

async function keep(
  call: IntakeCall,
  r: Referral,
  line: { kind: string; on: string; values: Record<string, string> },
): Promise<Referral> {
  await saveReferral(call.tx, r, r.revision);
  const { familyId, branchCode } = r;
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn: line.on,
    kind: line.kind,
    by: nameOf(call.principal),
    values: line.values,
  });
  await touchFamily(call.tx, familyId, { status: r.status, occurredOn: line.on });
  return await loadReferral(call.tx, r.id);
}

/** The facts on record that advice is given on. */
export const factsOf = (r: Referral, document: ProfileDocument): Facts => ({
  indicators: r.indicators,
  lifeDomains: r.lifeDomains,
  grades: r.grades,
  priorConsent:
    document.intake.priorConsentAndInformation && !asksForItself(r) ? r.priorConsent : undefined,
});

/** The profile's advice on what is on record, or on answers that are tried out; nothing is saved. */
export async function getAdvice(
  _deps: None,
  call: IntakeCall,
  input: { referralId: string; indicators: IndicatorsIn; lifeDomains: string[] },
): Promise<{ advice: Advice; version: number }> {
  const { referral, profile } = await loadCase(call, input.referralId);
  const c = new Checks();
  const tried = checkIndicators(c, input.indicators, profile.document);
  const domains = c.codes('life_domains', input.lifeDomains, lifeDomains);
  c.done();
  const facts = factsOf(referral, profile.document);
  const advice = advise(profile.document, {
    ...facts,
    indicators: { ...facts.indicators, ...tried },
    lifeDomains: domains.length > 0 ? domains : facts.lifeDomains,
  });
  return { advice, version: profile.version };
}
