import { fromRow, type Plain } from '@katrol/contract';
import {
  ExamPeriodsSchema,
  type ExamPeriods as ContractExams,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { expectRevision, stale } from '@katrol/runtime';
import { nextRevision, saved } from '@katrol/store';
import type { Tx } from './client.ts';

export type ExamPeriods = Plain<ContractExams>;

/** When the students of a university have exams; none of revision 0 where nobody said. */
export async function examPeriodsOf(tx: Tx, universityCode: string): Promise<ExamPeriods> {
  const row = await tx.examPeriods.findUnique({ where: { universityCode } });
  return row ? fromRow(ExamPeriodsSchema, row) : { universityCode, periods: [], revision: 0 };
}

/** Keeps all of them, if nobody changed them meanwhile; gives them as they are now. */
export async function saveExamPeriods(
  tx: Tx,
  { universityCode, periods, revision }: ExamPeriods,
): Promise<ExamPeriods> {
  const there = await examPeriodsOf(tx, universityCode);
  expectRevision(revision, there.revision);
  if (revision === 0) {
    const data = [{ universityCode, periods }];
    const { count } = await tx.examPeriods.createMany({ data, skipDuplicates: true });
    if (count === 0) throw stale(1);
  } else {
    const where = { universityCode, revision };
    const data = { periods, ...nextRevision };
    await saved(tx.examPeriods.updateMany({ where, data }), there);
  }
  return { universityCode, periods, revision: revision + 1 };
}
