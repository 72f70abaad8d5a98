import { dateOf, dayOf, isUuid, notFound, searchable, stale } from '@katrol/runtime';
import type { Consent, ConsentPurpose } from '../domain/consent.ts';
import type { Address, Contact, NewChild } from '../domain/referral.ts';
import type { Tx } from './client.ts';

export type Child = NewChild & { id: string; familyId: string; revision: number };
export type Family = {
  id: string;
  branchCode: string;
  contact: Contact;
  address: Address;
  status: string;
  recordedAt: Date;
  revision: number;
  children: Child[];
};
export type TimelineLine = {
  familyId: string;
  branchCode: string;
  occurredOn: string;
  kind: string;
  by: string;
  values: Record<string, string>;
};

/** A phone number as it is compared: its digits, without the country. */
export const digits = (phone: string): string =>
  phone.replaceAll(/\D/g, '').replace(/^(0032|32|0)/, '');

const columns = (contact: Contact, address: Address) => ({
  ...contact,
  ...address,
  phoneDigits: digits(contact.phone),
});

/** What a family is found by: its name, its children, where it lives. */
const searchText = (contact: Contact, address: Address, children: readonly NewChild[]): string =>
  searchable(
    contact.familyName,
    ...children.map((c) => c.firstName),
    address.municipality,
    contact.phone,
    digits(contact.phone),
  );

// Raw, like all statements of a referral that comes in: the hottest command, at a quarter of the price.
const INSERT_FAMILY = `insert into family (branch_code, family_name, phone, email, how_to_reach, language, street_and_number, postal_code, municipality,
  search, phone_digits, children, grades, status, last_event_on, recorded_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::date, $16) returning id`;

export async function createFamily(
  tx: Tx,
  f: {
    branchCode: string;
    contact: Contact;
    address: Address;
    children: NewChild[];
    status: string;
    occurredOn: string;
    now: Date;
  },
): Promise<{ familyId: string; children: Child[] }> {
  const { contact: c, address: a } = f;
  const [row] = await tx.$queryRawUnsafe<{ id: string }[]>(
    INSERT_FAMILY,
    f.branchCode,
    c.familyName,
    c.phone,
    c.email,
    c.howToReach,
    c.language,
    a.streetAndNumber,
    a.postalCode,
    a.municipality,
    searchText(c, a, f.children),
    digits(c.phone),
    f.children.map((k) => k.firstName),
    gradesOf(f.children),
    f.status,
    f.occurredOn,
    f.now,
  );
  const familyId = row?.id ?? '';
  return { familyId, children: await addChildren(tx, familyId, f.branchCode, f.children) };
}

const gradesOf = (children: readonly NewChild[]): string[] => [
  ...new Set(children.map((c) => c.grade).filter((g) => g !== '')),
];

const INSERT_CHILDREN = `insert into child (family_id, branch_code, first_name, grade, school, search)
  select $1, $2, k.first_name, k.grade, k.school, k.search from jsonb_to_recordset($3::jsonb) as k(first_name text, grade text, school text, search text)
  returning id, family_id as "familyId", first_name as "firstName", grade, school, revision`;

export const addChildren = (
  tx: Tx,
  familyId: string,
  branchCode: string,
  children: NewChild[],
): Promise<Child[]> =>
  tx.$queryRawUnsafe<Child[]>(
    INSERT_CHILDREN,
    familyId,
    branchCode,
    JSON.stringify(
      children.map((c) => ({
        first_name: c.firstName,
        grade: c.grade,
        school: c.school,
        search: searchable(c.firstName, c.school),
      })),
    ),
  );

export async function loadFamily(tx: Tx, id: string, field = 'id'): Promise<Family> {
  const row = isUuid(id) ? await tx.family.findUnique({ where: { id } }) : null;
  if (!row) throw notFound(field);
  const children = await tx.child.findMany({ where: { familyId: id }, orderBy: { id: 'asc' } });
  const {
    familyName,
    phone,
    email,
    howToReach,
    language,
    streetAndNumber,
    postalCode,
    municipality,
  } = row;
  return {
    id,
    branchCode: row.branchCode,
    status: row.status,
    recordedAt: row.recordedAt,
    revision: row.revision,
    children,
    contact: { familyName, phone, email, howToReach, language },
    address: { streetAndNumber, postalCode, municipality },
  };
}

export async function loadChild(tx: Tx, id: string): Promise<Child> {
  const row = isUuid(id) ? await tx.child.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('child_id');
  return row;
}

