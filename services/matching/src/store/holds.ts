import { codeOf } from '@katrol/contract';
import { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import type { Tx } from './client.ts';

type Ids = { supportRequestId: string; tutorId: string };
const keyOf = ({ supportRequestId, tutorId }: Ids): string => `${supportRequestId} ${tutorId}`;

/** What a branch keeps together or apart: how a pair is held, `free` where nothing was said. */
export async function holdsOf(tx: Tx, branchCode: string): Promise<(pair: Ids) => Hold> {
  const rows = await tx.pairHold.findMany({ where: { branchCode } });
  const holds = new Map(rows.map((row) => [keyOf(row), codeOf(Hold, row.hold)]));
  return (pair) => holds.get(keyOf(pair)) ?? 'free';
}

export async function keepHold(
  tx: Tx,
  held: Ids & { branchCode: string; hold: Hold; reason: string },
): Promise<void> {
  const { supportRequestId, tutorId, hold } = held;
  // a request has one pinned tutor at most
  if (hold === 'pinned') await tx.pairHold.deleteMany({ where: { supportRequestId, hold } });
  if (hold === 'free') {
    await tx.pairHold.deleteMany({ where: { supportRequestId, tutorId } });
    return;
  }
  const where = { supportRequestId_tutorId: { supportRequestId, tutorId } };
  await tx.pairHold.upsert({ where, create: held, update: held });
}
