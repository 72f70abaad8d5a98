import type { Plain } from '@katrol/contract';
import type { Grade, LifeDomain } from '@katrol/proto/katrol/common/v1/codes';
import type { AdviceOutcome, AdviceReasonCode, Answer } from '@katrol/proto/katrol/intake/v1/codes';
import type {
  Advice as ContractAdvice,
  IndicatorAnswer,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Checks } from '@katrol/runtime';
import type { Profile, ProfileDocument, Words } from './profile.ts';
import { asksForItself, type Referral } from './referral.ts';

/** What was answered to the profile's criteria and exclusions. */
export type Indicators = Plain<IndicatorAnswer>[];
/** Advice with its reasons. It only ever advises: a person decides, with the family. */
export type Advice = Omit<Plain<ContractAdvice>, 'profileVersion'>;
type AdviceReason = Advice['reasons'][number];

export type Facts = {
  /** by the code of the criterion or exclusion */
  indicators: Record<string, Answer>;
  /** what help was asked for: `homework`, or a life domain; empty: not known yet */
  lifeDomains: LifeDomain[];
  grades: Grade[];
  /** undefined: the family asked for itself, or the profile does not ask */
  priorConsent: { familyAgreed: boolean; familyInformed: boolean } | undefined;
};

/** The facts on record that advice is given on. */
export const factsOf = (r: Referral, profile: ProfileDocument): Facts => ({
  indicators: answersOf(r.indicators),
  lifeDomains: r.lifeDomains,
  grades: r.grades,
  priorConsent:
    profile.intake.priorConsentAndInformation && !asksForItself(r) ? r.priorConsent : undefined,
});

const answersOf = (indicators: Indicators): Record<string, Answer> =>
  Object.fromEntries(indicators.map(({ code, answer }) => [code, answer || 'unknown']));

/** Only what the profile uses is asked and kept. */
export function checkIndicators(c: Checks, given: Indicators, profile: ProfileDocument): void {
  const { criteriaSet, exclusions } = profile.intake;
  const used = [...(criteriaSet?.criteria ?? []), ...exclusions].map((x) => x.code);
  for (const [i, { code }] of given.entries()) {
    c.that(used.includes(code), `indicators[${i}].code`, 'INDICATOR_NOT_IN_PROFILE');
  }
}

/** What is known once more was answered: the last answer to each holds. */
export const withAnswers = (known: Indicators, given: Indicators): Indicators => [
  ...new Map([...known, ...given].map((one) => [one.code, one])).values(),
];

const reason = (code: AdviceReasonCode, answer: Answer, label: Words = {}): AdviceReason => ({
  code,
  answer,
  label,
});

/**
 * What the profile advises on these facts. Unknown is not "no": what could still change the answer
 * leads to `ask`.
 */
export function advise(profile: ProfileDocument, facts: Facts): Advice {
  const parts = [
    ofPriorConsent(facts),
    ofExclusions(profile, facts),
    ofQuestion(profile, facts),
    ofCriteria(profile, facts),
  ];
  return {
    outcome: strongest(parts.map((p) => p.outcome)),
    reasons: [...parts.flatMap((p) => p.reasons), ...ofGrades(profile, facts)],
    ...countCriteria(profile, facts),
    aims: profile.aims,
  };
}

/** The same, with the version of the profile that it is by. */
export const adviceOn = (
  { document, version }: Pick<Profile, 'document' | 'version'>,
  facts: Facts,
): Plain<ContractAdvice> => ({ ...advise(document, facts), profileVersion: version });

type Part = { outcome: AdviceOutcome; reasons: AdviceReason[] };

// What leads elsewhere outweighs an open question; an open question outweighs a plain yes or no.
const byStrength: readonly AdviceOutcome[] = ['lead_elsewhere', 'not_met', 'ask', 'met'];
const strongest = (outcomes: AdviceOutcome[]): AdviceOutcome =>
  byStrength.find((o) => outcomes.includes(o)) ?? 'met';

