import { fromRow, type Plain } from '@katrol/contract';
import {
  ContactToTellSchema,
  type ContactToTell,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { sql } from '@katrol/store';
import type { Tx } from './client.ts';
import { messagesByIds, type Message } from './messages.ts';

/** What was sent to a contact at a school where they still work, newest first. */
export async function sentTo(tx: Tx, contactId: string): Promise<Message[]> {
  const rows = await tx.query<{ id: string }>(
    sql`select m.id::text from message_receiver r join message m on m.id = r.message_id
        join school_contact c on c.id = r.contact_id
      where r.contact_id = ${contactId}::uuid and m.sent_at is not null
        and m.school_id = any (c.school_ids)
      order by m.sent_at desc, m.id desc`,
  );
  return await messagesByIds(
    tx,
    rows.map((row) => row.id),
  );
}

/** Who has something at school that they did not open, has an address, and wants to be told. */
export async function contactsToTell(tx: Tx, today: string): Promise<Plain<ContactToTell>[]> {
  const rows = await tx.query<object>(
    sql`select c.id::text as "contactId", c.branch_code as "branchCode", c.digest,
        max(m.sent_at) as since
      from school_contact c join message_receiver r on r.contact_id = c.id
        join message m on m.id = r.message_id
      where m.status = 'sent' and r.opened_at is null and c.digest <> 'none' and c.email <> ''
        and m.school_id = any (c.school_ids)
        and (c.until is null or c.until >= ${today}::date)
      group by c.id`,
  );
  return rows.map((row) => fromRow(ContactToTellSchema, row));
}
