import type { Plain } from '@katrol/contract';
import { TutorKind } from '@katrol/proto/katrol/common/v1/codes';
import { PlacementStatus } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import type {
  Reflection as ContractReflection,
  StudentRow as ContractStudentRow,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { column, sql, type ListSpec } from '@katrol/store';
import type { BranchRules } from '../domain/rules.ts';
import type { Tutor } from '../domain/tutor.ts';
import type { Tx } from './client.ts';

// who attended nothing yet has none on record
const attended = sql`coalesce(t.training_codes, '{}')`;

/** Tutors of a branch; `to_do` is `toDo` of the domain, so that a list can filter by it. */
export const tutorList = (rules: BranchRules, today: string): ListSpec<{ id: string }> => ({
  from: sql`(select t.*, array_remove(array[
      case when ${rules.checkRequired}::boolean
          and ((t.check_not_applicable
              and date_trunc('month', t.check_valid_until)::date <= ${today}::date)
            or (not t.check_not_applicable and t.check_seen_on is null))
        then 'CHECK_MISSING' end,
      case when ${rules.checkRequired}::boolean and not t.check_not_applicable
          and t.check_seen_on is not null and t.check_valid_until < ${today}::date
        then 'CHECK_EXPIRED' end,
      case when not (${rules.requiredTrainings}::text[] <@ ${attended})
        then 'TRAINING_MISSING' end,
      case when jsonb_array_length(t.slots) = 0 then 'SLOTS_MISSING' end], null) as to_do,
      (t.stops_on is null or t.stops_on > ${today}::date) as active
    from tutor t where t.branch_code = ${rules.branchCode}) t`,
  columns: { id: column(sql`t.id::text`) },
  where: sql`true`,
  search: sql`t.search`,
  filters: {
    kind: { sql: sql`t.kind`, kind: 'one', facet: true, known: TutorKind },
    active: { sql: sql`t.active`, kind: 'one', facet: true },
    to_do: { sql: sql`t.to_do`, kind: 'any', facet: true },
    language: { sql: sql`t.languages`, kind: 'any', facet: true },
    subject: { sql: sql`t.subjects`, kind: 'any', facet: true },
    university_code: { sql: sql`t.university_code`, kind: 'one', facet: true },
  },
  sorts: {
    last_name: { sql: sql`lower(t.last_name)`, type: 'text' },
    available_until: { sql: sql`coalesce(t.available_until, 'epoch'::date)`, type: 'date' },
    check_valid_until: { sql: sql`coalesce(t.check_valid_until, 'epoch'::date)`, type: 'date' },
  },
  defaultSort: 'last_name',
  id: sql`t.id`,
});

export const trainingList = (branchCode: string): ListSpec<{ id: string }> => ({
  from: sql`training t`,
  columns: { id: column(sql`t.id::text`) },
  where: sql`t.branch_code = ${branchCode}`,
  search: sql`t.search`,
  filters: { code: { sql: sql`t.code`, kind: 'one', facet: true } },
  sorts: { takes_place_on: { sql: sql`t.takes_place_on`, type: 'text' } },
  defaultSort: '-takes_place_on',
  id: sql`t.id`,
});

type Judged =
  | 'placementStatus'
  | 'trainingComplete'
  | 'checkSeen'
  | 'quietSince'
  | 'nextStatuses'
  | 'finalStatuses';

/** What is on record of a student, before the rules of the branch are held to it. */
export type StudentFacts = Omit<Plain<ContractStudentRow>, Judged> & {
  placementStatus: PlacementStatus;
  check: Tutor['check'];
  trainingCodes: Tutor['trainingCodes'];
};

const check = sql`jsonb_build_object('seenOn', coalesce(t.check_seen_on::text, ''),
  'seenBy', t.check_seen_by, 'validUntil', coalesce(t.check_valid_until::text, ''),
  'notApplicable', t.check_not_applicable)`;

/**
 * A university's own students; with `coach`, those of one lecturer-coach. `me` is who asks. The
 * status is `statusOn` of the domain.
 */
export const studentList = (
  universityCode: string,
  { coach, me, today }: { coach: string; me: string; today: string },
): ListSpec<StudentFacts> => ({
  from: sql`(select p.*, t.search,
      case when p.ended_on is null or p.ended_on > ${today}::date then p.status
        when p.status in ('proposed', 'checklist') then 'refused'
        when p.status in ('accepted', 'active') then 'stopped_early'
        else p.status end as status_on, trim(t.first_name || ' ' || t.last_name) as name,
      lower(t.last_name || ' ' || t.first_name) as by_name,
      ${attended} as attended, ${check} as background_check,
      coalesce(g.name, '') as programme, coalesce(h.minutes, 0)::int as minutes,
      h.sessions::int as sessions, h.last_on, r.shared::int as shared,
      case when p.coach_account_id = ${me} then 'me' when p.coach_account_id = '' then 'none'
        else 'other' end as coach
    from placement p join tutor t on t.id = p.tutor_id
      left join programme g on g.id = p.programme_id
      cross join lateral (select sum(h.minutes) as minutes, count(*) as sessions,
          max(h.occurred_on) as last_on
        from hours h where h.tutor_id = t.id and h.university_code = p.university_code and h.held) h
      cross join lateral (select count(*) as shared from reflection r
        where r.tutor_id = t.id and r.shared) r
    where p.university_code = ${universityCode}
      and (${coach} = '' or p.coach_account_id = ${coach})) s`,
  columns: {
    tutorId: column(sql`s.tutor_id::text`),
    name: column(sql`s.name`),
    studentNumber: column(sql`s.student_number`),
    programme: column(sql`s.programme`),
    branchCode: column(sql`s.branch_code`),
    placementId: column(sql`s.id::text`),
    placementStatus: column(sql`s.status_on`),
    agreedMinutes: column(sql`s.agreed_hours * 60`),
    heldMinutes: column(sql`s.minutes`),
    sessions: column(sql`s.sessions`),
    lastSessionOn: column(sql`coalesce(s.last_on::text, '')`),
    sharedReflections: column(sql`s.shared`),
    startsOn: column(sql`coalesce(s.starts_on::text, '')`),
    endsOn: column(sql`coalesce(s.ends_on::text, '')`),
    placementRevision: column(sql`s.revision`),
    coachAccountId: column(sql`s.coach_account_id`),
    check: column(sql`s.background_check`),
    trainingCodes: column(sql`s.attended`),
  },
  where: sql`true`,
  search: sql`s.search`,
  filters: {
    placement_status: { sql: sql`s.status_on`, kind: 'one', facet: true, known: PlacementStatus },
    programme: { sql: sql`s.programme`, kind: 'one', facet: true },
    branch_code: { sql: sql`s.branch_code`, kind: 'one', facet: true },
    coach: { sql: sql`s.coach`, kind: 'one', facet: true },
  },
  sorts: {
    name: { sql: sql`s.by_name`, type: 'text' },
    held_minutes: { sql: sql`s.minutes`, type: 'int' },
    last_session_on: { sql: sql`coalesce(s.last_on, 'epoch'::date)`, type: 'date' },
  },
  defaultSort: 'name',
  id: sql`s.id`,
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
export const hoursList = (universityCode: string): ListSpec<HoursRow> => ({
  from: sql`hours h join tutor t on t.id = h.tutor_id
    left join placement p on p.tutor_id = h.tutor_id and p.university_code = h.university_code
    left join programme g on g.id = p.programme_id`,
  columns: {
    tutorId: column(sql`h.tutor_id::text`),
    studentNumber: column(sql`coalesce(p.student_number, '')`, 'studentennummer'),
    name: column(sql`trim(t.first_name || ' ' || t.last_name)`, 'naam'),
    programme: column(sql`coalesce(g.name, '')`, 'opleiding'),
    branchCode: column(sql`h.branch_code`, 'werking'),
    occurredOn: column(sql`h.occurred_on::text`, 'datum'),
    minutes: column(sql`h.minutes`, 'minuten'),
  },
  where: sql`h.university_code = ${universityCode} and h.held`,
  filters: { occurred_on: { sql: sql`h.occurred_on`, kind: 'dates' } },
  sorts: {
    student: {
      sql: sql`lower(t.last_name || ' ' || t.first_name || ' ') || t.id::text
        || h.occurred_on::text`,
      type: 'text',
    },
  },
  defaultSort: 'student',
  id: sql`h.session_id`,
});

export type ReflectionRow = Omit<Plain<ContractReflection>, 'answer'>;

const reflections: Omit<ListSpec<ReflectionRow>, 'where'> = {
  from: sql`reflection r join tutor t on t.id = r.tutor_id`,
  columns: {
    id: column(sql`r.id::text`),
    tutorId: column(sql`r.tutor_id::text`),
    tutorName: column(sql`trim(t.first_name || ' ' || t.last_name)`),
    text: column(sql`r.text`),
    occurredOn: column(sql`r.occurred_on::text`),
    shared: column(sql`r.shared`),
    sharedOn: column(sql`coalesce(r.shared_on::text, '')`),
    revision: column(sql`r.revision`),
  },
  filters: {},
  sorts: { occurred_on: { sql: sql`r.occurred_on`, type: 'date' } },
  defaultSort: '-occurred_on',
  id: sql`r.id`,
};

export const ownReflections = (accountId: string): ListSpec<ReflectionRow> => ({
  ...reflections,
  where: sql`r.account_id = ${accountId}`,
});

/** What students of this lecturer-coach share; `tutorId`: one of them. */
export const sharedReflections = (
  universityCode: string,
  coach: string,
  tutorId: string,
): ListSpec<ReflectionRow> => ({
  ...reflections,
  where: sql`r.shared and r.university_code = ${universityCode}
    and (${tutorId} = '' or r.tutor_id::text = ${tutorId}) and exists (select 1 from placement p
      where p.tutor_id = r.tutor_id and p.university_code = r.university_code
        and p.coach_account_id = ${coach})`,
});

export type Hours = {
  sessionId: string;
  tutorId: string;
  branchCode: string;
  universityCode: string;
  occurredOn: string;
  minutes: number;
  /** how many times its log was put right */
  correction: number;
  held: boolean;
};

/**
 * Counts a session as it was told; false when it was counted so, or as it was put right later. The
 * university stays the one of the first time.
 */
export const countHours = async (tx: Tx, h: Hours): Promise<boolean> =>
  (await tx.execute(
    sql`insert into hours (session_id, tutor_id, branch_code, university_code, occurred_on, minutes,
        correction, held)
      values (${h.sessionId}, ${h.tutorId}, ${h.branchCode}, ${h.universityCode}, ${h.occurredOn},
        ${h.minutes}, ${h.correction}, ${h.held})
      on conflict (session_id) do update set occurred_on = excluded.occurred_on,
        minutes = excluded.minutes, correction = excluded.correction, held = excluded.held
        where hours.correction < excluded.correction`,
  )) > 0;
