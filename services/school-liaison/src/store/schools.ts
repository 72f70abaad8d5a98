import { fromRow, type Plain } from '@katrol/contract';
import {
  PupilSchema,
  SchoolContactSchema,
  SchoolSchema,
  type Pupil as ContractPupil,
  type School as ContractSchool,
  type SchoolContact as ContractContact,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { dateOf, isUuid, optionalDate, searchable } from '@katrol/runtime';
import { byId, found, inOrder, keep, sql } from '@katrol/store';
import type { Tx } from './client.ts';

export type School = Plain<ContractSchool>;
export type Contact = Plain<ContractContact>;
export type Pupil = Plain<ContractPupil>;

/** Schools by id, in that order, each with who speaks for it today and how many pupils it has. */
export async function schoolsByIds(
  tx: Tx,
  ids: readonly string[],
  today: string,
): Promise<School[]> {
  const asked = ids.filter(isUuid);
  const rows = await tx.school.findMany({ where: { id: { in: asked } } });
  const contacts = await tx.schoolContact.findMany({
    where: {
      schoolIds: { hasSome: asked },
      OR: [{ until: null }, { until: { gte: dateOf(today) } }],
    },
    orderBy: [{ named: 'desc' }, { name: 'asc' }],
  });
  const counted = await tx.query<{ id: string; pupils: number }>(
    sql`select school_id::text as id, count(*)::int as pupils from pupil
      where school_id = any (${asked}::uuid[]) and (until is null or until >= ${today}::date)
      group by 1`,
  );
  return inOrder(asked, rows).map((row) =>
    fromRow(SchoolSchema, {
      ...row,
      contacts: contacts.filter((one) => one.schoolIds.includes(row.id)),
      pupils: counted.find((one) => one.id === row.id)?.pupils ?? 0,
    }),
  );
}

export const loadSchool = async (
  tx: Tx,
  id: string,
  { field = 'school_id', today }: { field?: string; today: string },
): Promise<School> => found(field, (await schoolsByIds(tx, [id], today))[0]);

/** Keeps a school, a new one when its id is empty; gives its id. */
export const saveSchool = (tx: Tx, s: School): Promise<string> =>
  keep(tx.school, s, {
    branchCode: s.branchCode,
    name: s.name,
    kinds: s.kinds,
    municipality: s.municipality,
    writtenAs: s.writtenAs,
    validFrom: optionalDate(s.validFrom),
    validUntil: optionalDate(s.validUntil),
    intoSchoolId: s.intoSchoolId || null,
    search: searchable(s.name, s.municipality, ...s.writtenAs),
  });

/** Another school of the branch with the same name in the same place, still open. */
export const sameSchool = (tx: Tx, s: School, today: string): Promise<{ id: string } | null> =>
  tx.school.findFirst({
    where: {
      branchCode: s.branchCode,
      name: { equals: s.name, mode: 'insensitive' },
      municipality: { equals: s.municipality, mode: 'insensitive' },
      ...(s.id === '' ? {} : { id: { not: s.id } }),
      OR: [{ validUntil: null }, { validUntil: { gte: dateOf(today) } }],
    },
    select: { id: true },
  });

export async function loadContact(tx: Tx, id: string, field = 'contact_id'): Promise<Contact> {
  const row = await byId(field, id, () => tx.schoolContact.findUnique({ where: { id } }));
  return fromRow(SchoolContactSchema, row);
}

export async function contactsByIds(tx: Tx, ids: readonly string[]): Promise<Contact[]> {
  const rows = await tx.schoolContact.findMany({ where: { id: { in: ids.filter(isUuid) } } });
  return inOrder(ids, rows).map((row) => fromRow(SchoolContactSchema, row));
}

/** Keeps a contact, a new one when its id is empty; gives its id. */
export const saveContact = (tx: Tx, c: Contact): Promise<string> =>
  keep(tx.schoolContact, c, {
    branchCode: c.branchCode,
    schoolIds: c.schoolIds,
    name: c.name,
    role: c.role,
    email: c.email,
    phone: c.phone,
    named: c.named,
    deputyId: c.deputyId || null,
    digest: c.digest || 'each',
    until: optionalDate(c.until),
  });

/** A school went into another one: who speaks for it and who is at it go along. */
export async function moveIntoSchool(
  tx: Tx,
  { from, into, on }: { from: string; into: string; on: string },
): Promise<void> {
  await tx.execute(
    sql`update school_contact set revision = revision + 1,
        school_ids = (select array_agg(distinct id)
          from unnest(array_replace(school_ids, ${from}::uuid, ${into}::uuid)) as id)
      where ${from}::uuid = any (school_ids)`,
  );
  await tx.execute(
    sql`with gone as (update pupil set until = ${on}::date - 1
        where school_id = ${from}::uuid and (until is null or until >= ${on}::date)
        returning family_id, child_id, branch_code)
      insert into pupil (family_id, child_id, branch_code, school_id, since)
        select family_id, child_id, branch_code, ${into}::uuid, ${on}::date from gone`,
  );
  await tx.execute(
    sql`update message set school_id = ${into}::uuid where school_id = ${from}::uuid`,
  );
  await tx.execute(
    sql`update folder set school_id = ${into}::uuid where school_id = ${from}::uuid`,
  );
}

/** Where the children of these files are, or were, newest first. */
export async function pupilsOf(tx: Tx, familyIds: readonly string[]): Promise<Pupil[]> {
  const rows = await tx.pupil.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: [{ since: 'desc' }, { id: 'desc' }],
  });
  const names = await schoolNames(
    tx,
    rows.map((row) => row.schoolId),
  );
  return rows.map((row) =>
    fromRow(PupilSchema, { ...row, schoolName: names.get(row.schoolId) ?? '' }),
  );
}

export async function schoolNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.school.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The school that a child is at today. */
export const schoolOf = async (
  tx: Tx,
  { familyIds, childId }: { familyIds: readonly string[]; childId: string },
  today: string,
): Promise<Pupil | undefined> =>
  (await pupilsOf(tx, familyIds)).find(
    (one) =>
      one.childId === childId && one.since <= today && (one.until === '' || one.until >= today),
  );

type NewPupil = {
  familyId: string;
  childId: string;
  branchCode: string;
  schoolId: string;
  since: string;
};

/** From a day on a child is at a school; it is at one at a time. */
export async function settlePupil(tx: Tx, p: NewPupil): Promise<void> {
  await tx.execute(
    sql`update pupil set until = greatest(since, ${p.since}::date - 1)
      where child_id = ${p.childId}::uuid and (until is null or until >= ${p.since}::date)`,
  );
  await tx.pupil.create({ data: { ...p, since: dateOf(p.since) } });
}

/** Ids of who is named for this work at a school; of one other who works there where nobody is. */
export async function namedContacts(tx: Tx, schoolId: string, today: string): Promise<string[]> {
  const rows = await tx.schoolContact.findMany({
    where: {
      schoolIds: { has: schoolId },
      OR: [{ until: null }, { until: { gte: dateOf(today) } }],
    },
    orderBy: [{ named: 'desc' }, { name: 'asc' }],
    select: { id: true, named: true },
  });
  const named = rows.filter((one) => one.named);
  return (named.length > 0 ? named : rows.slice(0, 1)).map((one) => one.id);
}
