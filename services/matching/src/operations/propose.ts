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
import { loadTutor, tutorsOf } from '../store/tutors.ts';

export type Deps = { solver: Solver };

type Everybody = {
  requests: Request[];
  tutors: TutorCopy[];
  holdOf: (r: Request, t: TutorCopy) => Judged['hold'];
  today: string;
  visitOn: string;
};

const firstVisitBy = (today: string): string => addDays(today, FIRST_VISIT_DAYS);

/**
 * Proposes the best assignment for all open requests of the branch at once. Nothing is held in the
 * database while it solves.
 */
export async function proposeMatches(call: StepCall<Tx, Deps>, named: string): Promise<Run> {
  const branchCode = branchOf(call, named);
  const { today, deps } = call;
  const everybody = await call.transact(async ({ tx }): Promise<Everybody> => {
    const requests = await openRequests(tx, branchCode, today);
    const tutors = await tutorsOf(tx, branchCode);
    const holds = await holdsOf(tx, branchCode);
    const holdOf: Everybody['holdOf'] = (r, t) => holds({ supportRequestId: r.id, tutorId: t.id });
    return { requests, tutors, holdOf, today, visitOn: firstVisitBy(today) };
  });
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

/** The last run, without what was taken up since; an empty one where nobody ran yet. */
export async function getProposals({ tx, now, scope }: MatchingCall, named: string): Promise<Run> {
  const branchCode = branchOf({ scope }, named);
  const nobody = { requests: 0, tutors: 0, solveMs: 0, optimal: true };
  const empty = { id: '', branchCode, pairs: [], unmet: [], recordedAt: now.toISOString() };
  return (await lastRun(tx, branchCode)) ?? { ...empty, ...nobody };
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

/** Refuses PAIR_IMPOSSIBLE with the rules that are broken. */
export function expectPossible(pair: Judged, except: readonly PairReasonCode[] = []): void {
  const broken = pair.reasons
    .filter(({ code, verdict }) => verdict === 'broken' && !except.some((one) => one === code))
    .map(({ code }) => code);
  if (broken.length === 0) return;
  const meta = { rules: broken.join(',') };
  throw new Refusal('failed_precondition', 'PAIR_IMPOSSIBLE', { meta });
}
