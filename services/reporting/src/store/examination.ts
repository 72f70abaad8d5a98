import { fromRow, type Plain } from '@katrol/contract';
import {
  ExaminationAnswerSchema,
  type ExaminationAnswer as ContractAnswer,
} from '@katrol/proto/katrol/reporting/v1/examination_pb';
import { dateOf } from '@katrol/runtime';
import { byId, keep, sql } from '@katrol/store';
import type { Tx } from './client.ts';

export type ExaminationAnswer = Plain<ContractAnswer>;

/** What was said in a year, in the order in which it was written. */
export async function answersOf(
  tx: Tx,
  { branchCode, year }: { branchCode: string; year: number },
): Promise<ExaminationAnswer[]> {
  const rows = await tx.examinationAnswer.findMany({
    where: { branchCode, year },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => fromRow(ExaminationAnswerSchema, row));
}

/** Years in which something was said. */
export async function yearsAnswered(tx: Tx, branchCode: string): Promise<number[]> {
  const rows = await tx.query<{ year: number }>(
    sql`select distinct year from examination_answer where branch_code = ${branchCode} order by 1`,
  );
  return rows.map(({ year }) => year);
}

export const loadAnswer = async (tx: Tx, answerId: string): Promise<ExaminationAnswer> =>
  fromRow(
    ExaminationAnswerSchema,
    await byId('answer.id', answerId, (id) => tx.examinationAnswer.findUnique({ where: { id } })),
  );

/** Keeps what was said, a new one when its id is empty. Refuses STALE. */
export const saveAnswer = (tx: Tx, answer: ExaminationAnswer): Promise<string> => {
  const { branchCode, year, question, voice, text, by, on } = answer;
  const data = { branchCode, year, question, voice, text, by, on: dateOf(on) };
  return keep(tx.examinationAnswer, answer, data);
};

export async function removeAnswer(tx: Tx, id: string): Promise<void> {
  await tx.examinationAnswer.deleteMany({ where: { id } });
}
