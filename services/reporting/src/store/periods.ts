import { stale } from '@katrol/runtime';
import { saved, sql, nextRevision } from '@katrol/store';
import type { AcademicYear } from '../domain/period.ts';
import type { Tx } from './client.ts';

type Kept = AcademicYear & { revision: number };

/** Academic years as universities set them. */
export const academicYears = (tx: Tx): Promise<Kept[]> =>
  tx.query(
    sql`select year, from_day::text as "from", until_day::text as until, revision
      from academic_year order by year`,
  );

/** Sets from when to when an academic year is. Refuses STALE. */
export async function keepYear(tx: Tx, { year, from, until, revision }: Kept): Promise<Kept> {
  const days = { from: new Date(from), until: new Date(until) };
  if (revision === 0) {
    const made = await tx.execute(
      sql`insert into academic_year (year, from_day, until_day)
        values (${year}, ${from}::date, ${until}::date) on conflict do nothing`,
    );
    if (made === 0) throw stale(0);
    return { year, from, until, revision: 1 };
  }
  await saved(
    tx.academicYear.updateMany({
      where: { year, revision },
      data: { ...days, ...nextRevision },
    }),
    { revision },
  );
  return { year, from, until, revision: revision + 1 };
}
