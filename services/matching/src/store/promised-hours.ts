import { Refusal } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Slot } from '../domain/rules.ts';
import { halfOfDay, halvesOf, toHalf, weekdayOfHalf, type HalfHour } from '../domain/week.ts';
import type { Tx } from './client.ts';

/** What is given of a person's week, and in how many places of other branches. */
export type Given = { halves: Set<HalfHour>; elsewhere: number };

/** What is promised of these people's weeks, in every branch that they work for. */
export async function promisedOf(
  tx: Tx,
  persons: readonly string[],
  branchCode: string,
): Promise<(person: string) => Given> {
  const rows = await tx.promisedHour.findMany({ where: { person: { in: [...persons] } } });
  const given = new Map<string, { halves: Set<HalfHour>; elsewhere: Set<string> }>();
  for (const { person, weekday, halfHour, holder, branchCode: of } of rows) {
    const there = given.get(person) ?? { halves: new Set(), elsewhere: new Set() };
    there.halves.add(toHalf(weekday, halfHour));
    if (of !== branchCode) there.elsewhere.add(holder);
    given.set(person, there);
  }
  return (person) => {
    const { halves = new Set<HalfHour>(), elsewhere } = given.get(person) ?? {};
    return { halves, elsewhere: elsewhere?.size ?? 0 };
  };
}

/** To whom hours are given: a match, or a group. */
export type Promised = { person: string; branchCode: string; holder: string };

/**
 * Gives these weekly hours, and no others any more. Refuses HOUR_TAKEN where one of them was given
 * to somebody else, also a moment ago, also in another branch.
 */
export async function promise(tx: Tx, to: Promised, hours: readonly Slot[]): Promise<void> {
  const { person, branchCode, holder } = to;
  await tx.promisedHour.deleteMany({ where: { holder } });
  const halves = [...new Set(hours.flatMap(halvesOf))].sort((a, b) => a - b);
  const { count } = await tx.promisedHour.createMany({
    data: halves.map((half) => ({
      person,
      weekday: weekdayOfHalf(half),
      halfHour: halfOfDay(half),
      branchCode,
      holder,
    })),
    skipDuplicates: true,
  });
  if (count < halves.length) throw new Refusal('failed_precondition', 'HOUR_TAKEN');
}

/** These hours can be given again. */
export async function release(tx: Tx, holders: readonly string[]): Promise<void> {
  await tx.promisedHour.deleteMany({ where: { holder: { in: [...holders] } } });
}

/**
 * A tutor signs in as somebody else from now on: what was promised goes along, as far as that one
 * has the hour free.
 */
export async function promisedBy(
  tx: Tx,
  tutorId: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  if (from === to) return;
  await tx.execute(
    sql`update promised_hour p set person = ${to}
      where p.person = ${from}
        and p.holder in (select m.id from match m where m.tutor_id = ${tutorId}::uuid
          union all select g.id from support_group g where g.tutor_id = ${tutorId}::uuid)
        and not exists (select 1 from promised_hour o where o.person = ${to}
          and o.weekday = p.weekday and o.half_hour = p.half_hour)`,
  );
}

/**
 * Whoever gives something of this person's week comes before or after, in whatever branch: how many
 * families somebody has is counted over rows that another writes.
 */
export async function holdPerson(tx: Tx, person: string): Promise<void> {
  await tx.query(sql`select 1 as held from pg_advisory_xact_lock(hashtextextended(${person}, 0))`);
}

/** When visits are planned beside the weekly hours: by hand, or a first one. */
export const plannedVisits = (
  tx: Tx,
  tutorIds: readonly string[],
  today: string,
): Promise<{ tutorId: string; at: string }[]> =>
  tx.query<{ tutorId: string; at: string }>(
    sql`select t.tutor_id::text as "tutorId", s.planned_for as at
      from session s join trajectory t on t.id = s.trajectory_id
      where t.tutor_id = any (${[...tutorIds]}::uuid[]) and t.status = 'running'
        and s.status = 'planned' and s.planned_for >= ${today}
      union all
      select m.tutor_id::text, m.first_visit_on from match m
      where m.tutor_id = any (${[...tutorIds]}::uuid[]) and m.status = 'open'
        and m.first_visit_on >= ${today}`,
  );
