import { sql } from '@katrol/store';
import { partsOf } from '../domain/names.ts';
import type { Tx } from './client.ts';

/** Names of people and schools that a branch knows here, with the parts of a person's. */
export async function namesKnown(tx: Tx, branchCode: string): Promise<string[]> {
  const contacts = await tx.schoolContact.findMany({
    where: { branchCode },
    select: { name: true },
  });
  const rows = await tx.query<{ name: string }>(
    sql`select name from school where branch_code = ${branchCode}
      union select child_name from message where branch_code = ${branchCode}
      union select child_name from folder where branch_code = ${branchCode}`,
  );
  return [...contacts.flatMap(({ name }) => partsOf(name)), ...rows.map(({ name }) => name)];
}
