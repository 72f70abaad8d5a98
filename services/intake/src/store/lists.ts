import type { ListSpec } from '@katrol/store';
import { grades, referrerKinds } from '../domain/profile.ts';
import { referralStatuses } from '../domain/referral.ts';
import type { Tx } from './client.ts';

export type ReferralRow = {
  id: string;
  familyId: string;
  familyName: string;
  children: string[];
  grades: string[];
  municipality: string;
  status: string;
  referrerKind: string;
  referrerOrganisation: string;
  occurredOn: string;
  visitOn: string;
  language: string;
  revision: number;
};

export const referralList = (branchCode: string): ListSpec => ({
  from: 'referral r join family f on f.id = r.family_id',
  select: `r.id::text as id, f.id::text as "familyId", f.family_name as "familyName", f.children, f.grades, f.municipality, r.status,
    r.referrer_kind as "referrerKind", r.referrer_organisation as "referrerOrganisation", r.occurred_on::text as "occurredOn",
    coalesce(r.visit_on::text, '') as "visitOn", f.language, r.revision`,
  where: 'r.branch_code = $1',
  values: [branchCode],
  search: 'f.search',
  filters: {
    status: { sql: 'r.status', kind: 'one', facet: true, known: referralStatuses },
    referrer_kind: { sql: 'r.referrer_kind', kind: 'one', facet: true, known: referrerKinds },
    grade: { sql: 'f.grades', kind: 'any', facet: true, known: grades },
    language: { sql: 'f.language', kind: 'one', facet: true },
    occurred_on: { sql: 'r.occurred_on', kind: 'dates' },
  },
  sorts: {
    occurred_on: { sql: 'r.occurred_on', type: 'date' },
    family_name: { sql: 'lower(f.family_name)', type: 'text' },
    status: { sql: 'r.status', type: 'text' },
    visit_on: { sql: "coalesce(r.visit_on, 'epoch'::date)", type: 'date' },
  },
  defaultSort: '-occurred_on',
  id: 'r.id',
});

export type FamilyRow = {
  id: string;
  familyName: string;
  children: string[];
  grades: string[];
  municipality: string;
  language: string;
  status: string;
  lastEventOn: string;
};

export const familyList = (branchCode: string): ListSpec => ({
  from: 'family f',
  select: `f.id::text as id, f.family_name as "familyName", f.children, f.grades, f.municipality, f.language, f.status,
    f.last_event_on::text as "lastEventOn"`,
  where: 'f.branch_code = $1',
  values: [branchCode],
  search: 'f.search',
  filters: {
    status: { sql: 'f.status', kind: 'one', facet: true, known: referralStatuses },
    language: { sql: 'f.language', kind: 'one', facet: true },
    grade: { sql: 'f.grades', kind: 'any', facet: true },
    municipality: { sql: 'f.municipality', kind: 'one', facet: true },
  },
  sorts: {
    family_name: { sql: 'lower(f.family_name)', type: 'text' },
    last_event_on: { sql: 'f.last_event_on', type: 'date' },
    status: { sql: 'f.status', type: 'text' },
  },
  defaultSort: '-last_event_on',
  id: 'f.id',
});

export type WaitingRow = {
  familyId: string;
  referralId: string;
  familyName: string;
  grades: string[];
  position: number;
  since: string;
  waitReason: string;
  lastContactOn: string;
  nextContactOn: string;
  revision: number;
  inFocus: boolean;
};

export const waitingList = (branchCode: string): ListSpec => ({
  from: `(select w.*, row_number() over (order by not w.in_focus, w.since, w.referral_id)::int as place
          from waiting w where w.branch_code = $1 and w.ended_on is null) w join family f on f.id = w.family_id`,
  select: `w.family_id::text as "familyId", w.referral_id::text as "referralId", f.family_name as "familyName", f.grades, w.place as position,
    w.since::text as since, w.wait_reason as "waitReason", coalesce(w.last_contact_on::text, '') as "lastContactOn",
    w.next_contact_on::text as "nextContactOn", w.revision, w.in_focus as "inFocus"`,
  where: 'true',
  values: [branchCode],
  search: 'f.search',
  filters: {
    wait_reason: { sql: 'w.wait_reason', kind: 'one', facet: true },
    grade: { sql: 'f.grades', kind: 'any', facet: true },
    referral_id: { sql: 'w.referral_id', kind: 'one' },
  },
  sorts: {
    position: { sql: 'w.place', type: 'int' },
    since: { sql: 'w.since', type: 'date' },
    next_contact_on: { sql: 'w.next_contact_on', type: 'date' },
    family_name: { sql: 'lower(f.family_name)', type: 'text' },
  },
  defaultSort: 'position',
  id: 'w.referral_id',
});

