import { sql } from '@katrol/store';
import type { Tx } from './client.ts';

/** Names of people and schools that a branch knows here, first names apart. */
export async function namesKnown(tx: Tx, branchCode: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    sql`select name from school_contact where branch_code = ${branchCode}
      union select split_part(name, ' ', 2) from school_contact where branch_code = ${branchCode}
      union select name from school where branch_code = ${branchCode}
      union select child_name from message where branch_code = ${branchCode}
      union select child_name from folder where branch_code = ${branchCode}`,
  );
  return rows.map(({ name }) => name);
}
