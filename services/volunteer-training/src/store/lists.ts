import type { ListSpec } from '@katrol/store';
import type { PlacementStatus } from '../domain/placement.ts';
import type { BranchRules } from '../domain/rules.ts';
import type { Tx } from './client.ts';
import { rulesInForce } from './rules.ts';

/** Tutors of a branch; `to_do` is domain/tutor.ts's rule in SQL, so that a list can filter by it. */
export const tutorList = (rules: BranchRules, today: string): ListSpec => ({
  from: `(select t.*, array_remove(array[
      case when $2::boolean and ((t.check_not_applicable and t.check_valid_until <= $4::date)
        or (not t.check_not_applicable and t.check_seen_on is null)) then 'CHECK_MISSING' end,
      case when $2::boolean and not t.check_not_applicable and t.check_valid_until < $4::date then 'CHECK_EXPIRED' end,
      case when not ($3::text[] <@ t.training_codes) then 'TRAINING_MISSING' end,
      case when jsonb_array_length(t.slots) = 0 then 'SLOTS_MISSING' end], null) as to_do
    from tutor t where t.branch_code = $1) t`,
  select: 't.id::text as id',
  where: 'true',
  values: [rules.branchCode, rules.checkRequired, rules.requiredTrainings, today],
  search: 't.search',
  filters: {
    kind: { sql: 't.kind', kind: 'one', facet: true },
    active: { sql: 't.active', kind: 'one', facet: true },
    to_do: { sql: 't.to_do', kind: 'any', facet: true },
    language: { sql: 't.languages', kind: 'any', facet: true },
    subject: { sql: 't.subjects', kind: 'any', facet: true },
    university_code: { sql: 't.university_code', kind: 'one', facet: true },
  },
  sorts: {
    last_name: { sql: 'lower(t.last_name)', type: 'text' },
    available_until: { sql: "coalesce(t.available_until, 'epoch'::date)", type: 'date' },
    check_valid_until: { sql: "coalesce(t.check_valid_until, 'epoch'::date)", type: 'date' },
  },
  defaultSort: 'last_name',
  id: 't.id',
});

export const trainingList = (branchCode: string): ListSpec => ({
  from: 'training t',
  select: 't.id::text as id',
  where: 't.branch_code = $1',
  values: [branchCode],
  search: 't.search',
  filters: { code: { sql: 't.code', kind: 'one', facet: true } },
  sorts: { takes_place_on: { sql: 't.takes_place_on', type: 'text' } },
  defaultSort: '-takes_place_on',
  id: 't.id',
});

export type StudentRow = {
  tutorId: string;
  name: string;
  studentNumber: string;
  programme: string;
  branchCode: string;
  placementId: string;
  placementStatus: PlacementStatus;
  agreedMinutes: number;
  heldMinutes: number;
  sessions: number;
  lastSessionOn: string;
  sharedReflections: number;
  trainingComplete: boolean;
  checkSeen: boolean;
  startsOn: string;
  endsOn: string;
  quietSince: string;
  placementRevision: number;
  coachAccountId: string;
};

/** A university's own students; with `coach`, those of one lecturer-coach. `me` is who asks. */
export const studentList = (
  universityCode: string,
  who: { coach: string; me: string },
  today: string,
): ListSpec => ({
  from: `(select p.*, t.search, trim(t.first_name || ' ' || t.last_name) as name, lower(t.last_name || ' ' || t.first_name) as by_name,
      coalesce(g.name, '') as programme, coalesce(h.minutes, 0)::int as minutes, h.sessions::int as sessions, h.last_on, r.shared::int as shared,
      coalesce(b.required_trainings <@ t.training_codes, true) as training_complete,
      case when t.check_not_applicable then t.check_valid_until > $4::date else coalesce(t.check_valid_until >= $4::date, false) end as check_seen,
      case when p.status = 'active' and coalesce(h.last_on, p.starts_on) < $4::date - coalesce(b.quiet_days, 14)
        then coalesce(h.last_on, p.starts_on)::text else '' end as quiet_since,
      case when p.coach_account_id = $3 then 'me' when p.coach_account_id = '' then 'none' else 'other' end as coach
    from placement p join tutor t on t.id = p.tutor_id left join programme g on g.id = p.programme_id
      left join lateral ${rulesInForce('p.branch_code', '$4::date')} b on true
      cross join lateral (select sum(h.minutes) as minutes, count(*) as sessions, max(h.occurred_on) as last_on
        from hours h where h.tutor_id = t.id and h.university_code = p.university_code) h
      cross join lateral (select count(*) as shared from reflection r where r.tutor_id = t.id and r.shared) r
    where p.university_code = $1 and ($2 = '' or p.coach_account_id = $2)) s`,
  select: `s.tutor_id::text as "tutorId", s.name, s.student_number as "studentNumber", s.programme, s.branch_code as "branchCode",
    s.id::text as "placementId", s.status as "placementStatus", s.agreed_hours * 60 as "agreedMinutes", s.minutes as "heldMinutes", s.sessions,
    coalesce(s.last_on::text, '') as "lastSessionOn", s.shared as "sharedReflections", s.training_complete as "trainingComplete",
    s.check_seen as "checkSeen", coalesce(s.starts_on::text, '') as "startsOn", coalesce(s.ends_on::text, '') as "endsOn",
    s.quiet_since as "quietSince", s.revision as "placementRevision", s.coach_account_id as "coachAccountId"`,
  where: 'true',
  values: [universityCode, who.coach, who.me, today],
  search: 's.search',
  filters: {
    placement_status: { sql: 's.status', kind: 'one', facet: true },
    programme: { sql: 's.programme', kind: 'one', facet: true },
    branch_code: { sql: 's.branch_code', kind: 'one', facet: true },
    coach: { sql: 's.coach', kind: 'one', facet: true },
  },
  sorts: {
    name: { sql: 's.by_name', type: 'text' },
    held_minutes: { sql: 's.minutes', type: 'int' },
    last_session_on: { sql: "coalesce(s.last_on, 'epoch'::date)", type: 'date' },
  },
  defaultSort: 'name',
  id: 's.id',
});

