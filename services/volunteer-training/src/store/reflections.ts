import { fromRow, type Plain } from '@katrol/contract';
import {
  ReflectionSchema,
  type Reflection as ContractReflection,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { dateOf, optionalDate } from '@katrol/runtime';
import { byId, keep } from '@katrol/store';
import type { Tx } from './client.ts';

export type Reflection = Omit<Plain<ContractReflection>, 'answer' | 'tutorName'> & {
  accountId: string;
  universityCode: string;
};

/** One of the tutor's own. */
export async function loadOwnReflection(
  tx: Tx,
  reflectionId: string,
  account: string,
): Promise<Reflection> {
  const row = await byId('id', reflectionId, (id) =>
    tx.reflection.findFirst({ where: { id, accountId: account } }),
  );
  const { accountId, universityCode } = row;
  const { answer: _, tutorName: __, ...reflection } = fromRow(ReflectionSchema, row);
  return { ...reflection, accountId, universityCode };
}

/** Keeps a reflection, a new one when its id is empty; gives it as it is now. */
export async function saveReflection(tx: Tx, r: Reflection): Promise<Reflection> {
  const { id: _, revision: __, ...kept } = r;
  const data = { ...kept, occurredOn: dateOf(r.occurredOn), sharedOn: optionalDate(r.sharedOn) };
  return await loadOwnReflection(tx, await keep(tx.reflection, r, data), r.accountId);
}
