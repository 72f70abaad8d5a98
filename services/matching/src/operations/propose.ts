import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type { PairReasonCode } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  ExplainPairRequest,
  HoldPairRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { addDays, Refusal, notFound } from '@katrol/runtime';
import { toProblem, type Candidate } from '../domain/assignment.ts';
import { capacityOf, type Judged, type Request, type TutorCopy } from '../domain/pair.ts';
import { judge, weigh, whatIsMissing } from '../domain/pairing.ts';
import { FIRST_VISIT_DAYS } from '../domain/standing.ts';
import type { Solver } from '../solver.ts';
import { facts } from '../facts.ts';
import type { MatchingCall, Tx } from '../store/client.ts';
import { holdsOf, keepHold } from '../store/holds.ts';
import { earlierOf, forPairing, loadRequest, openRequests } from '../store/requests.ts';
import { rulesOf } from '../store/rules.ts';
import { lastRun, saveRun, type Run, type RunResult, type Unmet } from '../store/runs.ts';
import type { TodayRow } from '../store/today.ts';
import { loadTutor, tutorsOf } from '../store/tutors.ts';

export type Deps = { solver: Solver };

type Everybody = {
  requests: Request[];
  tutors: TutorCopy[];
  holdOf: (r: Request, t: TutorCopy) => Judged['hold'];
  today: string;
  visitOn: string;
};

async function everybodyOf(tx: Tx, branchCode: string, today: string): Promise<Everybody> {
  const requests = await openRequests(tx, branchCode, today);
  const tutors = await tutorsOf(tx, branchCode);
  const holds = await holdsOf(tx, branchCode);
  const holdOf: Everybody['holdOf'] = (r, t) => holds({ supportRequestId: r.id, tutorId: t.id });
  return { requests, tutors, holdOf, today, visitOn: firstVisitBy(today) };
}

const firstVisitBy = (today: string): string => addDays(today, FIRST_VISIT_DAYS);

/**
 * Proposes the best assignment for all open requests of the branch at once. Nothing is held in the
 * database while it solves.
 */
export async function proposeMatches(call: StepCall<Tx, Deps>, named: string): Promise<Run> {
  const branchCode = branchOf(call, named);
  const { today, deps } = call;
  const everybody = await call.transact(({ tx }) => everybodyOf(tx, branchCode, today));
  const result = await solve(everybody, deps.solver);
  return await call.transact(async (inside) => {
    inside.audit('', branchCode);
    for (const { supportRequestId, familyId, missing } of result.unmet) {
      const unmet = { supportRequestId, familyId, branchCode, missing, occurredOn: today };
      inside.tell(facts.requestUnmet, unmet);
    }
    return await saveRun(inside.tx, branchCode, inside.now, result);
  });
}

async function solve(all: Everybody, solver: Solver): Promise<RunResult> {
  const { requests, tutors, holdOf, today, visitOn } = all;
  const possible = requests.map((r, request) =>
    tutors.flatMap((t, tutor): Candidate[] => {
      const hold = holdOf(r, t) || 'free';
      const { possible: fits, points } = weigh({ r, t, today, visitOn }, hold);
      return fits ? [{ request, tutor, points, pinned: hold === 'pinned' }] : [];
    }),
  );
  const [first] = requests;
  const { problem, candidates } = toProblem(
    possible,
    tutors.map((t) => (first ? Math.max(0, capacityOf(t, first.rules) - t.families) : 0)),
  );
  const since = performance.now();
  const { chosen, optimal } = await solver.solve(problem);
  const solveMs = Math.round(performance.now() - since);
  const pairs = chosen.flatMap((i) => {
    const r = requests[candidates[i]?.request ?? -1];
    const t = tutors[candidates[i]?.tutor ?? -1];
    return r && t ? [judged(all, r, t)] : [];
  });
  const met = new Set(pairs.map((p) => p.supportRequestId));
  const unmet = requests.filter((r) => !met.has(r.id)).map((r) => unmetOf(all, r));
  return { pairs, unmet, requests: requests.length, tutors: tutors.length, solveMs, optimal };
}

const judged = ({ holdOf, today, visitOn }: Everybody, r: Request, t: TutorCopy): Judged =>
  judge({ r, t, today, visitOn }, holdOf(r, t) || 'free');

