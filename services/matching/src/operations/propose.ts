import { branchOf } from '@katrol/events';
import type { StepCall } from '@katrol/rpc';
import { Checks, Refusal, notFound } from '@katrol/runtime';
import { toProblem, type Candidate } from '../domain/assignment.ts';
import {
  capacityOf,
  judge,
  weigh,
  whatIsMissing,
  type Hold,
  type Judged,
  type Request,
  type TutorCopy,
} from '../domain/pairing.ts';
import type { Solver } from '../solver.ts';
import type { MatchingCall, Tx } from '../store/client.ts';
import {
  earlierOf,
  forPairing,
  holdsOf,
  keepHold,
  loadRequest,
  loadTutor,
  openRequests,
  rulesOf,
  tutorsOf,
} from '../store/requests.ts';
import { lastRun, saveRun, type Run, type Unmet } from '../store/runs.ts';

export type Deps = { solver: Solver };

/** Proposes the best assignment for all open requests of the branch at once. Nothing is held in the database while it solves. */
export async function proposeMatches(deps: Deps, call: StepCall<Tx>, given: string): Promise<Run> {
  const branchCode = branchOf(call, given);
  const { requests, tutors, holds } = await call.transact(async ({ tx }) => ({
    requests: await openRequests(tx, branchCode),
    tutors: await tutorsOf(tx, branchCode),
    holds: await holdsOf(tx, branchCode),
  }));
  const holdOf = (r: Request, t: TutorCopy): Hold => holds.get(`${r.id} ${t.id}`) ?? 'free';
  const possible = requests.map((r, request) =>
    tutors.flatMap((t, tutor): Candidate[] => {
      const hold = holdOf(r, t);
      const { possible: fits, points } = weigh({ r, t, today: call.today }, hold);
      return fits ? [{ request, tutor, points, pinned: hold === 'pinned' }] : [];
    }),
  );
  const [first] = requests;
  const { problem, candidates } = toProblem(
    possible,
    tutors.map((t) => (first ? Math.max(0, capacityOf(t, first.rules) - t.families) : 0)),
  );
  const since = performance.now();
  const { chosen, optimal } = await deps.solver.solve(problem);
  const solveMs = Math.round(performance.now() - since);
  const judged = (r: Request, t: TutorCopy): Judged =>
    judge({ r, t, today: call.today }, holdOf(r, t));
  const pairs = chosen.flatMap((i) => {
    const r = requests[candidates[i]?.request ?? -1];
    const t = tutors[candidates[i]?.tutor ?? -1];
    return r && t ? [{ ...judged(r, t), familyId: r.familyId }] : [];
  });
  const met = new Set(pairs.map((p) => p.requestId));
  const unmet = requests
    .filter((r) => !met.has(r.id))
    .map((r) =>
      unmetOf(
        r,
        tutors.map((t) => judged(r, t)),
      ),
    );
  const result = {
    pairs,
    unmet,
    requests: requests.length,
    tutors: tutors.length,
    solveMs,
    optimal,
  };
  return await call.transact(({ tx, now }) => saveRun(tx, branchCode, now, result));
}

const unmetOf = (r: Request, judged: Judged[]): Unmet => ({
  supportRequestId: r.id,
  familyId: r.familyId,
  missing: whatIsMissing(judged),
  stages: r.stages,
  subjects: r.subjects,
  slots: r.slots,
});

/** The last run, without what was taken up since; an empty one where nobody ran yet. */
export async function getProposals(_deps: Deps, call: MatchingCall, given: string): Promise<Run> {
  const branchCode = branchOf(call, given);
  const empty = {
    id: '',
    branchCode,
    pairs: [],
    unmet: [],
    recordedAt: call.now,
    requests: 0,
    tutors: 0,
    solveMs: 0,
    optimal: true,
  };
  return (await lastRun(call.tx, branchCode)) ?? empty;
}

type PairInput = { supportRequestId: string; tutorId: string };

async function judgePair(
  call: MatchingCall,
  input: PairInput,
): Promise<Judged & { familyId: string; branchCode: string }> {
  const request = await loadRequest(call.tx, input.supportRequestId);
  const tutor = await loadTutor(call.tx, input.tutorId);
  if (tutor.branchCode !== request.branchCode) throw notFound('tutor_id');
  const rules = await rulesOf(call.tx, request.branchCode, request.profileVersion);
  const r = forPairing(request, rules, await earlierOf(call.tx, request.familyId));
  const hold =
    (await holdsOf(call.tx, request.branchCode)).get(`${request.id} ${tutor.id}`) ?? 'free';
  return {
    ...judge({ r, t: tutor, today: call.today }, hold),
    familyId: request.familyId,
    branchCode: request.branchCode,
  };
}

/** "Why not her?": every rule, for any tutor of the branch. */
export async function explainPair(
  _deps: Deps,
  call: MatchingCall,
  input: PairInput,
): Promise<Judged & { familyId: string }> {
  const pair = await judgePair(call, input);
  call.audit(pair.familyId, pair.branchCode);
  return pair;
}

/** Pins a pair, forbids it, or leaves it free again; the next run keeps to it. A pair that breaks a hard rule cannot be pinned. */
export async function holdPair(
  _deps: Deps,
  call: MatchingCall,
  input: PairInput & { hold: string; reason: string },
): Promise<Judged & { familyId: string }> {
  const c = new Checks();
  c.code('hold', input.hold, ['pinned', 'forbidden', 'free'], true);
  const reason = c.text('reason', input.reason, { max: 500, required: input.hold === 'forbidden' });
  c.done();
  const pair = await judgePair(call, input);
  if (input.hold === 'pinned') expectPossible(pair, ['FORBIDDEN']);
  const { supportRequestId, tutorId } = input;
  call.audit(pair.familyId, pair.branchCode);
  await keepHold(call.tx, {
    supportRequestId,
    tutorId,
    branchCode: pair.branchCode,
    hold: input.hold as Hold,
    reason,
  });
  return await judgePair(call, input);
}

/** Refuses PAIR_IMPOSSIBLE with the rules that are broken. */
export function expectPossible(pair: Judged, except: string[] = []): void {
  const broken = pair.reasons
    .filter((r) => r.verdict === 'broken' && !except.includes(r.code))
    .map((r) => r.code);
  if (broken.length > 0)
    throw new Refusal('failed_precondition', 'PAIR_IMPOSSIBLE', {
      meta: { rules: broken.join(',') },
    });
}

export { judgePair };
