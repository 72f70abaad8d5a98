import { fromRow, type Plain } from '@katrol/contract';
import {
  ChildSchema,
  type Child as ContractChild,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { optionalDate, searchable } from '@katrol/runtime';
import { byId, nextRevision, saved, sql } from '@katrol/store';
import { schoolYearOf } from '../domain/grade.ts';
import type { NewChild } from '../domain/referral.ts';
import type { Tx } from './client.ts';

/** A child, with the school year in which its grade was said. */
export type Child = Plain<ContractChild> & { gradeYear: number };

type Row = NonNullable<Awaited<ReturnType<Tx['child']['findFirst']>>>;

const toChild = (row: Row): Child => ({ ...fromRow(ChildSchema, row), gradeYear: row.gradeYear });

/** Keeps children as they are on a day. */
export function addChildren(
  tx: Tx,
  family: { id: string; branchCode: string },
  { children, on }: { children: readonly (NewChild & { birthDate?: string })[]; on: string },
): void {
  const rows = children.map(({ firstName, school, grade, birthDate }) => ({
    first_name: firstName,
    grade,
    school,
    search: searchable(firstName, school),
    birth_date: birthDate || null,
  }));
  tx.soon(
    sql`insert into child
        (family_id, branch_code, first_name, grade, grade_year, school, search, birth_date)
      select ${family.id}::uuid, ${family.branchCode}, c.first_name, c.grade,
        ${schoolYearOf(on)}::int, c.school, c.search, c.birth_date
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as c(first_name text, grade text, school text, search text, birth_date date)`,
  );
}

/** The children of one family in all of its files; who stands in two of them is one child. */
export async function childrenOf(tx: Tx, familyIds: string[]): Promise<Child[]> {
  const where = { familyId: { in: familyIds } };
  const rows = await tx.child.findMany({ where, orderBy: { id: 'asc' } });
  return rows
    .filter(({ sameAs }) => sameAs === null)
    .map((row) => ({
      ...toChild(row),
      sameIds: rows.filter(({ sameAs }) => sameAs === row.id).map(({ id }) => id),
    }));
}

export async function loadChild(
  tx: Tx,
  id: string,
): Promise<Child & { familyId: string; branchCode: string }> {
  const row = await byId('child_id', id, () => tx.child.findUnique({ where: { id } }));
  const { familyId, branchCode } = row;
  return { ...toChild(row), familyId, branchCode };
}

/** The family of a child, where there is one of that id. */
export const childAnywhere = (tx: Tx, id: string): Promise<{ familyId: string } | null> =>
  tx.child.findUnique({ where: { id }, select: { familyId: true } });

export async function saveChild(tx: Tx, child: Child): Promise<void> {
  const { id, revision, firstName, grade, gradeYear, school } = child;
  const search = searchable(firstName, school);
  const birthDate = optionalDate(child.birthDate);
  const data = { firstName, grade, gradeYear, school, search, birthDate, ...nextRevision };
  await saved(tx.child.updateMany({ where: { id, revision }, data }), child);
}