function unmetOf(all: Everybody, r: Request): Unmet {
  const { id: supportRequestId, familyId, stages, subjects, slots } = r;
  const missing = whatIsMissing(all.tutors.map((t) => judged(all, r, t)));
  return {
    supportRequestId,
    familyId,
    missing,
    stages: stages.filter((s) => s !== ''),
    subjects,
    slots,
  };
}

/**
 * The last run as it stands today: without what was taken up since, and without the pairs that can
 * no longer be; an empty one where nobody ran yet. What was only kept apart stays, to be undone.
 */
export async function getProposals(call: MatchingCall, named: string): Promise<Run> {
  const { tx, now, scope, today } = call;
  const branchCode = branchOf({ scope }, named);
  const run = await lastRun(tx, branchCode);
  if (run === undefined) {
    const nobody = { requests: 0, tutors: 0, solveMs: 0, optimal: true };
    const empty = { id: '', branchCode, pairs: [], unmet: [], recordedAt: now.toISOString() };
    return { ...empty, ...nobody };
  }
  const pairs = stillJudged(run, await everybodyOf(tx, branchCode, today));
  return { ...run, pairs: pairs.filter((pair) => isPossible(pair, ['FORBIDDEN'])) };
}

/** The pairs of a run, judged anew by what is known today. */
function stillJudged({ pairs }: Run, all: Everybody): Judged[] {
  const requests = new Map(all.requests.map((r) => [r.id, r]));
  const tutors = new Map(all.tutors.map((t) => [t.id, t]));
  return pairs.flatMap(({ supportRequestId, tutorId }) => {
    const r = requests.get(supportRequestId);
    const t = tutors.get(tutorId);
    return r && t ? [judged(all, r, t)] : [];
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
 * A request and a tutor of its branch under every rule, for the record of who asks; for a first
 * visit on a day, else within a week.
 */
export async function judgePair(
  { tx, today }: MatchingCall,
  { supportRequestId, tutorId }: PairInput,
  visitDay = firstVisitBy(today),
): Promise<{ pair: Judged; branchCode: string }> {
  const request = await loadRequest(tx, supportRequestId);
  const { branchCode, profileVersion, familyId } = request;
  const t = await loadTutor(tx, tutorId);
  if (t.branchCode !== branchCode) throw notFound('tutor_id');
  const rules = await rulesOf(tx, branchCode, profileVersion);
  const r = forPairing(request, rules, await earlierOf(tx, familyId));
  const hold = (await holdsOf(tx, branchCode))({ supportRequestId, tutorId });
  const visitOn = visitDay < today ? today : visitDay;
  return { pair: judge({ r, t, today, visitOn }, hold), branchCode };
}

/** "Why not her?": every rule, for any tutor of the branch. */
export async function explainPair(call: MatchingCall, input: PairInput): Promise<Judged> {
  const { pair, branchCode } = await judgePair(call, input);
  call.audit(pair.familyId, branchCode);
  return pair;
}

/**
 * Pins a pair, forbids it, or leaves it free again; the next run keeps to it. A pair that breaks a
 * hard rule cannot be pinned.
 */
export async function holdPair(call: MatchingCall, input: Plain<HoldPairRequest>): Promise<Judged> {
  const { pair, branchCode } = await judgePair(call, input);
  const { supportRequestId, tutorId, reason } = input;
  const hold = input.hold || 'free';
  if (hold === 'pinned') expectPossible(pair, ['FORBIDDEN']);
  call.audit(pair.familyId, branchCode);
  await keepHold(call.tx, { supportRequestId, tutorId, branchCode, hold, reason });
  return (await judgePair(call, input)).pair;
}

const brokenOf = (pair: Judged, except: readonly PairReasonCode[]): string[] =>
  pair.reasons
    .filter(({ code, verdict }) => verdict === 'broken' && !except.some((one) => one === code))
    .map(({ code }) => code);

const isPossible = (pair: Judged, except: readonly PairReasonCode[]): boolean =>
  brokenOf(pair, except).length === 0;

/** Refuses PAIR_IMPOSSIBLE with the rules that are broken. */
export function expectPossible(pair: Judged, except: readonly PairReasonCode[] = []): void {
  const broken = brokenOf(pair, except);
  if (broken.length === 0) return;
  const meta = { rules: broken.join(',') };
  throw new Refusal('failed_precondition', 'PAIR_IMPOSSIBLE', { meta });
}
