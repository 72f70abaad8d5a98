import type { Judged } from '../domain/pairing.ts';
import type { Slot } from '../domain/rules.ts';
import { json, type Tx } from './client.ts';

export type Unmet = {
  supportRequestId: string;
  familyId: string;
  missing: string[];
  stages: string[];
  subjects: string[];
  slots: Slot[];
};
export type Run = {
  id: string;
  branchCode: string;
  pairs: (Judged & { familyId: string })[];
  unmet: Unmet[];
  recordedAt: Date;
  requests: number;
  tutors: number;
  solveMs: number;
  optimal: boolean;
};

type Result = Omit<Run, 'id' | 'branchCode' | 'recordedAt'>;

export async function saveRun(
  tx: Tx,
  branchCode: string,
  recordedAt: Date,
  result: Result,
): Promise<Run> {
  // only the last run is worked from
  await tx.proposalRun.deleteMany({ where: { branchCode } });
  const { id } = await tx.proposalRun.create({
    data: { branchCode, recordedAt, result: json(result) },
    select: { id: true },
  });
  return { id, branchCode, recordedAt, ...result };
}

/** The last run of a branch, without the requests that were taken up since. */
export async function lastRun(tx: Tx, branchCode: string): Promise<Run | undefined> {
  const row = await tx.proposalRun.findFirst({
    where: { branchCode },
    orderBy: { recordedAt: 'desc' },
  });
  if (!row) return undefined;
  const result = row.result as unknown as Result;
  const open = new Set(
    (
      await tx.supportRequest.findMany({
        where: { branchCode, status: 'open' },
        select: { id: true },
      })
    ).map((r) => r.id),
  );
  return {
    id: row.id,
    branchCode,
    recordedAt: row.recordedAt,
    ...result,
    pairs: result.pairs.filter((p) => open.has(p.requestId)),
    unmet: result.unmet.filter((u) => open.has(u.supportRequestId)),
  };
}
