import { sql } from '@katrol/store';
import type { Tx } from './client.ts';
import { messagesByIds, type Message } from './messages.ts';

/** What was sent to a contact, newest first. */
export async function sentTo(tx: Tx, contactId: string): Promise<Message[]> {
  const rows = await tx.query<{ id: string }>(
    sql`select m.id::text from message_receiver r join message m on m.id = r.message_id
      where r.contact_id = ${contactId}::uuid and m.sent_at is not null
      order by m.sent_at desc, m.id desc`,
  );
  return await messagesByIds(
    tx,
    rows.map((row) => row.id),
  );
}
