import { isUuid, notFound, searchable } from '@katrol/runtime';
import type { Tx } from './client.ts';

/** One family's file, open for a person of another branch. Its times are the database's. */
export type EmergencyAccess = {
  id: string;
  familyId: string;
  branchCode: string;
  subject: string;
  name: string;
  ownBranchCode: string;
  reason: string;
  openedAt: Date;
  until: Date;
  endedAt: Date | null;
  endedBy: string;
  seenAt: Date | null;
  seenBy: string;
  open: boolean;
  familyLabel: string;
};

const SELECT = `select e.id::text as id, e.family_id::text as "familyId", e.branch_code as "branchCode", e.subject, e.name,
    e.own_branch_code as "ownBranchCode", e.reason, e.opened_at as "openedAt", e.until, e.ended_at as "endedAt", e.ended_by as "endedBy",
    e.seen_at as "seenAt", e.seen_by as "seenBy", (e.ended_at is null and e.until > now()) as open,
    coalesce(nullif(f.family_name, ''), f.children[1], '') as "familyLabel"
  from emergency_access e left join family f on f.id = e.family_id`;

const read = (tx: Tx, rest: string, ...values: unknown[]): Promise<EmergencyAccess[]> =>
  tx.$queryRawUnsafe<EmergencyAccess[]>(`${SELECT} ${rest}`, ...values);

/** What a person has open now. */
export const openEmergencies = (tx: Tx, subject: string): Promise<EmergencyAccess[]> =>
  read(
    tx,
    'where e.subject = $1 and e.ended_at is null and e.until > now() order by e.opened_at desc',
    subject,
  );

/** Everybody of elsewhere who had a family's file open, the last one first. */
export const emergenciesOf = (tx: Tx, familyId: string): Promise<EmergencyAccess[]> =>
  read(tx, 'where e.family_id = $1 order by e.opened_at desc', familyId);

/** What nobody of the family's branch has seen yet. */
export const unseenEmergencies = (tx: Tx, branchCode: string): Promise<EmergencyAccess[]> =>
  read(tx, 'where e.branch_code = $1 and e.seen_at is null order by e.opened_at', branchCode);

export async function loadEmergency(tx: Tx, id: string): Promise<EmergencyAccess> {
  const [row] = isUuid(id) ? await read(tx, 'where e.id = $1', id) : [];
  if (!row) throw notFound('id');
  return row;
}

/** Lets the rest of the transaction see the files that its caller has open. Only for calls that do nothing but read a file. */
export async function admitEmergencies(tx: Tx): Promise<void> {
  await tx.$queryRawUnsafe(`select set_config('katrol.emergency', 'reading', true)`);
}

export type Candidate = {
  id: string;
  branchCode: string;
  familyName: string;
  phoneDigits: string;
  children: string[];
};

/** Families of the branch with this name, for a person to be right about. */
export const familiesNamed = (
  tx: Tx,
  branchCode: string,
  familyName: string,
): Promise<Candidate[]> =>
  tx.$queryRawUnsafe<Candidate[]>(
    `select f.id::text as id, f.branch_code as "branchCode", f.family_name as "familyName", f.phone_digits as "phoneDigits",
       array(select c.first_name from child c where c.family_id = f.id) as children
     from family f where f.branch_code = $1 and starts_with(f.search, $2)`,
    branchCode,
    searchable(familyName),
  );

export async function createEmergency(
  tx: Tx,
  e: Pick<
    EmergencyAccess,
    'familyId' | 'branchCode' | 'subject' | 'name' | 'ownBranchCode' | 'reason'
  >,
): Promise<string> {
  const [row] = await tx.$queryRawUnsafe<{ id: string }[]>(
    `insert into emergency_access (family_id, branch_code, subject, name, own_branch_code, reason) values ($1, $2, $3, $4, $5, $6) returning id::text as id`,
    e.familyId,
    e.branchCode,
    e.subject,
    e.name,
    e.ownBranchCode,
    e.reason,
  );
  return row?.id ?? '';
}

export async function endEmergency(tx: Tx, id: string, by: string): Promise<void> {
  await tx.$executeRawUnsafe(
    'update emergency_access set ended_at = now(), ended_by = $2 where id = $1 and ended_at is null',
    id,
    by,
  );
}

export async function markSeen(tx: Tx, id: string, by: string): Promise<void> {
  await tx.$executeRawUnsafe(
    'update emergency_access set seen_at = now(), seen_by = $2 where id = $1 and seen_at is null',
    id,
    by,
  );
}

/** Holds whatever else this person opens until the transaction ends. */
export async function oneAtATime(tx: Tx, subject: string): Promise<void> {
  await tx.$queryRawUnsafe('select pg_advisory_xact_lock(hashtextextended($1, 1))', subject);
}

/** Counts one more attempt of a person; gives how many there were in the last hour. */
export async function countAttempt(tx: Tx, subject: string): Promise<number> {
  await oneAtATime(tx, subject);
  await tx.$executeRawUnsafe(
    `delete from emergency_attempt where subject = $1 and attempted_at < now() - interval '1 hour'`,
    subject,
  );
  await tx.$executeRawUnsafe('insert into emergency_attempt (subject) values ($1)', subject);
  const [row] = await tx.$queryRawUnsafe<{ n: number }[]>(
    'select count(*)::int as n from emergency_attempt where subject = $1',
    subject,
  );
  return row?.n ?? 0;
}
