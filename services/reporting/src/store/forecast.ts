import { sql } from '@katrol/store';
import type { Asked } from '../domain/forecast.ts';
import type { Tx } from './client.ts';

type Month = { month: string; count: number };
const byMonth = (rows: readonly Month[]): Asked =>
  new Map(rows.map(({ month, count }) => [month, count]));

/** How many families asked for support in each month. */
export const askedByMonth = async (tx: Tx, branchCode: string): Promise<Asked> =>
  byMonth(
    await tx.query<Month>(
      sql`select date_trunc('month', day)::date::text as month, count(*)::int as count
        from fact where branch_code = ${branchCode} and kind = 'request' group by 1`,
    ),
  );

/** Families whose tutor's work ends, by the month in which. */
export const losingByMonth = async (
  tx: Tx,
  { branchCode, today }: { branchCode: string; today: string },
): Promise<Asked> =>
  byMonth(
    await tx.query<Month>(
      sql`select date_trunc('month', t.works_until)::date::text as month,
          count(distinct f.family_id)::int as count
        from fact f join counted_tutor t on t.tutor_id = f.tutor_id
        where f.branch_code = ${branchCode} and f.kind = 'trajectory' and f.until is null
          and t.works_until >= ${today}::date group by 1`,
    ),
  );

/** How many families who begins later can take on, by the month in which they begin. */
export const announcedByMonth = async (
  tx: Tx,
  { branchCode, today }: { branchCode: string; today: string },
): Promise<Asked> =>
  byMonth(
    await tx.query<Month>(
      sql`select date_trunc('month', works_from)::date::text as month,
          sum(families)::int as count
        from counted_tutor where branch_code = ${branchCode} and active
          and works_from > ${today}::date group by 1`,
    ),
  );

/** Who waits today, and how many more who works today can take on. */
export async function standing(
  tx: Tx,
  { branchCode, today }: { branchCode: string; today: string },
): Promise<{ waiting: number; free: number }> {
  const [row] = await tx.query<{ waiting: number; free: number }>(
    sql`select (select count(distinct f.family_id)::int from fact f
        where f.branch_code = ${branchCode} and f.kind = 'request'
          and f.code in ('open', 'waiting', 'next_waiting', 'match_waiting')) as waiting,
      (select coalesce(sum(greatest(0, t.families - (select count(*) from fact f
          where f.kind = 'trajectory' and f.tutor_id = t.tutor_id and f.until is null))), 0)::int
        from counted_tutor t where t.branch_code = ${branchCode} and t.active
          and (t.works_from is null or t.works_from <= ${today}::date)
          and (t.works_until is null or t.works_until >= ${today}::date)) as free`,
  );
  return row ?? { waiting: 0, free: 0 };
}

/** Students who are announced per university, and how many began in the same half year before. */
export const supplyOf = (
  tx: Tx,
  { branchCode, today }: { branchCode: string; today: string },
): Promise<{ universityCode: string; announced: number; lastYear: number }[]> =>
  tx.query(
    sql`select university_code as "universityCode",
        count(*) filter (where active and works_from > ${today}::date)::int as announced,
        count(*) filter (where works_from > ${today}::date - interval '1 year'
          and works_from <= ${today}::date - interval '6 months')::int as "lastYear"
      from counted_tutor where branch_code = ${branchCode} and university_code <> ''
      group by 1 order by 2 desc, 1`,
  );

/** What was most often missing at the last runs. */
export async function missingMost(tx: Tx, branchCode: string): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    sql`select code from fact where branch_code = ${branchCode} and kind = 'unmet'
      group by code order by count(*) desc, code limit 5`,
  );
  return rows.map(({ code }) => code);
}
