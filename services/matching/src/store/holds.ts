import { codeOf } from '@katrol/contract';
import { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import type { Tx } from './client.ts';

/** How two are held: a pin of one request, or kept apart for good. */
export type PairHold = {
  familyId: string;
  tutorId: string;
  supportRequestId: string;
  hold: Hold;
  /** `free`: how many times they had said no when they were let try again */
  nos: number;
};

/** What a branch keeps together, apart, or lets try again. */
export const holdsOf = async (tx: Tx, branchCode: string): Promise<PairHold[]> =>
  (await tx.pairHold.findMany({ where: { branchCode } })).map((row) => ({
    ...row,
    hold: codeOf(Hold, row.hold),
  }));

/** Keeps how two are held from now on. A request has one pinned tutor at most. */
export async function keepHold(
  tx: Tx,
  held: PairHold & { branchCode: string; reason: string },
): Promise<void> {
  const { supportRequestId, familyId, tutorId, hold } = held;
  if (hold === 'pinned') await tx.pairHold.deleteMany({ where: { supportRequestId, hold } });
  const where = { familyId_tutorId: { familyId, tutorId } };
  await tx.pairHold.upsert({ where, create: held, update: held });
}
