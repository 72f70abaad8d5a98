import type { Plain } from '@katrol/contract';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/place_pb';
import { addDays } from '@katrol/runtime';
import { sql, type Sql } from '@katrol/store';
import type { Tx } from './client.ts';

export type TodayRow = Omit<Plain<TodayLine>, 'label' | 'tutorId' | 'count'>;

type On = {
  branchCode: string;
  today: string;
  silentSince: string;
  /** of the work with schools, as the profile asks it of this school year */
  asked: { since: string; consultations: number; returnMoment: boolean };
};

// an answer that a parent wants to read together before all else; each line says what asks and why
const answers = ({ branchCode }: On): Sql => sql`
  select case when exists (select 1 from reading r where r.answer_id = a.id
        and r.choice = 'together' and r.read_at is null) then 'READ_TOGETHER'
      else 'SCHOOL_ANSWERED' end as kind,
    m.id::text as "subjectId", m.family_id::text as "familyId",
    (a.said_at at time zone 'Europe/Brussels')::date::text as since, '' as due,
    m.purpose as reason, '' as text, '' as phone,
    case when exists (select 1 from reading r where r.answer_id = a.id
        and r.choice = 'together' and r.read_at is null) then 0 else 3 end as rank
  from school_answer a join message m on m.id = a.message_id
  where a.branch_code = ${branchCode} and m.status = 'sent'
    and (exists (select 1 from reading r where r.answer_id = a.id and r.choice = 'together'
        and r.read_at is null)
      or not exists (select 1 from reading r where r.answer_id = a.id))`;

const messages = ({ branchCode, silentSince }: On): Sql => sql`
  select case m.status when 'refused' then 'APPROVAL_REFUSED'
      when 'change_asked' then 'CHANGE_ASKED'
      when 'draft' then case when m.asked_on is null then 'TO_TRANSLATE' else 'TO_ASK_AGAIN' end
      else 'APPROVAL_WAITING' end,
    m.id::text, m.family_id::text,
    coalesce(m.asked_on, (m.recorded_at at time zone 'Europe/Brussels')::date)::text, '',
    m.purpose, '', '', case m.status when 'refused' then 1 else 2 end
  from message m where m.branch_code = ${branchCode}
    and (m.status in ('refused', 'change_asked')
      or (m.status = 'draft' and (m.begun_by = 'parent' or m.asked_on is not null))
      or (m.status = 'awaiting_family' and m.asked_on <= ${silentSince}::date))`;

const questions = ({ branchCode, today }: On): Sql => sql`
  select 'QUESTION_ASKED', q.id::text, q.family_id::text,
    (q.asked_at at time zone 'Europe/Brussels')::date::text, coalesce(q.due_on::text, ''), q.kind,
    q.text, '', case when q.kind = 'not_me' then 0 when q.due_on <= ${today}::date then 1 else 3 end
  from question q where q.branch_code = ${branchCode} and q.answered_at is null
    and (q.taken_by = '' or q.due_on <= ${today}::date)
    and not (q.kind = 'still_wanted' and q.taken_by <> '')`;

const receipts = ({ branchCode, today }: On): Sql => sql`
  select 'STOP_TO_CONFIRM', m.id::text, m.family_id::text, r.receipt_at::date::text, '', '',
    c.name, c.phone, 4
  from message_receiver r join message m on m.id = r.message_id
    join school_contact c on c.id = r.contact_id
  where r.branch_code = ${branchCode} and m.status = 'stopped' and r.receipt = 'read_before'
    and r.receipt_at::date <= ${addDays(today, -7)}::date
    and (c.until is null or c.until >= ${today}::date)`;

const meetings = ({ branchCode, today }: On): Sql => sql`
  select 'MEETING_TO_PREPARE', m.id::text, coalesce(m.family_id::text, ''), '', m.planned_for,
    m.kind, m.place, '', 5
  from meeting m where m.branch_code = ${branchCode} and m.status = 'planned'
    and left(m.planned_for, 10) <= ${addDays(today, 14)}`;

const signals = ({ branchCode, today }: On): Sql => sql`
  select 'SIGNAL_WITHOUT_TAKER', s.id::text, '', s.raised_on::text,
    coalesce(s.look_again_on::text, ''), s.theme, s.text, '', 6
  from signal s where s.branch_code = ${branchCode} and (s.status = 'raised'
    or (s.status = 'taken_up' and s.look_again_on <= ${today}::date))`;

const commitments = ({ branchCode, today }: On): Sql => sql`
  select 'COMMITMENT_DUE', c.id::text, c.family_id::text, '', c.follow_up_on::text, '', c.text, '', 5
  from commitment c where c.branch_code = ${branchCode} and c.outcome = ''
    and c.follow_up_on <= ${today}::date`;

const reports = ({ branchCode }: On): Sql => sql`
  select 'REPORT_TO_WRITE', r.session_id::text, r.family_id::text, r.occurred_on::text, '', '', '',
    '', 3
  from report_due r where r.branch_code = ${branchCode} and r.status = 'due'`;

// for who reads another language and did not read it yet, together or in that language
const untranslated = ({ branchCode }: On): Sql => sql`
  select distinct 'ANSWER_TO_TRANSLATE', m.id::text, m.family_id::text,
    (a.said_at at time zone 'Europe/Brussels')::date::text, '', m.purpose, '', '', 2
  from school_answer a join message m on m.id = a.message_id
    join family_person p on p.child_id = m.child_id and not p.held
  where a.branch_code = ${branchCode} and m.status = 'sent' and p.language not in ('', 'nl')
    and not a.translations @> jsonb_build_array(jsonb_build_object('language', p.language))
    and not exists (select 1 from reading r where r.answer_id = a.id
      and r.person_id = p.person_id and r.read_at is not null)`;

// what the profile asks of a school year and is not planned yet, counted in what is held or planned
const toPlan = ({ branchCode, asked }: On): Sql => sql`
  select wanted.kind, '', '', '', '', '', counted.many || '/' || wanted.many, '', 6
  from (values ('CONSULTATION_TO_PLAN', 'consultation', ${asked.consultations}::int),
      ('RETURN_MOMENT_TO_PLAN', 'return_moment', ${asked.returnMoment ? 1 : 0}::int))
      as wanted(kind, meeting, many)
    cross join lateral (select count(*)::int as many from meeting m
      where m.branch_code = ${branchCode} and m.kind = wanted.meeting and m.status <> 'cancelled'
        and left(m.planned_for, 10) >= ${asked.since}) as counted
  where counted.many < wanted.many`;

const PARTS = [
  answers,
  messages,
  questions,
  receipts,
  meetings,
  signals,
  commitments,
  reports,
  untranslated,
  toPlan,
];

/** What asks for the coordinator here, what hurts first. */
export async function todayOf(tx: Tx, on: On): Promise<TodayRow[]> {
  const ranked: { rank: number; row: TodayRow }[] = [];
  for (const part of PARTS) {
    const lines = await tx.query<TodayRow & { rank: number }>(
      sql`select * from (${part(on)}) as line(kind, "subjectId", "familyId", since, due, reason,
        text, phone, rank)`,
    );
    for (const { rank, ...row } of lines) ranked.push({ rank, row });
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.row.since < b.row.since ? -1 : 1));
  return ranked.map(({ row }) => row);
}
