import { join, sql, type Sql } from '@katrol/store';
import type { Course, Month } from '../domain/course.ts';
import type { Tx } from './client.ts';
import {
  counts,
  dayOf,
  families,
  fromFor,
  isNarrowed,
  measured,
  rowsBy,
  within,
  type FamilyFilter,
} from './figures.ts';

/** One value of a course: of a month, under a code. */
export type CoursePoint = { course: string; month: string; code: string; value: number };

type Asked = {
  branchCode: string;
  months: readonly Month[];
  today: string;
  filter: FamilyFilter;
};

/** In which months a fact stands: the one it happened in, or every one at whose end it lasted. */
const inMonth = ({ at }: Course, day: Sql): Sql =>
  at === 'month'
    ? sql`${day} between m.from_day and m.until_day`
    : sql`f.day <= m.until_day and (f.until is null or f.until > m.until_day)`;

/** Courses of a branch over some months, in one reading; a month in which nothing was has none. */
export async function countCourses(
  tx: Tx,
  courses: readonly Course[],
  { branchCode, months, today, filter }: Asked,
): Promise<CoursePoint[]> {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return [];
  const known = sql`unnest(${months.map(({ month }) => month)}::date[],
    ${months.map(({ from }) => from)}::date[],
    ${months.map(({ until }) => until)}::date[]) as m (month, from_day, until_day)`;
  const parts = courses.map((course) => {
    const day = dayOf(course);
    const from = fromFor(course, { family: isNarrowed(filter), area: false });
    const days = { from: first.from, until: last.until };
    const bounded = course.at === 'month' ? sql` and ${within(day, days)}` : sql``;
    return sql`(select ${course.code} as course, m.month::text as month,
        ${rowsBy[course.by](today)} as code, ${measured(course, today)} as value
      from ${from} join ${known} on ${inMonth(course, day)}
      where f.branch_code = ${branchCode} and ${counts(course)}${bounded}${families(filter)}
      group by m.month, 3)`;
  });
  return await tx.query<CoursePoint>(join(parts, ' union all '));
}
