import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type { PairReasonCode } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  ExplainPairRequest,
  HoldPairRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { addDays, Refusal, notFound } from '@katrol/runtime';
import { pairOf, type Everybody } from '../domain/options.ts';
import type { Judged, Pair } from '../domain/pair.ts';
import { judge } from '../domain/pairing.ts';
import { brokenOf, type PairIds, type Run, type RunResult } from '../domain/run.ts';
import { canBe } from '../domain/hours.ts';
import { FIRST_VISIT_DAYS } from '../domain/standing.ts';
import { facts } from '../facts.ts';
import type { Runs } from '../runs.ts';
import type { MatchingCall, Tx } from '../store/client.ts';
import { keepHold } from '../store/holds.ts';
import { countNos, forPairing, loadRequest, openRequestIds } from '../store/requests.ts';
import { lastRun, saveRun } from '../store/runs.ts';
import type { TodayRow } from '../store/today.ts';
import { loadTutor, tutorsOf } from '../store/tutors.ts';

/** A run works in a process of its own, which ends with its answer. */
export type Deps = { runs: Runs };

/** How long a run may look, in seconds. */
const RUN_SECONDS = 20;

/** Who is looked for in a branch and who could, as it stands today. */
export async function everybodyOf(tx: Tx, branchCode: string, today: string): Promise<Everybody> {
  const ids = await openRequestIds(tx, branchCode, today);
  const { requests, holds } = await forPairing(tx, { branchCode, today }, ids);
  const tutors = await tutorsOf(tx, branchCode, today);
  return { requests, tutors, holds, today, visitOn: firstVisitBy(today) };
}

const firstVisitBy = (today: string): string => addDays(today, FIRST_VISIT_DAYS);

/**
 * Proposes the best assignment for all open requests of the branch at once. Nothing is held in the
 * database while it solves.
 */
export async function proposeMatches(call: StepCall<Tx, Deps>, named: string): Promise<Run> {
  const branchCode = branchOf(call, named);
  const { today, deps } = call;
  const { all, before } = await call.transact(async ({ tx }) => ({
    all: await everybodyOf(tx, branchCode, today),
    before: await beforeOf(tx, branchCode),
  }));
  const result = await deps.runs.ask({ all, before, seconds: RUN_SECONDS });
  return await call.transact((inside) => keepRun(inside, branchCode, result));
}

/** The pairs of the last run whose requests are still open. */
export const beforeOf = async (tx: Tx, branchCode: string): Promise<PairIds[]> =>
  ((await lastRun(tx, branchCode))?.pairs ?? []).map(idsOf);

/** Keeps a run of a branch, and tells what nobody was found for. */
export async function keepRun(
  call: MatchingCall,
  branchCode: string,
  result: RunResult,
): Promise<Run> {
  call.audit('', branchCode);
  for (const { supportRequestId, familyId, missing } of result.unmet) {
    const unmet = { supportRequestId, familyId, branchCode, missing, occurredOn: call.today };
    call.tell(facts.requestUnmet, unmet);
  }
  return await saveRun(call.tx, branchCode, call.now, result);
}

const idsOf = ({ supportRequestId, tutorId }: PairIds): PairIds => ({ supportRequestId, tutorId });

/**
 * The last run as it stands today: without what was taken up since, and without the pairs that can
 * no longer be; an empty one where nobody ran yet. What was only kept apart stays, to be undone.
 */
export async function getProposals(call: MatchingCall, named: string): Promise<Run> {
  const { tx, now, scope, today } = call;
  const branchCode = branchOf({ scope }, named);
  const run = await lastRun(tx, branchCode);
  if (run === undefined) {
    const nobody = { requests: 0, tutors: 0, solveMs: 0, total: 0, bound: 0, optimal: true };
    const nothing = { pairs: [], unmet: [], changes: [], helpfulHours: [], togetherWith: [] };
    return { id: '', branchCode, recordedAt: now.toISOString(), ...nothing, ...nobody };
  }
  const pairs = stillJudged(run, await everybodyOf(tx, branchCode, today));
  return { ...run, pairs: pairs.filter((pair) => brokenOf(pair, ['FORBIDDEN']).length === 0) };
}

/** The pairs of a run, judged anew by what is known today; their hours as long as those are free. */
function stillJudged({ pairs }: Run, all: Everybody): Judged[] {
  const requests = new Map(all.requests.map((r) => [r.id, r]));
  const tutors = new Map(all.tutors.map((t) => [t.id, t]));
  return pairs.flatMap(({ supportRequestId, tutorId, hours }) => {
    const r = requests.get(supportRequestId);
    const t = tutors.get(tutorId);
    if (!r || !t) return [];
    const pair = pairOf(all, r, t);
    const judged = judge(pair);
    return [{ ...judged, hours: canBe(pair, hours) ? hours : judged.hours }];
  });
}

