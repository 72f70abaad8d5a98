import { column, sql, type ListSpec } from '@katrol/store';
import type { Tx } from './client.ts';

/** Schools of a branch; `open`: is it there today? */
export const schoolList = (branchCode: string, today: string): ListSpec<{ id: string }> => ({
  from: sql`(select s.*, (s.valid_until is null or s.valid_until >= ${today}::date) as open
    from school s where s.branch_code = ${branchCode}) s`,
  columns: { id: column(sql`s.id::text`) },
  where: sql`true`,
  search: sql`s.search`,
  filters: {
    kind: { sql: sql`s.kinds`, kind: 'any', facet: true },
    municipality: { sql: sql`s.municipality`, kind: 'one', facet: true },
    open: { sql: sql`s.open`, kind: 'one', facet: true },
  },
  sorts: {
    name: { sql: sql`lower(s.name)`, type: 'text' },
    municipality: { sql: sql`lower(s.municipality)`, type: 'text' },
  },
  defaultSort: 'name',
  id: sql`s.id`,
});

/**
 * What waits to go to somebody is for somebody else now: another form of it, that nobody said yes to
 * yet. What was sent stays with who got it.
 */
export async function takeOverWaiting(
  tx: Tx,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    sql`update message m set status = 'draft', approved_at = null, revision = revision + 1
      from message_receiver r where r.message_id = m.id and r.contact_id = ${from}::uuid
        and m.status in ('draft', 'awaiting_family', 'refused', 'change_asked', 'approved')
      returning m.id::text`,
  );
  const ids = rows.map((row) => row.id);
  await tx.execute(
    sql`insert into message_receiver (message_id, contact_id, branch_code)
      select message_id, ${to}::uuid, branch_code from message_receiver
      where message_id = any (${ids}::uuid[]) and contact_id = ${from}::uuid
      on conflict do nothing`,
  );
  await tx.messageReceiver.deleteMany({ where: { messageId: { in: ids }, contactId: from } });
}
