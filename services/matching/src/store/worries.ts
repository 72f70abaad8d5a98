import { fromRow, type Plain } from '@katrol/contract';
import {
  WorrySchema,
  type Worry as ContractWorry,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf, optionalDate } from '@katrol/runtime';
import { byId, keep } from '@katrol/store';
import type { Tx } from './client.ts';

export type Worry = Plain<ContractWorry> & {
  familyId: string;
  tutorId: string;
  branchCode: string;
};
type Row = NonNullable<Awaited<ReturnType<Tx['worry']['findFirst']>>>;

const toWorry = (row: Row): Worry => ({
  ...fromRow(WorrySchema, row),
  familyId: row.familyId,
  tutorId: row.tutorId,
  branchCode: row.branchCode,
});

/** Worries about a family, or within one trajectory; the last first. */
export async function worriesOf(
  tx: Tx,
  where: { familyId: string } | { trajectoryId: string },
): Promise<Worry[]> {
  return (await tx.worry.findMany({ where, orderBy: { id: 'desc' } })).map(toWorry);
}

export const loadWorry = async (tx: Tx, worryId: string): Promise<Worry> =>
  toWorry(await byId('worry_id', worryId, (id) => tx.worry.findUnique({ where: { id } })));

/** Keeps a worry, a new one when its id is empty. */
export async function saveWorry(tx: Tx, worry: Worry): Promise<void> {
  const { id: _, revision: __, ...kept } = worry;
  const days = { raisedOn: dateOf(worry.raisedOn), takenUpOn: optionalDate(worry.takenUpOn) };
  await keep(tx.worry, worry, { ...kept, ...days });
}
