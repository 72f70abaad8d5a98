import type { Everybody } from './options.ts';
import { personOf } from './pair.ts';
import type { RunResult } from './run.ts';

/** Several branches as one: whoever works for more of them has one week. */
export function joined(branches: readonly Everybody[]): { all: Everybody; shared: number } {
  const [first] = branches;
  if (!first) throw new Error('no branch to run');
  const tutors = branches.flatMap((b) => b.tutors);
  const weeks = Map.groupBy(tutors, personOf);
  const all = {
    ...first,
    requests: branches.flatMap((b) => b.requests),
    // what one branch planned, the others cannot know
    tutors: tutors.map((t) => ({
      ...t,
      taken: new Set((weeks.get(personOf(t)) ?? []).flatMap((one) => [...one.taken])),
    })),
    holds: new Map(branches.flatMap((b) => [...b.holds])),
  };
  const shared = [...weeks.values()].filter((of) => of.length > 1).length;
  return { all, shared };
}

/** What a run of several says to one of them: its own families, and nothing of the others. */
export function ofBranch(run: RunResult, all: Everybody, branchCode: string): RunResult {
  const own = new Set(
    all.requests.filter((r) => r.branchCode === branchCode).map((request) => request.id),
  );
  const isOwn = ({ supportRequestId }: { supportRequestId: string }): boolean =>
    own.has(supportRequestId);
  return {
    ...run,
    requests: own.size,
    tutors: all.tutors.filter((t) => t.branchCode === branchCode).length,
    pairs: run.pairs.filter(isOwn),
    unmet: run.unmet.filter(isOwn),
    changes: run.changes.filter(isOwn),
    // they are of all branches, and would say of a small one what it asks
    helpfulHours: [],
  };
}
