import { codeOf, fromRow, type Plain } from '@katrol/contract';
import { DuplicateReason, ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import {
  FamilySchema,
  TimelineEntrySchema,
  type Family as ContractFamily,
  type LikelyDuplicate,
  type TimelineEntry as ContractEntry,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { dateOf, searchable } from '@katrol/runtime';
import { byId, insertRow, nextRevision, saved, sql } from '@katrol/store';
import { isGoingOn, type Address, type Contact, type NewChild } from '../domain/referral.ts';
import { addChildren, childrenOf, type Child } from './children.ts';
import type { IntakeCall, Tx } from './client.ts';
import { filesOf } from './files.ts';
import { addFirstParent } from './parents.ts';

export type Family = Pick<
  Plain<ContractFamily>,
  'id' | 'branchCode' | 'contact' | 'address' | 'revision' | 'recordedAt'
> & {
  children: Child[];
  /** its own file's id, and those of the files that became one with it */
  ids: string[];
};
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
  addChildren(tx, family, { children, on: f.occurredOn });
  addFirstParent(tx, family, f.contact.language);
  return familyId;
}

/** A family; by the id of a file that went up in another one, the one that is kept. */
export async function loadFamily(tx: Tx, asked: string, field = 'id'): Promise<Family> {
  const own = await byId(field, asked, () => tx.family.findUnique({ where: { id: asked } }));
  // who reads one file in an emergency does not see the other
  const kept = own.rootId && (await tx.family.findUnique({ where: { id: own.rootId } }));
  const row = kept || own;
  const ids = await filesOf(tx, row.id);
  const family = fromRow(FamilySchema, { ...row, contact: row, address: row });
  return { ...family, children: await childrenOf(tx, ids), ids };
}

/** To speak with the family in, by the id of any of its files. */
export async function languageOf(tx: Tx, familyId: string): Promise<string> {
  const [id = familyId] = await filesOf(tx, familyId);
  return (
    (await tx.family.findUnique({ where: { id }, select: { language: true } }))?.language ?? ''
  );
}

export async function saveFamily(tx: Tx, family: Family): Promise<void> {
  const { id, revision } = family;
  const data = { ...reached(family), ...nextRevision };
  await saved(tx.family.updateMany({ where: { id, revision }, data }), family);
  if (family.ids.length > 1) await touchFamily(tx, id, {});
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
  const { ids } = family;
  const others = await tx.family.findMany({ where: { rootId: family.id } });
  const status = change.status && (await standing(tx, ids));
  await tx.family.update({
    where: { id: family.id },
    data: {
      children: family.children.map((c) => c.firstName),
      grades: gradesOf(family.children),
      // a file is also found by what stands in the one that went up in it
      search: [reached(family).search, ...others.map((o) => o.search)].join(' '),
      ...(status ? { status } : {}),
      ...(change.occurredOn ? { lastEventOn: dateOf(change.occurredOn) } : {}),
    },
  });
}

/** Where a family stands: what is going on of its questions, else what ended last. */
async function standing(tx: Tx, ids: string[]): Promise<string | undefined> {
  const rows = await tx.referral.findMany({
    where: { familyId: { in: ids } },
    orderBy: [{ occurredOn: 'desc' }, { id: 'desc' }],
    select: { status: true },
  });
  const goesOn = rows.find(({ status }) => isGoingOn(codeOf(ReferralStatus, status)));
  return (goesOn ?? rows[0])?.status;
}

export async function timelineOf(tx: Tx, familyIds: string[]): Promise<TimelineEntry[]> {
  const rows = await tx.timelineEntry.findMany({
    where: { familyId: { in: familyIds } },
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
        select distinct on (k.id) k.id::text as "familyId", k.family_name as "familyName",
          k.children, k.municipality, k.last_event_on::text as "lastEventOn",
          (${phone} <> '' and f.phone_digits = ${phone}) as same_phone,
          (${email} <> '' and lower(f.email) = lower(${email})) as same_email,
          exists (select 1 from child c where c.family_id = f.id
            and c.search = any (${search}::text[])) as same_child_and_school,
          (length(${name}) >= 3 and f.search like ${name} || ' %') as similar_name
        from family f join family k on k.id = coalesce(f.root_id, f.id)
        where f.branch_code = ${branchCode}
        order by k.id, (${phone} <> '' and f.phone_digits = ${phone}) desc) found
      where same_phone or same_email or same_child_and_school or similar_name
      order by (same_phone::int + same_email::int + same_child_and_school::int) desc,
        "lastEventOn" desc limit ${MOST}`,
  );
  return rows.map((row) => ({ ...row, reasons: DuplicateReason.filter((code) => row[code]) }));
}
