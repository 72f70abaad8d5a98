import { fromRow } from '@katrol/contract';
import { ParentSchema } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { optionalDate } from '@katrol/runtime';
import { byId, found, keep, nextRevision, saved, sql } from '@katrol/store';
import type { Parent } from '../domain/parents.ts';
import type { Tx } from './client.ts';

type Whose = { id: string; branchCode: string };
type Row = NonNullable<Awaited<ReturnType<Tx['parent']['findFirst']>>>;
type HolderRow = NonNullable<Awaited<ReturnType<Tx['decisionHolder']['findFirst']>>>;

const toParent = (row: Row, holders: readonly HolderRow[]): Parent =>
  fromRow(ParentSchema, {
    ...row,
    deciding: holders
      .filter((one) => one.parentId === row.id)
      .map((one) => ({ ...one, from: one.fromDay, until: one.untilDay })),
  });

export async function parentsOf(tx: Tx, familyIds: string[]): Promise<Parent[]> {
  const orderBy = { id: 'asc' } as const;
  const where = { familyId: { in: familyIds } };
  const rows = await tx.parent.findMany({ where, orderBy });
  const holders = await tx.decisionHolder.findMany({ where, orderBy });
  return rows.map((row) => toParent(row, holders));
}

export async function loadParent(tx: Tx, id: string, field = 'parent_id'): Promise<Parent> {
  const row = await byId(field, id, () => tx.parent.findUnique({ where: { id } }));
  return await found(
    field,
    (await parentsOf(tx, [row.familyId])).find((one) => one.id === id),
  );
}

/** A family of which nobody is known yet has one parent. */
export function addFirstParent(tx: Tx, { id, branchCode }: Whose, language: string): void {
  tx.soon(
    sql`insert into parent (family_id, branch_code, relation, languages_spoken)
      values (${id}::uuid, ${branchCode}, 'parent', array_remove(array[${language}], ''))`,
  );
}

/** Keeps who it is and for whom they decide; who decides is written whole. */
export async function saveParent(
  tx: Tx,
  { id: familyId, branchCode }: Whose,
  parent: Parent,
): Promise<string> {
  const { relation, name, languagesSpoken, languagesRead, phone, email, howToReach, visited } =
    parent;
  const { writtenTo, writtenMeans, writtenOn, writtenBy } = parent;
  const parentId = await keep(tx.parent, parent, {
    familyId,
    branchCode,
    relation,
    name,
    languagesSpoken,
    languagesRead,
    phone,
    email,
    howToReach,
    visited,
    writtenTo,
    writtenMeans,
    writtenOn: optionalDate(writtenOn),
    writtenBy,
  });
  await tx.decisionHolder.deleteMany({ where: { parentId } });
  await tx.decisionHolder.createMany({
    data: parent.deciding.map(({ childId, role, from, until }) => ({
      parentId,
      familyId,
      branchCode,
      childId,
      role,
      fromDay: optionalDate(from),
      untilDay: optionalDate(until),
    })),
  });
  return parentId;
}

export type ParentHold = { held: boolean; reason: string; by: string; on: string };

export async function saveHold(
  tx: Tx,
  parent: Pick<Parent, 'id' | 'revision'>,
  { held, reason, by, on }: ParentHold,
): Promise<void> {
  const { id, revision } = parent;
  const data = { held, holdReason: reason, heldBy: by, heldOn: optionalDate(on), ...nextRevision };
  await saved(tx.parent.updateMany({ where: { id, revision }, data }), parent);
}

/** For what they are written to by itself, as they said it themselves. */
export async function saveWriting(
  tx: Tx,
  { id, revision }: Pick<Parent, 'id' | 'revision'>,
  { writtenTo, writtenOn }: Pick<Parent, 'writtenTo' | 'writtenOn'>,
): Promise<void> {
  const said = { writtenTo, writtenMeans: 'link', writtenOn: optionalDate(writtenOn) };
  const data = { ...said, writtenBy: '', ...nextRevision };
  await saved(tx.parent.updateMany({ where: { id, revision }, data }), { revision });
}
