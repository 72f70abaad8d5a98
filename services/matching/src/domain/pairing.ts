import type { Missing, PairReasonCode } from '@katrol/proto/katrol/matching/v1/codes';
import type { Judged, Pair, Reason } from './pair.ts';
import { hardRules, softRules } from './pairing-rules.ts';

// what costs a look at the week comes last
const LAST: readonly PairReasonCode[] = ['SLOT_OVERLAP', 'HOURS'];
const quickest = [
  ...hardRules.filter(({ code }) => code === 'WITHIN_REACH'),
  ...hardRules.filter(({ code }) => code !== 'WITHIN_REACH' && !LAST.includes(code)),
  ...hardRules.filter(({ code }) => LAST.includes(code)),
];

/**
 * Is the pair possible, and what is it worth? The same rules as `judge`, without their sentences;
 * undefined where it is not possible.
 */
export function weigh(pair: Pair): number | undefined {
  if (!quickest.every((rule) => rule.kept(pair))) return undefined;
  return softRules.reduce((sum, rule) => sum + (rule.points(pair) ?? 0), 0);
}

/**
 * A pair under every rule, with its reasons: hard rules kept or broken, soft ones with their
 * points.
 */
export function judge(pair: Pair): Judged {
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
    supportRequestId: pair.r.id,
    familyId: pair.r.familyId,
    tutorId: pair.t.id,
    slots: pair.shared,
    hours: pair.hours ?? [],
    hold: pair.hold,
    possible: hards.every((x) => x.verdict === 'kept'),
    points: softs.reduce((sum, x) => sum + x.points, 0),
    reasons: [...hards.filter((x) => x.verdict === 'broken' || !SILENT.includes(x.code)), ...softs],
    keptFor: [],
  };
}

// kept, they go without saying
const SILENT: readonly (PairReasonCode | '')[] = ['FORBIDDEN', 'SAID_NO', 'KIND'];

/** What is missing where a hard rule is broken, as the branch would look for it. */
const missingOf: Partial<Record<PairReasonCode, Missing>> = {
  CHECK_VALID: 'CHECK',
  TRAINING_DONE: 'TRAINING',
  AVAILABLE: 'CAPACITY',
  CAPACITY: 'CAPACITY',
  KIND: 'CAPACITY',
  SLOT_OVERLAP: 'SLOT',
  HOURS: 'SLOT',
  WITHIN_REACH: 'REACH',
  PLACE_KIND: 'PLACE',
  LEVEL: 'STAGE',
  SUBJECT: 'SUBJECT',
  FORBIDDEN: 'FORBIDDEN',
  SAID_NO: 'FORBIDDEN',
};

/**
 * What a request without a tutor lacks: of the tutors that come nearest (fewest rules broken), what
 * they lack. Nobody at all: NO_TUTORS; somebody would fit but is taken: CAPACITY.
 */
export function whatIsMissing(pairs: Iterable<Pair>): Missing[] {
  let fewest = Number.POSITIVE_INFINITY;
  const counts = new Map<Missing, number>();
  for (const pair of pairs) {
    const broken = brokenUpTo(pair, fewest);
    if (!broken) continue;
    if (broken.length < fewest) counts.clear();
    fewest = broken.length;
    for (const code of broken) {
      const missing = missingOf[code];
      if (missing) counts.set(missing, (counts.get(missing) ?? 0) + 1);
    }
  }
  if (fewest === Number.POSITIVE_INFINITY) return ['NO_TUTORS'];
  if (fewest === 0) return ['CAPACITY'];
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([code]) => code);
}

/** The rules that a pair breaks; undefined where it breaks more than so many. */
function brokenUpTo(pair: Pair, most: number): PairReasonCode[] | undefined {
  const broken: PairReasonCode[] = [];
  for (const rule of quickest) {
    if (rule.kept(pair)) continue;
    broken.push(rule.code);
    if (broken.length > most) return undefined;
  }
  return broken;
}
