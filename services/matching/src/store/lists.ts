import type { Plain } from '@katrol/contract';
import { SupportRequestStatus, TrajectoryStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type { UnmetCount as ContractCount } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { column, sql, type ListSpec, type Sql } from '@katrol/store';
import { lastBefore } from '@katrol/calendar';
import { FORESEEN_DAYS } from '../domain/standing.ts';
import type { Tx } from './client.ts';
import { isCounted, isRegistered } from './consents.ts';
import { daysIn } from './days.ts';

/** Up to which last session a trajectory is quiet today, by its days and its tutor's university. */
export type QuietBefore = { university: string; quietDays: number; last: string };

/** The same for all that runs in a branch. */
export async function quietBefore(
  tx: Tx,
  branchCode: string,
  today: string,
): Promise<QuietBefore[]> {
  const kinds = await tx.query<Omit<QuietBefore, 'last'>>(
    sql`select distinct coalesce(u.university_code, '') as university, t.quiet_days as "quietDays"
      from ${withTutor} where t.branch_code = ${branchCode} and t.status = 'running'`,
  );
  const days = await daysIn(tx, branchCode);
  return kinds.map((kind) => ({
    ...kind,
    last: lastBefore(days(kind.university), today, kind.quietDays),
  }));
}

/** Has trajectory `t` gone quiet: `quietSince` of the domain. */
export const isQuiet = (today: string, before: readonly QuietBefore[]): Sql =>
  sql`t.status = 'running' and (u.works_until is null or u.works_until >= ${today}::date)
    and coalesce(t.last_session_on, t.started_on) <= (select q.last
      from jsonb_to_recordset(${JSON.stringify(before)}::jsonb)
        as q(university text, "quietDays" int, last date)
      where q.university = coalesce(u.university_code, '') and q."quietDays" = t.quiet_days)`;

/** `lastDayOf` and `endForeseen` of the domain: null where it is open. */
const lastDay = sql`least(u.works_until, t.ends_on)`;
export const endsSoon = (today: string): Sql =>
  sql`(t.status = 'running' and ${lastDay} <= ${today}::date + ${FORESEEN_DAYS}::int)`;
export const tutorEndsSoon = (today: string): Sql =>
  sql`(u.works_until <= ${today}::date + ${FORESEEN_DAYS}::int)`;
export const withTutor = sql`trajectory t left join tutor u on u.id = t.tutor_id`;

/** `sessionBalance` of the domain. */
const balance = sql`case when t.held >= t.minimum_sessions then 'minimum_reached'
  when t.slots_planned > 0 and t.slots_planned - t.missed < t.minimum_sessions
    then 'short_of_minimum'
  else 'on_track' end`;

export type TrajectoryRow = { id: string; nextSessionOn: string };

export const trajectoryList = (
  branchCode: string,
  today: string,
  before: readonly QuietBefore[],
): ListSpec<TrajectoryRow> => ({
  from: sql`(select t.*, case when ${isQuiet(today, before)} then 'yes' else 'no' end as quiet,
      case when ${endsSoon(today)} then 'yes' else 'no' end as ends_soon,
      ${lastDay} as last_day, u.works_until, ${balance} as session_balance
    from ${withTutor} where t.branch_code = ${branchCode}) t`,
  columns: {
    id: column(sql`t.id::text`),
    nextSessionOn: column(sql`coalesce((select min(s.planned_for) from session s
      where s.trajectory_id = t.id and s.status = 'planned' and s.planned_for >= ${today}
        and (t.works_until is null or left(s.planned_for, 10) <= t.works_until::text)), '')`),
  },
  where: sql`true`,
  filters: {
    status: { sql: sql`t.status`, kind: 'one', facet: true, known: TrajectoryStatus },
    quiet: { sql: sql`t.quiet`, kind: 'one', facet: true },
    ends_soon: { sql: sql`t.ends_soon`, kind: 'one', facet: true },
    session_balance: { sql: sql`t.session_balance`, kind: 'one', facet: true },
    tutor_id: { sql: sql`t.tutor_id`, kind: 'one' },
  },
  sorts: {
    started_on: { sql: sql`t.started_on`, type: 'date' },
    last_session_on: { sql: sql`coalesce(t.last_session_on, 'epoch'::date)`, type: 'date' },
    held: { sql: sql`t.held`, type: 'int' },
    last_day: { sql: sql`coalesce(t.last_day, '9999-12-31'::date)`, type: 'date' },
  },
  defaultSort: '-started_on',
  id: sql`t.id`,
});

export const requestList = (branchCode: string): ListSpec<{ id: string }> => ({
  from: sql`support_request r`,
  columns: { id: column(sql`r.id::text`) },
  where: sql`r.branch_code = ${branchCode}`,
  filters: {
    status: { sql: sql`r.status`, kind: 'one', facet: true, known: SupportRequestStatus },
    stage: { sql: sql`r.stages`, kind: 'any', facet: true },
    subject: { sql: sql`r.subjects`, kind: 'any', facet: true },
    language: { sql: sql`r.languages`, kind: 'any', facet: true },
  },
  sorts: {
    asked_on: { sql: sql`r.asked_on`, type: 'date' },
    status: { sql: sql`r.status`, type: 'text' },
  },
  defaultSort: 'asked_on',
  id: sql`r.id`,
});

export const matchList = (branchCode: string): ListSpec<{ id: string }> => ({
  from: sql`match m`,
  columns: { id: column(sql`m.id::text`) },
  where: sql`m.branch_code = ${branchCode}`,
  filters: {
    status: { sql: sql`m.status`, kind: 'one', facet: true },
    tutor_id: { sql: sql`m.tutor_id`, kind: 'one' },
  },
  sorts: {
    occurred_on: { sql: sql`m.occurred_on`, type: 'date' },
    first_visit_on: { sql: sql`m.first_visit_on`, type: 'text' },
  },
  defaultSort: '-occurred_on',
  id: sql`m.id`,
});

export type UnmetCount = Plain<ContractCount>;

/**
 * Open and waiting requests by stage, subject and weekday: what recruitment needs. A family that said no to
 * figures is in none.
 */
export const unmetCounts = (tx: Tx, branchCode: string, today: string): Promise<UnmetCount[]> =>
  tx.query<UnmetCount>(
    sql`select coalesce(stage, '') as stage, coalesce(subject, '') as subject,
        coalesce((slot->>'weekday')::int, 0) as weekday, count(*)::int as count
      from support_request r left join lateral unnest(r.stages) stage on true
        left join lateral unnest(r.subjects) subject on true
        left join lateral jsonb_array_elements(r.slots) slot on true
      where r.branch_code = ${branchCode} and r.status in ('open', 'continuing', 'waiting')
        and ${isRegistered(today)} and ${isCounted(today)}
      group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit 500`,
  );
