import { fromRow, type Plain } from '@katrol/contract';
import { DuplicateReason, type ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import {
  ChildSchema,
  FamilySchema,
  TimelineEntrySchema,
  type Child as ContractChild,
  type Family as ContractFamily,
  type LikelyDuplicate,
  type TimelineEntry as ContractEntry,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { dateOf, optionalDate, searchable } from '@katrol/runtime';
import { byId, insertRow, nextRevision, saved, sql } from '@katrol/store';
import type { Address, Contact, NewChild } from '../domain/referral.ts';
import type { IntakeCall, Tx } from './client.ts';
import { addFirstParent } from './parents.ts';

export type Child = Plain<ContractChild>;
export type Family = Pick<
  Plain<ContractFamily>,
  'id' | 'branchCode' | 'contact' | 'address' | 'children' | 'revision' | 'recordedAt'
>;
export type TimelineEntry = Plain<ContractEntry>;

/** A phone number as it is compared: its digits, without the country. */
export const digits = (phone: string): string =>
  phone.replaceAll(/\D/g, '').replace(/^(0032|32|0)/, '');

type Described = { contact: Contact; address: Address; children: readonly NewChild[] };

/** What a family is reached and found by. */
const reached = ({ contact, address, children }: Described) => ({
  ...contact,
  ...address,
  phoneDigits: digits(contact.phone),
  search: searchable(
    contact.familyName,
    ...children.map((c) => c.firstName),
    address.municipality,
    contact.phone,
    digits(contact.phone),
  ),
});

const gradesOf = (children: readonly NewChild[]): string[] => [
  ...new Set(children.map((c) => c.grade).filter((g) => g !== '')),
];

export async function createFamily(
  tx: Tx,
  f: Described & { branchCode: string; status: ReferralStatus; occurredOn: string; now: Date },
): Promise<string> {
  const { branchCode, status, children } = f;
  const familyId = await insertRow(tx, 'family', {
    branchCode,
    ...reached(f),
    children: children.map((c) => c.firstName),
    grades: gradesOf(children),
    status,
    lastEventOn: f.occurredOn,
    recordedAt: f.now,
  });
  const family = { id: familyId, branchCode };
  addChildren(tx, family, children);
  addFirstParent(tx, family, f.contact.language);
  return familyId;
}

export function addChildren(
  tx: Tx,
  family: Pick<Family, 'id' | 'branchCode'>,
  children: readonly (NewChild & { birthDate?: string })[],
): void {
  const rows = children.map(({ firstName, school, grade, birthDate }) => ({
    first_name: firstName,
    grade,
    school,
    search: searchable(firstName, school),
    birth_date: birthDate || null,
  }));
  tx.soon(
    sql`insert into child (family_id, branch_code, first_name, grade, school, search, birth_date)
      select ${family.id}::uuid, ${family.branchCode}, c.first_name, c.grade, c.school, c.search,
        c.birth_date
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as c(first_name text, grade text, school text, search text, birth_date date)`,
  );
}

export async function loadFamily(tx: Tx, id: string, field = 'id'): Promise<Family> {
  const row = await byId(field, id, () => tx.family.findUnique({ where: { id } }));
  const children = await tx.child.findMany({ where: { familyId: id }, orderBy: { id: 'asc' } });
  return fromRow(FamilySchema, { ...row, contact: row, address: row, children });
}

export async function loadChild(
  tx: Tx,
  id: string,
): Promise<Child & { familyId: string; branchCode: string }> {
  const row = await byId('child_id', id, () => tx.child.findUnique({ where: { id } }));
  const { familyId, branchCode } = row;
  return { ...fromRow(ChildSchema, row), familyId, branchCode };
}

export async function saveFamily(tx: Tx, family: Family): Promise<void> {
  const { id, revision } = family;
  const data = { ...reached(family), ...nextRevision };
  await saved(tx.family.updateMany({ where: { id, revision }, data }), family);
}

export async function saveChild(tx: Tx, child: Child): Promise<void> {
  const { id, revision, firstName, grade, school } = child;
  const search = searchable(firstName, school);
  const birthDate = optionalDate(child.birthDate);
  const data = { firstName, grade, school, search, birthDate, ...nextRevision };
  await saved(tx.child.updateMany({ where: { id, revision }, data }), child);
}

/** What happened with a family on a day, and where it stands since. */
export type Event = {
  kind: TimelineEntry['kind'];
  /** empty: today */
  on?: string;
  values?: Record<string, string>;
  status?: ReferralStatus;
};

/** Puts what happened on the family's timeline, by who calls. */
export function onTimeline(
  { tx, by, today }: IntakeCall,
  { id: familyId, branchCode }: Pick<Family, 'id' | 'branchCode'>,
  { kind, on = today, values = {} }: Event,
): void {
  tx.soon(
    sql`insert into timeline_entry (family_id, branch_code, occurred_on, kind, by, values)
      values (${familyId}::uuid, ${branchCode}, ${on}::date, ${kind}, ${by},
        ${JSON.stringify(values)}::jsonb)`,
  );
}

/** The same, and brings what lists show of the family in step. */
export async function happened(
  call: IntakeCall,
  family: Pick<Family, 'id' | 'branchCode'>,
  event: Event,
): Promise<void> {
  onTimeline(call, family, event);
  await touchFamily(call.tx, family.id, { occurredOn: event.on ?? call.today, ...event });
}

/** Brings what lists show of a family in step with its children and its last event. */
export async function touchFamily(
  tx: Tx,
  id: string,
  change: { status?: ReferralStatus; occurredOn?: string },
): Promise<void> {
  const family = await loadFamily(tx, id);
  await tx.family.update({
    where: { id },
    data: {
      children: family.children.map((c) => c.firstName),
      grades: gradesOf(family.children),
      search: reached(family).search,
      ...(change.status ? { status: change.status } : {}),
      ...(change.occurredOn ? { lastEventOn: dateOf(change.occurredOn) } : {}),
    },
  });
}

export async function timelineOf(tx: Tx, familyId: string): Promise<TimelineEntry[]> {
  const rows = await tx.timelineEntry.findMany({
    where: { familyId },
    orderBy: [{ occurredOn: 'desc' }, { id: 'desc' }],
  });
  return rows.map((row) => fromRow(TimelineEntrySchema, row));
}

export type Likely = Plain<LikelyDuplicate>;

const PHONE_AT_LEAST = 6;
const MOST = 10;

/**
 * Families of the branch that look like these: the same phone, e-mail or child at the same school,
 * or a similar name.
 */
export async function likelyDuplicates(
  tx: Tx,
  branchCode: string,
  contact: Contact,
  children: readonly NewChild[],
): Promise<Likely[]> {
  const number = digits(contact.phone);
  const phone = number.length >= PHONE_AT_LEAST ? number : '';
  const { email } = contact;
  const name = searchable(contact.familyName);
  const known = children.filter((c) => c.school !== '');
  const search = known.map((c) => searchable(c.firstName, c.school));
  const rows = await tx.query<Omit<Likely, 'reasons'> & Record<DuplicateReason, boolean>>(
    sql`select * from (
        select f.id::text as "familyId", f.family_name as "familyName", f.children,
          f.municipality, f.last_event_on::text as "lastEventOn",
          (${phone} <> '' and f.phone_digits = ${phone}) as same_phone,
          (${email} <> '' and lower(f.email) = lower(${email})) as same_email,
          exists (select 1 from child c where c.family_id = f.id
            and c.search = any (${search}::text[])) as same_child_and_school,
          (length(${name}) >= 3 and f.search like ${name} || ' %') as similar_name
        from family f where f.branch_code = ${branchCode}) found
      where same_phone or same_email or same_child_and_school or similar_name
      order by (same_phone::int + same_email::int + same_child_and_school::int) desc,
        "lastEventOn" desc limit ${MOST}`,
  );
  return rows.map((row) => ({ ...row, reasons: DuplicateReason.filter((code) => row[code]) }));
}
