import type { LinkQuestion } from '@katrol/proto/katrol/gateway/v1/codes';
import { isUuid } from '@katrol/runtime';
import { sql, type RawTx } from '@katrol/store';
import type { KeptAnswer } from './rows.ts';

export type Whose = { branchCode: string; personId: string };
export type KeptQuestion = { personId: string; question: LinkQuestion; revision: number };

/** Which questions these persons chose; never the answers. */
export const questionsOf = (
  tx: RawTx,
  branchCode: string,
  personIds: readonly string[],
): Promise<KeptQuestion[]> =>
  tx.query<KeptQuestion>(
    sql`select person::text as "personId", question, revision from link_question
      where branch_code = ${branchCode} and person = any (${personIds.filter(isUuid)}::uuid[])
      order by person`,
  );

/** Keeps a first question; false where there is one. */
export async function addQuestion(
  tx: RawTx,
  { branchCode, personId }: Whose,
  { question, salt, hash }: KeptAnswer,
  at: Date,
): Promise<boolean> {
  const added = await tx.execute(
    sql`insert into link_question (branch_code, person, question, salt, hash, kept_at)
      values (${branchCode}, ${personId}::uuid, ${question}, ${salt}, ${hash}, ${at})
      on conflict do nothing`,
  );
  return added === 1;
}

/** Who has none is asked what was kept for them under another id. */
export async function adoptQuestion(
  tx: RawTx,
  { branchCode, personId }: Whose,
  sameIds: readonly string[],
): Promise<void> {
  await tx.execute(
    sql`insert into link_question (branch_code, person, question, salt, hash, revision, kept_at)
      select branch_code, ${personId}::uuid, question, salt, hash, revision, kept_at
      from link_question where branch_code = ${branchCode} and person = any (${sameIds}::uuid[])
      order by kept_at desc limit 1 on conflict do nothing`,
  );
}

/** Changes it; false where it is another revision by now. */
export async function changeQuestion(
  tx: RawTx,
  { branchCode, personId, revision }: Whose & { revision: number },
  answer: KeptAnswer,
  at: Date,
): Promise<boolean> {
  const [kept] = await tx.query<{ revision: number }>(
    sql`select revision from link_question
      where branch_code = ${branchCode} and person = ${personId}::uuid for update`,
  );
  if (kept?.revision !== revision) return false;
  await replaceQuestion(tx, { branchCode, personIds: [personId] }, answer, at);
  return true;
}

/**
 * Another question in the place of what is kept for these ids of one person; whatever was opened
 * under it, and guessed, is over.
 */
export async function replaceQuestion(
  tx: RawTx,
  { branchCode, personIds }: { branchCode: string; personIds: readonly string[] },
  { question, salt, hash }: KeptAnswer,
  at: Date,
): Promise<void> {
  await tx.execute(
    sql`update link_question set question = ${question}, salt = ${salt}, hash = ${hash},
        kept_at = ${at}, revision = revision + 1
      where branch_code = ${branchCode} and person = any (${personIds}::uuid[])`,
  );
  await tx.execute(
    sql`update link set wrong_answers = 0, closed_until = null
      where branch_code = ${branchCode} and person = any (${personIds}::uuid[])
        and wrong_answers > 0`,
  );
}
