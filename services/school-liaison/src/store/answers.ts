import type { Plain } from '@katrol/contract';
import type { Translation } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { byId, sql } from '@katrol/store';
import type { Tx } from './client.ts';
import { loadMessage, type Message } from './messages.ts';

export async function addAnswer(
  tx: Tx,
  a: {
    branchCode: string;
    messageId: string;
    contactId: string;
    text: string;
    correctsId: string;
    saidAt: Date;
  },
): Promise<void> {
  await tx.schoolAnswer.create({ data: { ...a, correctsId: a.correctsId || null } });
}

/** The message that an answer belongs to. */
export async function messageOfAnswer(tx: Tx, answerId: string): Promise<Message> {
  const row = await byId('answer_id', answerId, () =>
    tx.schoolAnswer.findUnique({ where: { id: answerId } }),
  );
  return await loadMessage(tx, row.messageId, 'answer_id');
}

export async function keepReading(
  tx: Tx,
  r: {
    answerId: string;
    personId: string;
    branchCode: string;
    choice: string;
    at: Date;
    read: boolean;
  },
): Promise<void> {
  const { answerId, personId, branchCode, choice, at, read } = r;
  await tx.execute(
    sql`insert into reading (answer_id, person_id, branch_code, choice, chosen_at, read_at)
      values (${answerId}::uuid, ${personId}::uuid, ${branchCode}, ${choice}, ${at},
        case when ${read} then ${at}::timestamptz end)
      on conflict (answer_id, person_id) do update set choice = excluded.choice,
        read_at = coalesce(reading.read_at, excluded.read_at)`,
  );
}

/** What an answer says in another language; one of a language at a time. */
export async function keepAnswerTranslation(
  tx: Tx,
  answerId: string,
  translation: Plain<Translation>,
): Promise<void> {
  await tx.execute(
    sql`update school_answer set translations = (
        select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements(translations) as one
        where one ->> 'language' <> ${translation.language})
        || ${JSON.stringify([translation])}::jsonb
      where id = ${answerId}::uuid`,
  );
}