export async function saveFamily(tx: Tx, family: Family, expected: number): Promise<void> {
  const { count } = await tx.family.updateMany({
    where: { id: family.id, revision: expected },
    data: {
      ...columns(family.contact, family.address),
      search: searchText(family.contact, family.address, family.children),
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw stale(family.revision);
}

export async function saveChild(tx: Tx, child: Child, expected: number): Promise<void> {
  const { count } = await tx.child.updateMany({
    where: { id: child.id, revision: expected },
    data: {
      firstName: child.firstName,
      grade: child.grade,
      school: child.school,
      search: searchable(child.firstName, child.school),
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw stale(child.revision);
}

/** Brings what lists show of a family in step with its children and its last event. */
export async function touchFamily(
  tx: Tx,
  familyId: string,
  change: { status?: string; occurredOn?: string },
): Promise<void> {
  const family = await loadFamily(tx, familyId);
  await tx.family.update({
    where: { id: familyId },
    data: {
      children: family.children.map((c) => c.firstName),
      grades: gradesOf(family.children),
      search: searchText(family.contact, family.address, family.children),
      ...(change.status ? { status: change.status } : {}),
      ...(change.occurredOn ? { lastEventOn: dateOf(change.occurredOn) } : {}),
    },
  });
}

export async function addToTimeline(tx: Tx, l: TimelineLine): Promise<void> {
  await tx.$executeRawUnsafe(
    'insert into timeline_entry (family_id, branch_code, occurred_on, kind, by, values) values ($1, $2, $3::date, $4, $5, $6::jsonb)',
    l.familyId,
    l.branchCode,
    l.occurredOn,
    l.kind,
    l.by,
    JSON.stringify(l.values),
  );
}

export const timelineOf = async (tx: Tx, familyId: string): Promise<TimelineLine[]> =>
  (
    await tx.timelineEntry.findMany({
      where: { familyId },
      orderBy: [{ occurredOn: 'desc' }, { id: 'desc' }],
    })
  ).map((r) => ({
    ...r,
    occurredOn: dayOf(r.occurredOn),
    values: r.values as Record<string, string>,
  }));

export const consentsOf = async (tx: Tx, familyId: string): Promise<Consent[]> =>
  (
    await tx.consent.findMany({
      where: { familyId },
      orderBy: [{ occurredOn: 'asc' }, { id: 'asc' }],
    })
  ).map((r) => ({
    ...r,
    purpose: r.purpose as ConsentPurpose,
    occurredOn: dayOf(r.occurredOn),
    withdrawnOn: r.withdrawnOn ? dayOf(r.withdrawnOn) : '',
  }));

export async function addConsent(
  tx: Tx,
  family: Pick<Family, 'id' | 'branchCode'>,
  c: Omit<Consent, 'id' | 'withdrawnOn'>,
): Promise<void> {
  await tx.consent.create({
    data: {
      ...c,
      familyId: family.id,
      branchCode: family.branchCode,
      occurredOn: dateOf(c.occurredOn),
    },
  });
}

export async function withdrawConsent(tx: Tx, id: string, on: string): Promise<void> {
  await tx.consent.update({ where: { id }, data: { withdrawnOn: dateOf(on) } });
}

export type Likely = {
  familyId: string;
  familyName: string;
  children: string[];
  municipality: string;
  reasons: string[];
  lastEventOn: string;
};

/** Families of the branch that look like these: the same phone, e-mail or child at the same school, or a similar name. */
export async function likelyDuplicates(
  tx: Tx,
  branchCode: string,
  contact: Contact,
  children: NewChild[],
): Promise<Likely[]> {
  const phone = digits(contact.phone);
  const name = searchable(contact.familyName);
  const kids = children
    .filter((c) => c.school !== '')
    .map((c) => searchable(c.firstName, c.school));
  const rows = await tx.$queryRawUnsafe<
    (Omit<Likely, 'reasons'> & { phone: boolean; email: boolean; child: boolean; name: boolean })[]
  >(
    `select * from (
       select f.id::text as "familyId", f.family_name as "familyName", f.children, f.municipality, f.last_event_on::text as "lastEventOn",
         ($2 <> '' and f.phone_digits = $2) as phone, ($3 <> '' and lower(f.email) = lower($3)) as email,
         exists (select 1 from child c where c.family_id = f.id and c.search = any ($4::text[])) as child,
         (length($5) >= 3 and f.search like $5 || ' %') as name
       from family f where f.branch_code = $1) found
     where phone or email or child or name order by (phone::int + email::int + child::int) desc, "lastEventOn" desc limit 10`,
    branchCode,
    phone.length >= 6 ? phone : '',
    contact.email,
    kids,
    name,
  );
  const named = {
    phone: 'same_phone',
    email: 'same_email',
    child: 'same_child_and_school',
    name: 'similar_name',
  } as const;
  return rows.map((r) => ({
    ...r,
    reasons: (Object.keys(named) as (keyof typeof named)[])
      .filter((k) => r[k])
      .map((k) => named[k]),
  }));
}