export const socialMapList = (branchCode: string): ListSpec => ({
  from: 'social_map_place p',
  select: `p.id::text as id, p.branch_code as "branchCode", p.name, p.domains, p.phone, p.email, p.address,
    coalesce(p.last_confirmed_on::text, '') as "lastConfirmedOn", p.revision`,
  where: 'p.branch_code = $1',
  values: [branchCode],
  search: 'p.search',
  filters: { domain: { sql: 'p.domains', kind: 'any', facet: true } },
  sorts: {
    name: { sql: 'lower(p.name)', type: 'text' },
    last_confirmed_on: { sql: "coalesce(p.last_confirmed_on, 'epoch'::date)", type: 'date' },
  },
  defaultSort: 'name',
  id: 'p.id',
});

export type WarmRow = { id: string; familyName: string; exclusions: string[] };

export const warmReferralList = (branchCode: string): ListSpec => ({
  from: `warm_referral w join family f on f.id = w.family_id join social_map_place p on p.id = w.place_id
         join referral r on r.id = w.referral_id`,
  select: `w.id::text as id, f.family_name as "familyName",
    array(select jsonb_array_elements_text(coalesce(r.decision->'exclusions', '[]'::jsonb))) as exclusions`,
  where: 'w.branch_code = $1',
  values: [branchCode],
  search: 'f.search',
  filters: {
    outcome: { sql: 'w.outcome', kind: 'one', facet: true },
    place: { sql: 'p.name', kind: 'one', facet: true },
  },
  sorts: {
    check_on: { sql: 'w.check_on', type: 'date' },
    occurred_on: { sql: 'w.occurred_on', type: 'date' },
    family_name: { sql: 'lower(f.family_name)', type: 'text' },
  },
  defaultSort: 'check_on',
  id: 'w.id',
});

export type TodayRow = {
  kind: string;
  subjectId: string;
  familyId: string;
  label: string;
  since: string;
  due: string;
  reason: string;
};

/** What asks for the coordinator, oldest first. */
export const todayRows = (tx: Tx, branchCode: string, today: string): Promise<TodayRow[]> =>
  tx.$queryRawUnsafe<TodayRow[]>(
    `select * from (
       select case when r.status = 'consent_awaited' then 'CONSENT_AWAITED' else 'REFERRAL_NEW' end as kind, r.id::text as "subjectId",
         f.id::text as "familyId", coalesce(nullif(f.family_name, ''), f.children[1], '') as label, r.occurred_on::text as since, '' as due,
         r.referrer_kind as reason
       from referral r join family f on f.id = r.family_id
       where r.branch_code = $1 and r.status in ('submitted', 'consent_awaited')
       union all
       select case when (r.visit->>'plannedFor') < $2 || 'T99' then 'VISIT_TO_WRITE_UP' else 'VISIT_PLANNED' end, r.id::text, f.id::text,
         coalesce(nullif(f.family_name, ''), f.children[1], ''), r.occurred_on::text, coalesce(r.visit->>'plannedFor', ''), ''
       from referral r join family f on f.id = r.family_id where r.branch_code = $1 and r.status = 'visit_planned'
         and (r.visit->>'plannedFor') < ($2::date + 8)::text
       union all
       select 'TO_DECIDE', r.id::text, f.id::text, coalesce(nullif(f.family_name, ''), f.children[1], ''), r.visit_on::text, '', ''
       from referral r join family f on f.id = r.family_id where r.branch_code = $1 and r.status = 'visited'
       union all
       select 'CONTACT_DUE', w.referral_id::text, f.id::text, coalesce(nullif(f.family_name, ''), f.children[1], ''), w.since::text,
         w.next_contact_on::text, w.wait_reason
       from waiting w join family f on f.id = w.family_id where w.branch_code = $1 and w.ended_on is null and w.next_contact_on <= $2::date
       union all
       select 'ARRIVAL_DUE', w.id::text, f.id::text, coalesce(nullif(f.family_name, ''), f.children[1], ''), w.occurred_on::text,
         w.check_on::text, ''
       from warm_referral w join family f on f.id = w.family_id
       where w.branch_code = $1 and w.outcome <> 'arrived' and w.check_on <= $2::date
     ) line order by coalesce(nullif(due, ''), since), "subjectId"`,
    branchCode,
    today,
  );
