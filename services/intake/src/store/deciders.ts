import { optionalDate } from '@katrol/runtime';
import type { Tx } from './client.ts';

/** Who was told to decide, as it was told last; nothing where nothing was. */
export const decidersTold = (
  tx: Tx,
  familyId: string,
): Promise<{ people: string; sequence: number } | null> =>
  tx.decidersTold.findUnique({ where: { familyId }, select: { people: true, sequence: true } });

type ToldNow = {
  familyId: string;
  branchCode: string;
  people: string;
  sequence: number;
  recheckOn: string;
};

export async function keepDecidersTold(tx: Tx, told: ToldNow): Promise<void> {
  const data = { ...told, recheckOn: optionalDate(told.recheckOn) };
  await tx.decidersTold.upsert({
    where: { familyId: told.familyId },
    create: data,
    update: data,
  });
}
