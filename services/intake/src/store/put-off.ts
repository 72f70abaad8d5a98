import { fromRow, type Plain } from '@katrol/contract';
import { PutOffSchema, type PutOff } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { dateOf } from '@katrol/runtime';
import type { Tx } from './client.ts';

type Line = Pick<Plain<PutOff>, 'subjectId'> & { branchCode: string; kind: string };
type Later = Line & { since: string; until: string; putBy: string; putAt: Date };

/** Lines that are looked at after today, the soonest first. */
export async function putOffOn(
  tx: Tx,
  branchCode: string,
  today: string,
): Promise<Plain<PutOff>[]> {
  const rows = await tx.putOff.findMany({
    where: { branchCode, until: { gt: dateOf(today) } },
    orderBy: [{ until: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => fromRow(PutOffSchema, row));
}

/** Looked at later, as it asks now: whoever is last says until when. */
export async function keepPutOff(tx: Tx, { since, until, ...line }: Later): Promise<void> {
  const { branchCode, kind, subjectId, putBy, putAt } = line;
  const data = { since: dateOf(since), until: dateOf(until), putBy, putAt };
  await tx.putOff.upsert({
    where: { branchCode_kind_subjectId: { branchCode, kind, subjectId } },
    create: { branchCode, kind, subjectId, ...data },
    update: data,
  });
}

/** A line stands there again. */
export async function dropPutOff(tx: Tx, line: Line): Promise<void> {
  await tx.putOff.deleteMany({ where: line });
}

/** What came back by itself is kept no longer. */
export async function forgetPutOff(tx: Tx, branchCode: string, today: string): Promise<void> {
  await tx.putOff.deleteMany({ where: { branchCode, until: { lte: dateOf(today) } } });
}
