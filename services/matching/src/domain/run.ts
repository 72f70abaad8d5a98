import type { PairReasonCode } from '@katrol/proto/katrol/matching/v1/codes';
import type { Plain } from '@katrol/contract';
import type { ProposalRun } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { assign } from './assignment.ts';
import { holdKey, pairOf, type Everybody } from './options.ts';
import type { Judged, Request } from './pair.ts';
import { judge, whatIsMissing } from './pairing.ts';
import { startsIn } from './week.ts';

export type Run = Plain<ProposalRun>;
type Unmet = Run['unmet'][number];
/** A run before it is kept. */
export type RunResult = Omit<Run, 'id' | 'branchCode' | 'recordedAt'>;

/** What a run is asked. `before`: the pairs of the run before whose requests are still open. */
export type RunAsked = { all: Everybody; before: readonly PairIds[]; seconds: number };
export type PairIds = { supportRequestId: string; tutorId: string };

/**
 * Proposals for all requests at once, those who stay without and what would help them, and what is
 * otherwise than before. Keeps its thread busy.
 */
export async function runOf({ all, before, seconds }: RunAsked): Promise<RunResult> {
  const { requests, tutors } = all;
  const since = performance.now();
  const known = new Set(before.map((one) => holdKey(one.supportRequestId, one.tutorId)));
  const assigned = await assign(all, { before: known, seconds });
  const solveMs = Math.round(performance.now() - since);
  const pairs = assigned.pairs.flatMap(({ request, tutor, hours }): Judged[] => {
    const r = requests[request];
    const t = tutors[tutor];
    return r && t ? [{ ...judge(pairOf(all, r, t)), hours }] : [];
  });
  const met = new Set(pairs.map((p) => p.supportRequestId));
  const without = requests.filter((r) => !met.has(r.id));
  const { total, bound, optimal } = assigned;
  return {
    pairs,
    unmet: without.map((r) => unmetOf(all, r)),
    requests: requests.length,
    tutors: tutors.length,
    solveMs,
    total,
    bound,
    optimal,
    changes: changesOf(all, before, pairs),
    helpfulHours: helpfulHours(without),
    togetherWith: [],
  };
}

function unmetOf(all: Everybody, r: Request): Unmet {
  const { id: supportRequestId, familyId, stages, subjects, slots } = r;
  function* pairs() {
    for (const t of all.tutors) yield pairOf(all, r, t);
  }
  const missing = whatIsMissing(pairs());
  const known = stages.filter((s) => s !== '');
  return { supportRequestId, familyId, missing, stages: known, subjects, slots };
}

/** Whose proposal is another one now, and why. */
function changesOf(
  all: Everybody,
  before: readonly PairIds[],
  pairs: readonly Judged[],
): Run['changes'] {
  const now = new Map(pairs.map((p) => [p.supportRequestId, p.tutorId]));
  const taken = new Set(pairs.map((p) => p.tutorId));
  const tutors = new Map(all.tutors.map((t) => [t.id, t]));
  const requests = new Map(all.requests.map((r) => [r.id, r]));
  return before.flatMap(({ supportRequestId, tutorId: tutorBefore }) => {
    const r = requests.get(supportRequestId);
    const tutorId = now.get(supportRequestId) ?? '';
    if (!r || tutorId === tutorBefore) return [];
    const t = tutors.get(tutorBefore);
    const rules = t ? brokenOf(judge(pairOf(all, r, t))) : (['AVAILABLE'] as const);
    const kept = taken.has(tutorBefore) ? 'kept_for_another' : 'better';
    const reason = rules.length > 0 ? 'impossible' : kept;
    const { familyId } = r;
    return [
      { supportRequestId, familyId, tutorBefore, tutorId, reason, rules: [...rules] } as const,
    ];
  });
}

/** The hard rules that a pair breaks. */
export const brokenOf = (
  pair: Pick<Judged, 'reasons'>,
  except: readonly PairReasonCode[] = [],
): PairReasonCode[] =>
  pair.reasons.flatMap(({ code, verdict }) =>
    verdict === 'broken' && code !== '' && !except.includes(code) ? [code] : [],
  );

const MOST_HELP = 5;
const AN_HOUR = 60;

/** The hours of the week on which most of them could, none of them overlapping. */
function helpfulHours(without: readonly Request[]): Run['helpfulHours'] {
  const counts = new Map<string, Run['helpfulHours'][number]>();
  for (const { slots, rules } of without)
    for (const { weekday, fromMinute, untilMinute } of startsIn(
      slots,
      rules.support.sessionMinutes,
    )) {
      if (fromMinute % (AN_HOUR / 2) !== 0) continue;
      const key = `${weekday} ${fromMinute} ${untilMinute}`;
      const families = (counts.get(key)?.families ?? 0) + 1;
      counts.set(key, { weekday, fromMinute, untilMinute, families });
    }
  const best: Run['helpfulHours'] = [];
  const most = [...counts.values()].sort(
    (a, b) => b.families - a.families || a.weekday - b.weekday || a.fromMinute - b.fromMinute,
  );
  for (const hour of most) {
    const overlaps = best.some(
      (one) =>
        one.weekday === hour.weekday &&
        one.fromMinute < hour.untilMinute &&
        hour.fromMinute < one.untilMinute,
    );
    if (!overlaps && best.length < MOST_HELP) best.push(hour);
  }
  return best;
}
