import type { Aim, ProfileDocument, Words } from './profile.ts';

export type Answer = 'met' | 'not_met' | 'unknown';
export type Indicators = Record<string, Answer>;
export type AdviceOutcome = 'met' | 'not_met' | 'ask' | 'lead_elsewhere';
export type AdviceReason = { code: string; label: Words; answer: Answer };

/** Advice with its reasons. It only ever advises: a person decides, with the family. */
export type Advice = {
  outcome: AdviceOutcome;
  reasons: AdviceReason[];
  met: number;
  notMet: number;
  unknown: number;
  threshold: number;
  aims: Aim[];
};

export type Facts = {
  indicators: Indicators;
  /** what help was asked for: `homework`, or a life domain; empty: not known yet */
  lifeDomains: string[];
  grades: string[];
  /** undefined: the family asked for itself, or the profile does not ask */
  priorConsent: { familyAgreed: boolean; familyInformed: boolean } | undefined;
};

const reason = (code: string, answer: Answer, label: Words = {}): AdviceReason => ({
  code,
  answer,
  label,
});

/** What the profile advises on these facts. Unknown is not "no": what could still change the answer leads to `ask`. */
export function advise(profile: ProfileDocument, facts: Facts): Advice {
  const parts = [
    ofPriorConsent(facts),
    ofExclusions(profile, facts),
    ofQuestion(profile, facts),
    ofCriteria(profile, facts),
  ];
  const counted = countCriteria(profile, facts);
  return {
    outcome: strongest(parts.map((p) => p.outcome)),
    reasons: [...parts.flatMap((p) => p.reasons), ...ofGrades(profile, facts)],
    ...counted,
    aims: profile.aims,
  };
}

type Part = { outcome: AdviceOutcome; reasons: AdviceReason[] };

// What leads elsewhere outweighs an open question; an open question outweighs a plain yes or no.
const strongest = (outcomes: AdviceOutcome[]): AdviceOutcome =>
  (['lead_elsewhere', 'not_met', 'ask', 'met'] as const).find((o) => outcomes.includes(o)) ?? 'met';

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
    if (exclusion.skillLacking) return reason('SKILL_NEEDED', answer, exclusion.label);
    if (answer === 'met') outcome = 'lead_elsewhere';
    if (answer === 'unknown' && outcome === 'met') outcome = 'ask';
    return reason('EXCLUSION', answer, exclusion.label);
  });
  return { outcome, reasons };
}

function ofQuestion(profile: ProfileDocument, { lifeDomains }: Facts): Part {
  if (!profile.intake.homeworkOnlyLedElsewhere) return { outcome: 'met', reasons: [] };
  if (lifeDomains.length === 0)
    return { outcome: 'ask', reasons: [reason('MORE_THAN_HOMEWORK', 'unknown')] };
  return lifeDomains.some((d) => d !== 'homework')
    ? { outcome: 'met', reasons: [reason('MORE_THAN_HOMEWORK', 'met')] }
    : { outcome: 'lead_elsewhere', reasons: [reason('MORE_THAN_HOMEWORK', 'not_met')] };
}

function countCriteria(
  profile: ProfileDocument,
  facts: Facts,
): { met: number; notMet: number; unknown: number; threshold: number } {
  const answers = (profile.intake.criteriaSet?.criteria ?? []).map(
    (c) => facts.indicators[c.code] ?? 'unknown',
  );
  const count = (a: Answer): number => answers.filter((x) => x === a).length;
  return {
    met: count('met'),
    notMet: count('not_met'),
    unknown: count('unknown'),
    threshold: profile.intake.criteriaSet?.threshold ?? 0,
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
  const known = grades.filter((g) => g !== '');
  if (known.length === 0) return [reason('GRADE_IN_FOCUS', 'unknown')];
  return [reason('GRADE_IN_FOCUS', inFocus(profile, known) ? 'met' : 'not_met')];
}

/** Is one of the grades in the profile's focus? A profile without a focus has all in it. */
export const inFocus = (profile: ProfileDocument, grades: readonly string[]): boolean =>
  profile.intake.grades.length === 0 || grades.some((g) => profile.intake.grades.includes(g));
