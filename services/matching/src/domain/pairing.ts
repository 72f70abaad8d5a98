import type { Hold, Missing, PairReasonCode } from '@katrol/proto/katrol/matching/v1/codes';
import { toPair, type Judged, type Reason, type Sides } from './pair.ts';
import { hardRules, softRules } from './pairing-rules.ts';

/**
 * Is the pair possible, and what is it worth? The same rules as `judge`, without their sentences.
 */
export function weigh(sides: Sides, hold: Hold): { possible: boolean; points: number } {
  const pair = toPair(sides, hold);
  if (!hardRules.every((rule) => rule.kept(pair))) return { possible: false, points: 0 };
  return {
    possible: true,
    points: softRules.reduce((sum, rule) => sum + (rule.points(pair) ?? 0), 0),
  };
}

/**
 * A pair under every rule, with its reasons: hard rules kept or broken, soft ones with their
 * points.
 */
export function judge(sides: Sides, hold: Hold): Judged {
  const pair = toPair(sides, hold);
  const hards: Reason[] = hardRules.map((rule) => ({
    code: rule.code,
    verdict: rule.kept(pair) ? 'kept' : 'broken',
    points: 0,
    values: rule.values?.(pair) ?? {},
  }));
  const softs: Reason[] = softRules.flatMap((rule) => {
    const points = rule.points(pair);
    return points === undefined
      ? []
      : [
          {
            code: rule.code,
            verdict: points >= 0 ? 'for' : 'against',
            points,
            values: rule.values?.(pair) ?? {},
          },
        ];
  });
  return {
    supportRequestId: sides.r.id,
    familyId: sides.r.familyId,
    tutorId: sides.t.id,
    slots: pair.shared,
    hours: pair.hours ?? [],
    hold,
    possible: hards.every((x) => x.verdict === 'kept'),
    points: softs.reduce((sum, x) => sum + x.points, 0),
    reasons: [...hards.filter((x) => x.code !== 'FORBIDDEN' || x.verdict === 'broken'), ...softs],
  };
}

/** What is missing where a hard rule is broken, as the branch would look for it. */
const missingOf: Partial<Record<PairReasonCode, Missing>> = {
  CHECK_VALID: 'CHECK',
  TRAINING_DONE: 'TRAINING',
  AVAILABLE: 'CAPACITY',
  CAPACITY: 'CAPACITY',
  SLOT_OVERLAP: 'SLOT',
  WITHIN_REACH: 'REACH',
  PLACE_KIND: 'PLACE',
  LEVEL: 'STAGE',
  SUBJECT: 'SUBJECT',
  FORBIDDEN: 'FORBIDDEN',
};

/**
 * What a request without a tutor lacks: of the tutors that come nearest (fewest rules broken), what
 * they lack. Nobody at all: NO_TUTORS; somebody would fit but is taken: CAPACITY.
 */
export function whatIsMissing(judged: readonly Judged[]): Missing[] {
  if (judged.length === 0) return ['NO_TUTORS'];
  const broken = (j: Judged): Reason[] => j.reasons.filter((x) => x.verdict === 'broken');
  const fewest = Math.min(...judged.map((j) => broken(j).length));
  if (fewest === 0) return ['CAPACITY'];
  const counts = new Map<Missing, number>();
  for (const j of judged.filter((one) => broken(one).length === fewest)) {
    for (const { code } of broken(j)) {
      const missing = code === '' ? undefined : missingOf[code];
      if (missing) counts.set(missing, (counts.get(missing) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([code]) => code);
}
