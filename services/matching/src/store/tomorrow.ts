import { sql } from '@katrol/store';
import type { Tx } from './client.ts';

/** Every branch whose profile was told. */
export async function branchesKnown(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    sql`select distinct branch_code as code from branch_rules order by 1`,
  );
  return rows.map(({ code }) => code);
}

/** Who has a visit on a day, and at which hours; a group's once. */
export const visitsOn = (
  tx: Tx,
  day: string,
): Promise<{ tutorId: string; branchCode: string; at: string[] }[]> =>
  tx.query(
    sql`select t.tutor_id::text as "tutorId", t.branch_code as "branchCode",
        array_agg(distinct substring(s.planned_for from 12 for 5)) as at
      from session s join trajectory t on t.id = s.trajectory_id
      where s.status = 'planned' and t.status = 'running' and left(s.planned_for, 10) = ${day}
      group by 1, 2 order by 1, 2`,
  );