export type HoursRow = {
  tutorId: string;
  studentNumber: string;
  name: string;
  programme: string;
  branchCode: string;
  occurredOn: string;
  minutes: number;
};

/** Held sessions of a university's students, student by student. */
export const hoursList = (universityCode: string): ListSpec => ({
  from: `hours h join tutor t on t.id = h.tutor_id
    left join placement p on p.tutor_id = h.tutor_id and p.university_code = h.university_code left join programme g on g.id = p.programme_id`,
  select: `h.tutor_id::text as "tutorId", coalesce(p.student_number, '') as "studentNumber", trim(t.first_name || ' ' || t.last_name) as name,
    coalesce(g.name, '') as programme, h.branch_code as "branchCode", h.occurred_on::text as "occurredOn", h.minutes`,
  where: 'h.university_code = $1',
  values: [universityCode],
  filters: { occurred_on: { sql: 'h.occurred_on', kind: 'dates' } },
  sorts: {
    student: {
      sql: "lower(t.last_name || ' ' || t.first_name || ' ') || t.id::text || h.occurred_on::text",
      type: 'text',
    },
  },
  defaultSort: 'student',
  id: 'h.session_id',
});

export type ReflectionRow = {
  id: string;
  tutorId: string;
  tutorName: string;
  text: string;
  occurredOn: string;
  shared: boolean;
  sharedOn: string;
  revision: number;
};

const reflectionColumns = `r.id::text as id, r.tutor_id::text as "tutorId", trim(t.first_name || ' ' || t.last_name) as "tutorName", r.text,
  r.occurred_on::text as "occurredOn", r.shared, coalesce(r.shared_on::text, '') as "sharedOn", r.revision`;
const reflectionOrder: Pick<ListSpec, 'filters' | 'sorts' | 'defaultSort' | 'id'> = {
  filters: {},
  sorts: { occurred_on: { sql: 'r.occurred_on', type: 'date' } },
  defaultSort: '-occurred_on',
  id: 'r.id',
};

export const ownReflections = (accountId: string): ListSpec => ({
  ...reflectionOrder,
  from: 'reflection r join tutor t on t.id = r.tutor_id',
  select: reflectionColumns,
  where: 'r.account_id = $1',
  values: [accountId],
});

/** What students of this lecturer-coach share; `tutorId`: one of them. */
export const sharedReflections = (
  universityCode: string,
  coach: string,
  tutorId: string,
): ListSpec => ({
  ...reflectionOrder,
  from: 'reflection r join tutor t on t.id = r.tutor_id',
  select: reflectionColumns,
  where: `r.shared and r.university_code = $1 and ($3 = '' or r.tutor_id::text = $3) and exists (select 1 from placement p
    where p.tutor_id = r.tutor_id and p.university_code = r.university_code and p.coach_account_id = $2)`,
  values: [universityCode, coach, tutorId],
});

/** Counts one held session; false when it was counted before. */
export async function countHours(
  tx: Tx,
  h: {
    sessionId: string;
    tutorId: string;
    branchCode: string;
    universityCode: string;
    occurredOn: string;
    minutes: number;
  },
): Promise<boolean> {
  const written = await tx.$executeRawUnsafe(
    `insert into hours (session_id, tutor_id, branch_code, university_code, occurred_on, minutes)
     values ($1::uuid, $2::uuid, $3, $4, $5::date, $6) on conflict (session_id) do nothing`,
    h.sessionId,
    h.tutorId,
    h.branchCode,
    h.universityCode,
    h.occurredOn,
    h.minutes,
  );
  return written > 0;
}
