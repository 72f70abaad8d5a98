import type { Plain } from '@katrol/contract';
import { Grade } from '@katrol/proto/katrol/common/v1/codes';
import { ReferralStatus, ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import type {
  FamilyRow as ContractFamilyRow,
  GradeLine as ContractGradeLine,
  ReferralRow as ContractReferralRow,
  WaitingEntry as ContractWaitingEntry,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { column, sql, type ListSpec } from '@katrol/store';
import { isGoingOn } from '../domain/referral.ts';
import type { Place } from './waiting.ts';

export type ReferralRow = Plain<ContractReferralRow>;

export const referralList = (branchCode: string): ListSpec<ReferralRow> => ({
  from: sql`referral r join family f on f.id = r.family_id`,
  columns: {
    id: column(sql`r.id::text`),
    familyId: column(sql`f.id::text`),
    occurredOn: column(sql`r.occurred_on::text`, 'datum'),
    familyName: column(sql`f.family_name`, 'gezin'),
    children: column(sql`f.children`, 'kinderen'),
    grades: column(sql`f.grades`, 'leerjaren'),
    municipality: column(sql`f.municipality`, 'gemeente'),
    status: column(sql`r.status`, 'status'),
    referrerKind: column(sql`r.referrer_kind`, 'soort_aanmelder'),
    referrerOrganisation: column(sql`r.referrer_organisation`, 'organisatie'),
    visitOn: column(sql`coalesce(r.visit_on::text, '')`, 'bezoek'),
    language: column(sql`f.language`, 'taal'),
    callHour: column(sql`f.call_hour`, 'liefst_gebeld_om'),
    revision: column(sql`r.revision`),
  },
  where: sql`r.branch_code = ${branchCode}`,
  search: sql`f.search`,
  filters: {
    status: { sql: sql`r.status`, kind: 'one', facet: true, known: ReferralStatus },
    referrer_kind: { sql: sql`r.referrer_kind`, kind: 'one', facet: true, known: ReferrerKind },
    grade: { sql: sql`f.grades`, kind: 'any', facet: true, known: Grade },
    language: { sql: sql`f.language`, kind: 'one', facet: true },
    occurred_on: { sql: sql`r.occurred_on`, kind: 'dates' },
  },
  sorts: {
    occurred_on: { sql: sql`r.occurred_on`, type: 'date' },
    family_name: { sql: sql`lower(f.family_name)`, type: 'text' },
    status: { sql: sql`r.status`, type: 'text' },
    visit_on: { sql: sql`coalesce(r.visit_on, 'epoch'::date)`, type: 'date' },
  },
  defaultSort: '-occurred_on',
  id: sql`r.id`,
});

export type FamilyRow = Plain<ContractFamilyRow>;

export const familyList = (branchCode: string): ListSpec<FamilyRow> => ({
  from: sql`family f`,
  columns: {
    id: column(sql`f.id::text`),
    familyName: column(sql`f.family_name`, 'gezin'),
    children: column(sql`f.children`, 'kinderen'),
    grades: column(sql`f.grades`, 'leerjaren'),
    municipality: column(sql`f.municipality`, 'gemeente'),
    language: column(sql`f.language`, 'taal'),
    status: column(sql`f.status`, 'status'),
    lastEventOn: column(sql`f.last_event_on::text`, 'laatste_gebeurtenis'),
  },
  // a file that went up in another is found by that one
  where: sql`f.branch_code = ${branchCode} and f.merged_into is null`,
  search: sql`f.search`,
  filters: {
    status: { sql: sql`f.status`, kind: 'one', facet: true, known: ReferralStatus },
    language: { sql: sql`f.language`, kind: 'one', facet: true },
    grade: { sql: sql`f.grades`, kind: 'any', facet: true },
    municipality: { sql: sql`f.municipality`, kind: 'one', facet: true },
  },
  sorts: {
    family_name: { sql: sql`lower(f.family_name)`, type: 'text' },
    last_event_on: { sql: sql`f.last_event_on`, type: 'date' },
    status: { sql: sql`f.status`, type: 'text' },
  },
  defaultSort: '-last_event_on',
  id: sql`f.id`,
});

export type GradeRow = Omit<Plain<ContractGradeLine>, 'nextGrade'> & { gradeYear: number };

/** Children of families with whom something goes on, whose grade is of an earlier school year. */
export const gradeList = (branchCode: string, schoolYear: number): ListSpec<GradeRow> => ({
  from: sql`child c join family own on own.id = c.family_id
    join family f on f.id = coalesce(own.root_id, own.id)`,
  columns: {
    childId: column(sql`c.id::text`),
    familyId: column(sql`f.id::text`),
    familyName: column(sql`f.family_name`),
    firstName: column(sql`c.first_name`),
    school: column(sql`c.school`),
    grade: column(sql`c.grade`),
    gradeYear: column(sql`c.grade_year`),
    revision: column(sql`c.revision`),
  },
  where: sql`c.branch_code = ${branchCode} and c.grade_year < ${schoolYear} and c.grade <> ''
    and c.same_as is null and f.status = any (${ReferralStatus.filter(isGoingOn)}::text[])`,
  search: sql`f.search`,
  filters: { grade: { sql: sql`c.grade`, kind: 'one', facet: true, known: Grade } },
  sorts: {
    family_name: { sql: sql`lower(f.family_name)`, type: 'text' },
    grade: { sql: sql`c.grade`, type: 'text' },
  },
  defaultSort: 'family_name',
  id: sql`c.id`,
});

export type WaitingRow = Omit<Plain<ContractWaitingEntry>, 'orderReasons' | 'waitingDays'> & {
  inFocus: boolean;
};

export const waitingList = (branchCode: string): ListSpec<WaitingRow> => ({
  from: sql`(select w.*,
      row_number() over (order by not w.in_focus, w.since, w.referral_id)::int as place
    from waiting w where w.branch_code = ${branchCode} and w.ended_on is null) w
    join family f on f.id = w.family_id`,
  columns: {
    familyId: column(sql`w.family_id::text`),
    referralId: column(sql`w.referral_id::text`),
    position: column(sql`w.place`, 'plaats'),
    familyName: column(sql`f.family_name`, 'gezin'),
    grades: column(sql`f.grades`, 'leerjaren'),
    since: column(sql`w.since::text`, 'sinds'),
    waitReason: column(sql`w.wait_reason`, 'reden'),
    lastContactOn: column(sql`coalesce(w.last_contact_on::text, '')`, 'laatste_contact'),
    nextContactOn: column(sql`w.next_contact_on::text`, 'volgend_contact'),
    revision: column(sql`w.revision`),
    inFocus: column(sql`w.in_focus`),
  },
  where: sql`true`,
  search: sql`f.search`,
  filters: {
    wait_reason: { sql: sql`w.wait_reason`, kind: 'one', facet: true },
    grade: { sql: sql`f.grades`, kind: 'any', facet: true },
    referral_id: { sql: sql`w.referral_id`, kind: 'one' },
  },
  sorts: {
    position: { sql: sql`w.place`, type: 'int' },
    since: { sql: sql`w.since`, type: 'date' },
    next_contact_on: { sql: sql`w.next_contact_on`, type: 'date' },
    family_name: { sql: sql`lower(f.family_name)`, type: 'text' },
  },
  defaultSort: 'position',
  id: sql`w.referral_id`,
});

export const socialMapList = (branchCode: string): ListSpec<Place> => ({
  from: sql`social_map_place p`,
  columns: {
    id: column(sql`p.id::text`),
    branchCode: column(sql`p.branch_code`),
    name: column(sql`p.name`),
    domains: column(sql`p.domains`),
    phone: column(sql`p.phone`),
    email: column(sql`p.email`),
    address: column(sql`p.address`),
    lastConfirmedOn: column(sql`coalesce(p.last_confirmed_on::text, '')`),
    revision: column(sql`p.revision`),
  },
  where: sql`p.branch_code = ${branchCode}`,
  search: sql`p.search`,
  filters: { domain: { sql: sql`p.domains`, kind: 'any', facet: true } },
  sorts: {
    name: { sql: sql`lower(p.name)`, type: 'text' },
    last_confirmed_on: { sql: sql`coalesce(p.last_confirmed_on, 'epoch'::date)`, type: 'date' },
  },
  defaultSort: 'name',
  id: sql`p.id`,
});

export type WarmRow = { id: string; familyName: string; exclusions: string[] };

export const warmReferralList = (branchCode: string): ListSpec<WarmRow> => ({
  from: sql`warm_referral w join family f on f.id = w.family_id
    join social_map_place p on p.id = w.place_id join referral r on r.id = w.referral_id`,
  columns: {
    id: column(sql`w.id::text`),
    familyName: column(sql`f.family_name`),
    exclusions: column(
      sql`array(select jsonb_array_elements_text(coalesce(r.decision->'exclusions', '[]'::jsonb)))`,
    ),
  },
  where: sql`w.branch_code = ${branchCode}`,
  search: sql`f.search`,
  filters: {
    outcome: { sql: sql`w.outcome`, kind: 'one', facet: true },
    place: { sql: sql`p.name`, kind: 'one', facet: true },
  },
  sorts: {
    check_on: { sql: sql`w.check_on`, type: 'date' },
    occurred_on: { sql: sql`w.occurred_on`, type: 'date' },
    family_name: { sql: sql`lower(f.family_name)`, type: 'text' },
  },
  defaultSort: 'check_on',
  id: sql`w.id`,
});
