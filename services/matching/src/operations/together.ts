import type { Plain } from '@katrol/contract';
import type {
  ProposeTogetherRequest,
  ProposeTogetherResponse,
  TownsTogether,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import { townsOf } from '../domain/together.ts';
import { joined, ofBranch } from '../domain/together-run.ts';
import type { PairIds } from '../domain/run.ts';
import type { MatchingCall, Tx } from '../store/client.ts';
import { agreements } from '../store/rules.ts';
import { beforeOf, everybodyOf, keepRun, type Deps } from './propose.ts';

/** How long a run over towns may look, in seconds. */
const SECONDS = 24;

/** The branches that agreed to look for tutors together: each says so of each other. */
export async function listTownsTogether({
  tx,
  today,
}: MatchingCall): Promise<Plain<TownsTogether>[]> {
  const agreed = await agreements(tx, today);
  return townsOf(agreed).map((branchCodes) => ({ branchCodes }));
}

/**
 * Proposals for several branches at once, where each of them agreed with each other: who works for
 * more than one is given once, where it helps most. Each branch finds its own pairs as after a run of
 * its own; whoever asks gets counts. Refuses BRANCHES_DO_NOT_AGREE.
 */
export async function proposeTogether(
  call: StepCall<Tx, Deps>,
  asked: Plain<ProposeTogetherRequest>,
): Promise<Plain<ProposeTogetherResponse>> {
  const codes = [...new Set(asked.branchCodes)].sort();
  const agreed = await call.transact(({ tx }) => agreements(tx, call.today));
  const apart = codes.find((a) => codes.some((b) => a !== b && !agreed.get(a)?.includes(b)));
  if (apart !== undefined || codes.length < 2) {
    const meta = { branch_code: apart ?? '' };
    throw new Refusal('failed_precondition', 'BRANCHES_DO_NOT_AGREE', { meta });
  }
  const { branches, before } = await call.transactIn(codes, async ({ tx, today }) => {
    const found = [];
    const known: PairIds[] = [];
    for (const code of codes) {
      found.push(await everybodyOf(tx, code, today));
      known.push(...(await beforeOf(tx, code)));
    }
    return { branches: found, before: known };
  });
  const { all, shared } = joined(branches);
  const result = await call.deps.runs.ask({ all, before, seconds: SECONDS });
  const counts = await call.transactIn(codes, async (inside) => {
    const each = [];
    for (const branchCode of codes) {
      const own = ofBranch(result, all, branchCode);
      await keepRun(inside, branchCode, {
        ...own,
        togetherWith: codes.filter((code) => code !== branchCode),
      });
      const { requests, tutors, pairs } = own;
      each.push({ branchCode, requests, tutors, matched: pairs.length });
    }
    return each;
  });
  const { total, bound, optimal, solveMs } = result;
  return { branches: counts, shared, total, bound, optimal, solveMs };
}
