import { dateOf, dayOf, isUuid, notFound, optionalDate, optionalDay, stale } from '@katrol/runtime';
import type { Tx } from './client.ts';

export type Reflection = {
  id: string;
  tutorId: string;
  accountId: string;
  universityCode: string;
  text: string;
  occurredOn: string;
  shared: boolean;
  sharedOn: string;
  revision: number;
};

type Row = NonNullable<Awaited<ReturnType<Tx['reflection']['findFirst']>>>;
const toReflection = (r: Row): Reflection => ({
  ...r,
  occurredOn: dayOf(r.occurredOn),
  sharedOn: optionalDay(r.sharedOn),
});

/** One of the tutor's own. */
export async function loadOwnReflection(
  tx: Tx,
  id: string,
  accountId: string,
): Promise<Reflection> {
  const row = isUuid(id) ? await tx.reflection.findFirst({ where: { id, accountId } }) : null;
  if (!row) throw notFound('id');
  return toReflection(row);
}

export async function saveReflection(tx: Tx, r: Reflection): Promise<Reflection> {
  const { id, revision, ...fields } = r;
  const data = { ...fields, occurredOn: dateOf(r.occurredOn), sharedOn: optionalDate(r.sharedOn) };
  if (id === '') return toReflection(await tx.reflection.create({ data }));
  const { count } = await tx.reflection.updateMany({
    where: { id, revision },
    data: { ...data, revision: { increment: 1 } },
  });
  if (count === 0) throw stale(revision);
  return { ...r, revision: revision + 1 };
}
