import type { Plain } from '@katrol/contract';
import { SupportRequestStatus, TrajectoryStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/place_pb';
import type { UnmetCount as ContractCount } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { column, sql, type ListSpec, type Sql } from '@katrol/store';
import type { Tx } from './client.ts';
import { isCounted, isRegistered } from './consents.ts';

/** Since when trajectory `t` has gone quiet, and whether it has: `quietSince` of the domain. */
const quietFrom = sql`coalesce(t.last_session_on, t.started_on) + t.quiet_days`;
const isQuiet = (today: string): Sql => sql`t.status = 'running' and ${quietFrom} < ${today}::date`;

/** `sessionBalance` of the domain. */
const balance = sql`case when t.held >= t.minimum_sessions then 'minimum_reached'
  when t.slots_planned > 0 and t.slots_planned - t.missed < t.minimum_sessions
    then 'short_of_minimum'
  else 'on_track' end`;

export type TrajectoryRow = { id: string; nextSessionOn: string };

export const trajectoryList = (branchCode: string, today: string): ListSpec<TrajectoryRow> => ({
  from: sql`(select t.*, case when ${isQuiet(today)} then 'yes' else 'no' end as quiet,
      ${balance} as session_balance
    from trajectory t where t.branch_code = ${branchCode}) t`,
  columns: {
    id: column(sql`t.id::text`),
    nextSessionOn: column(sql`coalesce((select min(s.planned_for) from session s
      where s.trajectory_id = t.id and s.status = 'planned'), '')`),
  },
  where: sql`true`,
  filters: {
    status: { sql: sql`t.status`, kind: 'one', facet: true, known: TrajectoryStatus },
    quiet: { sql: sql`t.quiet`, kind: 'one', facet: true },
    session_balance: { sql: sql`t.session_balance`, kind: 'one', facet: true },
    tutor_id: { sql: sql`t.tutor_id`, kind: 'one' },
  },
  sorts: {
    started_on: { sql: sql`t.started_on`, type: 'date' },
    last_session_on: { sql: sql`coalesce(t.last_session_on, 'epoch'::date)`, type: 'date' },
    held: { sql: sql`t.held`, type: 'int' },
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
      where r.branch_code = ${branchCode} and r.status in ('open', 'waiting')
        and ${isRegistered(today)} and ${isCounted(today)}
      group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit 500`,
  );

export type TodayRow = Omit<Plain<TodayLine>, 'label' | 'count'>;

/**
 * What asks for the coordinator: help asked, matches waiting for a yes, requests without a match,
 * trajectories gone quiet.
 */
export const todayRows = (tx: Tx, branchCode: string, today: string): Promise<TodayRow[]> =>
  tx.query<TodayRow>(
    sql`select * from (
        select 'HELP_ASKED' as kind, h.id::text as "subjectId", h.family_id::text as "familyId",
          h.tutor_id::text as "tutorId", h.asked_on::text as since, '' as due, '' as reason,
          0 as rank
        from help_request h where h.branch_code = ${branchCode} and h.answered_on is null
        union all
        select 'MATCH_WAITING', m.id::text, m.family_id::text, m.tutor_id::text,
          m.occurred_on::text, m.first_visit_on,
          case when m.visited_on is null then 'FIRST_VISIT'
            when m.family_answer = '' then 'FAMILY' else 'TUTOR' end, 1
        from match m where m.branch_code = ${branchCode} and m.status = 'open'
        union all
        select 'TRAJECTORY_QUIET', t.id::text, t.family_id::text, t.tutor_id::text,
          (${quietFrom})::text, '', '', 2
        from trajectory t where t.branch_code = ${branchCode} and ${isQuiet(today)}
        union all
        select 'NEEDS_TO_CONFIRM', r.id::text, r.family_id::text, '', '', '', r.to_confirm[1], 2
        from support_request r where r.branch_code = ${branchCode} and r.status <> 'closed'
          and r.to_confirm <> '{}'
        union all
        select 'PROPOSAL_TO_DECIDE', r.id::text, r.family_id::text, '', r.asked_on::text, '', '', 3
        from support_request r where r.branch_code = ${branchCode} and r.status = 'open'
          and ${isRegistered(today)}
      ) line order by rank, since, "subjectId"`,
  );
