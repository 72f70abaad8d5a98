import type { Plain } from '@katrol/contract';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/place_pb';
import { sql, type Sql } from '@katrol/store';
import type { Tx } from './client.ts';
import {
  endsSoon,
  isQuiet,
  quietBefore,
  tutorEndsSoon,
  withTutor,
  type QuietBefore,
} from './lists.ts';

export type TodayRow = Omit<Plain<TodayLine>, 'label' | 'count' | 'phone'>;

/** The next tutor comes already: nothing is lost when the one before stops. */
const succeeded = sql`exists (select 1 from trajectory n
  where n.support_request_id = t.support_request_id and n.status = 'running'
    and (n.started_on, n.id) > (t.started_on, t.id))`;

// a worry before all else, then help; each line names what is to be done and why now
const worries = (branchCode: string): Sql => sql`
  select 'WORRY_RAISED' as kind, w.id::text as "subjectId", w.family_id::text as "familyId",
    w.tutor_id::text as "tutorId", w.raised_on::text as since, '' as due, '' as reason, 0 as rank
  from worry w where w.branch_code = ${branchCode} and w.taken_up_on is null`;

const help = (branchCode: string): Sql => sql`
  select 'HELP_ASKED', h.id::text, h.family_id::text, h.tutor_id::text, h.asked_on::text, '', '', 1
  from help_request h where h.branch_code = ${branchCode} and h.answered_on is null`;

const matches = (branchCode: string): Sql => sql`
  select 'MATCH_WAITING', m.id::text, m.family_id::text, m.tutor_id::text, m.occurred_on::text,
    m.first_visit_on, case
      when u.works_until < left(m.first_visit_on, 10)::date then 'TUTOR_STOPS'
      when m.visited_on is null then 'FIRST_VISIT'
      when m.family_answer = '' then 'FAMILY' else 'TUTOR' end, 3
  from match m left join tutor u on u.id = m.tutor_id
  where m.branch_code = ${branchCode} and m.status = 'open'`;

/** Families that lose their tutor, from six weeks before until somebody rounded it off. */
const stops = (branchCode: string, today: string): Sql => sql`
  select 'TUTOR_STOPS', t.id::text, t.family_id::text, t.tutor_id::text, '', u.works_until::text,
    case when u.works_until < ${today}::date then 'TUTOR_GONE' else u.works_end end, 2
  from ${withTutor}
  where t.branch_code = ${branchCode} and t.status = 'running' and ${tutorEndsSoon(today)}
    and (u.works_until < ${today}::date or not ${succeeded})`;

/** Plans that come to their end while the tutor goes on. */
const terms = (branchCode: string, today: string): Sql => sql`
  select 'TERM_ENDS', t.id::text, t.family_id::text, t.tutor_id::text, '', t.ends_on::text, '', 4
  from ${withTutor}
  where t.branch_code = ${branchCode} and ${endsSoon(today)}
    and ${tutorEndsSoon(today)} is not true and not ${succeeded}
    and not (t.ends_on < ${today}::date and t.until_specialised and exists (select 1 from family_plan p
      where p.family_id = t.family_id and p.specialised_queue <> ''))`;

/** Closing notes whose newest version the parents did not answer yet. */
const notes = (branchCode: string): Sql => sql`
  select 'CLOSING_NOTE_TO_ASK', c.trajectory_id::text, c.family_id::text, t.tutor_id::text,
    c.written_on::text, '', '', 5
  from closing_note c join trajectory t on t.id = c.trajectory_id
  where c.branch_code = ${branchCode} and c.answer = '' and not exists (select 1
    from closing_note n where n.trajectory_id = c.trajectory_id and n.version > c.version)`;

/** Since when each is the domain's to say: here stands its last session. */
const quiet = (branchCode: string, today: string, before: readonly QuietBefore[]): Sql => sql`
  select 'TRAJECTORY_QUIET', t.id::text, t.family_id::text, t.tutor_id::text,
    coalesce(t.last_session_on, t.started_on)::text, '', '', 6
  from ${withTutor} where t.branch_code = ${branchCode} and ${isQuiet(today, before)}`;

/** Sessions that could not be, of which what is needed was said and nobody answered. */
const missed = (branchCode: string): Sql => sql`
  select 'MISSED_TO_ANSWER', s.id::text, t.family_id::text, t.tutor_id::text,
    s.occurred_on::text, '', '', 1
  from session s join trajectory t on t.id = s.trajectory_id
  where s.branch_code = ${branchCode} and s.what_is_needed <> '' and s.answered_on is null
    and s.status in ('missed', 'cancelled')`;

const ASK_AGAIN_DAYS = 42;

/** Families in support that wait for specialised help, six weeks after somebody asked last. */
const queues = (branchCode: string, today: string): Sql => sql`
  select 'QUEUE_TO_ASK', p.family_id::text, p.family_id::text, '', p.queue_since::text,
    (coalesce(p.queue_looked_on, p.queue_since) + ${ASK_AGAIN_DAYS}::int)::text, '', 5
  from family_plan p
  where p.branch_code = ${branchCode} and p.specialised_queue <> ''
    and coalesce(p.queue_looked_on, p.queue_since) + ${ASK_AGAIN_DAYS}::int <= ${today}::date
    and exists (select 1 from trajectory t where t.family_id = p.family_id and t.status = 'running')`;

/** What is looked for no longer fits the family as it is today. */
const needs = (branchCode: string): Sql => sql`
  select 'NEEDS_TO_CONFIRM', r.id::text, r.family_id::text, '', '', '', r.to_confirm[1], 6
  from support_request r
  where r.branch_code = ${branchCode} and r.status <> 'closed' and r.to_confirm <> '{}'`;

/** What asks for the coordinator, the most pressing first; whom one looks for comes after these. */
export async function todayRows(tx: Tx, branchCode: string, today: string): Promise<TodayRow[]> {
  const before = await quietBefore(tx, branchCode, today);
  return await tx.query<TodayRow>(
    sql`select line.*, coalesce(h.note, s.what_is_needed, p.specialised_queue, '') as text
      from (${worries(branchCode)}
      union all ${help(branchCode)}
      union all ${missed(branchCode)}
      union all ${queues(branchCode, today)}
      union all ${matches(branchCode)}
      union all ${stops(branchCode, today)}
      union all ${terms(branchCode, today)}
      union all ${notes(branchCode)}
      union all ${quiet(branchCode, today, before)}
      union all ${needs(branchCode)}) line
      left join help_request h on line.kind = 'HELP_ASKED' and h.id::text = line."subjectId"
      left join session s on line.kind = 'MISSED_TO_ANSWER' and s.id::text = line."subjectId"
      left join family_plan p on line.kind = 'QUEUE_TO_ASK'
        and p.family_id::text = line."subjectId"
      order by rank, line.since, line.due, line."subjectId"`,
  );
}
