import { sql } from '@katrol/store';
import type { Tx } from './client.ts';
import { messagesByIds, type Message } from './messages.ts';

/** Children about whom something waits or was sent. */
export async function childrenWithMessages(
  tx: Tx,
  familyIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.message.findMany({
    where: { familyId: { in: [...familyIds] }, status: { notIn: ['stopped', 'let_go'] } },
    select: { childId: true },
    distinct: ['childId'],
  });
  return rows.map(({ childId }) => childId);
}

/** Ends the sharing of a child's messages; gives those that were under way or sent. */
export async function stopMessages(
  tx: Tx,
  { familyIds, childId }: { familyIds: readonly string[]; childId: string },
  { sequence, at }: { sequence: number; at: Date },
): Promise<Message[]> {
  const rows = await tx.query<{ id: string }>(
    sql`update message set stopped_status = status, stopped_sequence = ${sequence},
        status = 'stopped', revision = revision + 1
      where family_id = any (${familyIds}::uuid[]) and child_id = ${childId}::uuid
        and status not in ('stopped', 'let_go') returning id::text`,
  );
  const ids = rows.map((row) => row.id);
  // what nobody there opened is confirmed by that; who read it is asked
  await tx.execute(
    sql`update message_receiver set receipt = case when opened_at is null then 'unread'
          else 'read_before' end, receipt_at = ${at}
      where message_id = any (${ids}::uuid[])`,
  );
  return await messagesByIds(tx, ids);
}

/** As if it was never said: what stopped at that count stands as it did. Gives which. */
export async function resumeMessages(
  tx: Tx,
  familyIds: readonly string[],
  sequence: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    sql`update message set status = stopped_status, stopped_status = '', stopped_sequence = 0,
        revision = revision + 1
      where family_id = any (${familyIds}::uuid[]) and status = 'stopped'
        and stopped_sequence = ${sequence} returning id::text`,
  );
  const ids = rows.map((row) => row.id);
  await tx.messageReceiver.updateMany({
    where: { messageId: { in: ids } },
    data: { receipt: '', receiptNote: '', receiptAt: null },
  });
  return ids;
}
