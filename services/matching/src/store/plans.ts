import { fromRow } from '@katrol/contract';
import { FamilyPlanSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { optionalDate, optionalDay } from '@katrol/runtime';
import { nextRevision, saved } from '@katrol/store';
import { noPlan, type FamilyPlan } from '../domain/family-plan.ts';
import type { Tx } from './client.ts';

/** The plan of a family; an empty one of revision 0 where nobody said anything yet. */
export async function planOf(tx: Tx, familyId: string, branchCode: string): Promise<FamilyPlan> {
  const row = await tx.familyPlan.findUnique({ where: { familyId } });
  if (!row) return noPlan(familyId, branchCode);
  const { strengthsIn, queueIn } = row;
  return {
    ...fromRow(FamilyPlanSchema, row),
    familyId,
    branchCode: row.branchCode,
    strengthsIn: strengthsIn ?? '',
    queueIn: queueIn ?? '',
    queueLookedOn: optionalDay(row.queueLookedOn),
  };
}

export async function savePlan(tx: Tx, plan: FamilyPlan): Promise<void> {
  const { familyId, revision, ...p } = plan;
  const data = {
    ...p,
    strengthsIn: p.strengthsIn || null,
    queueIn: p.queueIn || null,
    queueSince: optionalDate(p.queueSince),
    queueLookedOn: optionalDate(p.queueLookedOn),
    agreedOn: optionalDate(p.agreedOn),
  };
  if (revision === 0) {
    await tx.familyPlan.create({ data: { ...data, familyId } });
    return;
  }
  const where = { familyId, revision };
  await saved(tx.familyPlan.updateMany({ where, data: { ...data, ...nextRevision } }), plan);
}

/** For what each of these families waits at a specialised service; nothing where for nothing. */
export async function queuesOf(tx: Tx, familyIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.familyPlan.findMany({
    where: { familyId: { in: [...familyIds] } },
    select: { familyId: true, specialisedQueue: true },
  });
  return new Map(rows.map((row) => [row.familyId, row.specialisedQueue]));
}
