import { isUuid } from '@katrol/runtime';
import type { Tx } from './client.ts';

/**
 * The files of one family: the kept one first, then those that went up in it. What is the id of no
 * file stands alone: whoever loads it refuses it.
 */
export async function filesOf(tx: Tx, familyId: string): Promise<string[]> {
  if (!isUuid(familyId)) return [familyId];
  const where = { id: familyId };
  const own = await tx.family.findUnique({ where, select: { rootId: true } });
  const rootId = own?.rootId ?? familyId;
  const merged = await tx.family.findMany({ where: { rootId }, select: { id: true } });
  return [rootId, ...merged.map(({ id }) => id)];
}