function ofPriorConsent({ priorConsent }: Facts): Part {
  if (!priorConsent) return { outcome: 'met', reasons: [] };
  const reasons = [
    reason('FAMILY_AGREED', priorConsent.familyAgreed ? 'met' : 'unknown'),
    reason('FAMILY_INFORMED', priorConsent.familyInformed ? 'met' : 'unknown'),
  ];
  return { outcome: reasons.every((r) => r.answer === 'met') ? 'met' : 'ask', reasons };
}

function ofExclusions(profile: ProfileDocument, facts: Facts): Part {
  let outcome: AdviceOutcome = 'met';
  const reasons = profile.intake.exclusions.map((exclusion) => {
    const answer = facts.indicators[exclusion.code] ?? 'unknown';
    if (exclusion.skillLacking) {
      // what we cannot do yet is asked about, and never said to fit
      if (answer !== 'not_met' && outcome === 'met') outcome = 'ask';
      return reason('SKILL_NEEDED', answer, exclusion.label);
    }
    if (answer === 'met') outcome = 'lead_elsewhere';
    if (answer === 'unknown' && outcome === 'met') outcome = 'ask';
    return reason('EXCLUSION', answer, exclusion.label);
  });
  return { outcome, reasons };
}

function ofQuestion(profile: ProfileDocument, { lifeDomains }: Facts): Part {
  if (!profile.intake.homeworkOnlyLedElsewhere) return { outcome: 'met', reasons: [] };
  if (lifeDomains.length === 0) {
    return { outcome: 'ask', reasons: [reason('MORE_THAN_HOMEWORK', 'unknown')] };
  }
  return lifeDomains.some((d) => d !== 'homework')
    ? { outcome: 'met', reasons: [reason('MORE_THAN_HOMEWORK', 'met')] }
    : { outcome: 'lead_elsewhere', reasons: [reason('MORE_THAN_HOMEWORK', 'not_met')] };
}

function countCriteria(
  { intake: { criteriaSet } }: ProfileDocument,
  facts: Facts,
): Pick<Advice, 'met' | 'notMet' | 'unknown' | 'threshold'> {
  const answers = (criteriaSet?.criteria ?? []).map((c) => facts.indicators[c.code] ?? 'unknown');
  const count = (a: Answer): number => answers.filter((x) => x === a).length;
  return {
    met: count('met'),
    notMet: count('not_met'),
    unknown: count('unknown'),
    threshold: criteriaSet?.threshold ?? 0,
  };
}

function ofCriteria(profile: ProfileDocument, facts: Facts): Part {
  const set = profile.intake.criteriaSet;
  if (!set) return { outcome: 'met', reasons: [reason('EVERY_QUESTION_CONSIDERED', 'met')] };
  const { met, unknown, threshold } = countCriteria(profile, facts);
  const reasons = set.criteria.map((c) =>
    reason('CRITERION', facts.indicators[c.code] ?? 'unknown', c.label),
  );
  if (met >= threshold) return { outcome: 'met', reasons };
  return { outcome: met + unknown >= threshold ? 'ask' : 'not_met', reasons };
}

// The focus explains the order of the waiting list; it never refuses a family.
function ofGrades(profile: ProfileDocument, { grades }: Facts): AdviceReason[] {
  if (profile.intake.grades.length === 0) return [];
  if (grades.length === 0) return [reason('GRADE_IN_FOCUS', 'unknown')];
  return [reason('GRADE_IN_FOCUS', inFocus(profile, grades) ? 'met' : 'not_met')];
}

/** Is one of the grades in the profile's focus? A profile without a focus has all in it. */
export const inFocus = (profile: ProfileDocument, grades: readonly Grade[]): boolean =>
  profile.intake.grades.length === 0 || grades.some((g) => profile.intake.grades.includes(g));
