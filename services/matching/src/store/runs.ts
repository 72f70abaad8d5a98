import { fromRow } from '@katrol/contract';
import { ProposalRunSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { Run, RunResult } from '../domain/run.ts';
import type { Tx } from './client.ts';

export async function saveRun(
  tx: Tx,
  branchCode: string,
  recordedAt: Date,
  result: RunResult,
): Promise<Run> {
  // only the last run is worked from
  await tx.proposalRun.deleteMany({ where: { branchCode } });
  const data = { branchCode, recordedAt, result };
  const { id } = await tx.proposalRun.create({ data, select: { id: true } });
  return { id, branchCode, recordedAt: recordedAt.toISOString(), ...result };
}

/** The last run of a branch, without the requests that were taken up since. */
export async function lastRun(tx: Tx, branchCode: string): Promise<Run | undefined> {
  const orderBy = { recordedAt: 'desc' } as const;
  const row = await tx.proposalRun.findFirst({ where: { branchCode }, orderBy });
  if (!row) return undefined;
  const run = fromRow(ProposalRunSchema, { ...row, ...(row.result as object) });
  const where = { branchCode, status: { in: ['open', 'continuing'] } };
  const rows = await tx.supportRequest.findMany({ where, select: { id: true } });
  const open = new Set(rows.map((r) => r.id));
  const stays = (one: { supportRequestId: string }): boolean => open.has(one.supportRequestId);
  return { ...run, pairs: run.pairs.filter(stays), unmet: run.unmet.filter(stays) };
}