/**
 * For whom somebody is looked for: a proposal that can still be waits to be decided; without one
 * the line says whether nobody ran since it was asked, nobody was found, or what was found is gone.
 */
export async function lookedFor(
  { tx, today }: MatchingCall,
  branchCode: string,
): Promise<TodayRow[]> {
  const all = await everybodyOf(tx, branchCode, today);
  const run = await lastRun(tx, branchCode);
  const alive = new Set(
    (run ? stillJudged(run, all) : []).filter((p) => p.possible).map((p) => p.supportRequestId),
  );
  const proposed = new Set(run?.pairs.map((one) => one.supportRequestId));
  const unmet = new Set(run?.unmet.map((one) => one.supportRequestId));
  const whyUnmet = (id: string): string =>
    unmet.has(id) ? 'NOBODY_FOUND' : proposed.has(id) ? 'PROPOSAL_GONE' : 'NOBODY_RAN';
  const lines = all.requests.map(({ id: subjectId, familyId, askedOn: since }): TodayRow => {
    const line = { subjectId, familyId, tutorId: '', since, due: '', text: '' };
    return alive.has(subjectId)
      ? { ...line, kind: 'PROPOSAL_TO_DECIDE', reason: since ? '' : 'NEXT_TUTOR' }
      : { ...line, kind: 'REQUEST_UNMET', reason: whyUnmet(subjectId) };
  });
  return lines.sort((a, b) => a.kind.localeCompare(b.kind) || a.since.localeCompare(b.since));
}

type PairInput = Plain<ExplainPairRequest>;

/**
 * A request and a tutor of its branch, for the record of who asks; for a first visit on a day, else
 * within a week.
 */
export async function loadPair(
  { tx, today }: MatchingCall,
  { supportRequestId, tutorId }: PairInput,
  visitDay = firstVisitBy(today),
): Promise<{ pair: Pair; branchCode: string }> {
  const { branchCode } = await loadRequest(tx, supportRequestId);
  const t = await loadTutor(tx, tutorId, today);
  if (t.branchCode !== branchCode) throw notFound('tutor_id');
  const { requests, holds } = await forPairing(tx, { branchCode, today }, [supportRequestId]);
  const [r] = requests;
  if (!r) throw notFound('support_request_id');
  const visitOn = visitDay < today ? today : visitDay;
  return { pair: pairOf({ holds, today, visitOn }, r, t), branchCode };
}

/**
 * "Why not her?": every rule, for any tutor of the branch; for one who fits, for whom she was kept.
 */
export async function explainPair(call: MatchingCall, input: PairInput): Promise<Judged> {
  const { pair, branchCode } = await loadPair(call, input);
  call.audit(pair.r.familyId, branchCode);
  const judged = judge(pair);
  const proposed = (await lastRun(call.tx, branchCode))?.pairs ?? [];
  const hers = proposed
    .filter((one) => one.tutorId === input.tutorId)
    .map((one) => one.supportRequestId);
  const keptFor = judged.possible && !hers.includes(input.supportRequestId) ? hers : [];
  return { ...judged, keptFor };
}

/**
 * Pins a pair, keeps the two apart, or lets them try again; the next run keeps to it. A pair that
 * breaks a hard rule cannot be pinned.
 */
export async function holdPair(call: MatchingCall, input: Plain<HoldPairRequest>): Promise<Judged> {
  const { pair, branchCode } = await loadPair(call, input);
  const { supportRequestId, tutorId, reason } = input;
  const { familyId } = pair.r;
  const hold = input.hold || 'free';
  if (hold === 'pinned') expectPossible(judge(pair), ['FORBIDDEN']);
  call.audit(familyId, branchCode);
  const nos = await countNos(call.tx, branchCode, { familyId, tutorId });
  const held = { familyId, supportRequestId, tutorId, branchCode, hold, reason, nos };
  await keepHold(call.tx, held);
  return judge((await loadPair(call, input)).pair);
}

/** Refuses PAIR_IMPOSSIBLE with the rules that are broken. */
export function expectPossible(pair: Judged, except: readonly PairReasonCode[] = []): void {
  const broken = brokenOf(pair, except);
  if (broken.length === 0) return;
  const meta = { rules: broken.join(',') };
  throw new Refusal('failed_precondition', 'PAIR_IMPOSSIBLE', { meta });
}
