import { fromRow, type Plain } from '@katrol/contract';
import {
  EmergencyAccessSchema,
  type EmergencyAccess as ContractAccess,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { searchable } from '@katrol/runtime';
import { byId, insertRow, sql, type Sql } from '@katrol/store';
import type { Known } from '../domain/emergency.ts';
import type { Tx } from './client.ts';

/** One family's file, open for a person of another branch. Its times are the database's. */
export type EmergencyAccess = Plain<ContractAccess>;

async function read(tx: Tx, rest: Sql): Promise<EmergencyAccess[]> {
  const rows = await tx.query<object>(
    sql`select e.id::text as id, e.family_id::text as "familyId", e.branch_code as "branchCode",
        e.name, e.own_branch_code as "ownBranchCode", e.reason, e.opened_at as "openedAt", e.until,
        e.ended_at as "endedAt", e.ended_by as "endedBy", e.seen_at as "seenAt",
        e.seen_by as "seenBy", (e.ended_at is null and e.until > now()) as open,
        coalesce(nullif(f.family_name, ''), f.children[1], '') as "familyLabel"
      from emergency_access e left join family f on f.id = e.family_id ${rest}`,
  );
  return rows.map((row) => fromRow(EmergencyAccessSchema, row));
}

/** What a person has open now. */
export const openEmergencies = (tx: Tx, subject: string): Promise<EmergencyAccess[]> =>
  read(
    tx,
    sql`where e.subject = ${subject} and e.ended_at is null and e.until > now()
      order by e.opened_at desc`,
  );

/** Everybody of elsewhere who had a family's file open, the last one first. */
export const emergenciesOf = (tx: Tx, familyId: string): Promise<EmergencyAccess[]> =>
  read(tx, sql`where e.family_id = ${familyId} order by e.opened_at desc`);

/** What nobody of the family's branch has seen yet. */
export const unseenEmergencies = (tx: Tx, branchCode: string): Promise<EmergencyAccess[]> =>
  read(tx, sql`where e.branch_code = ${branchCode} and e.seen_at is null order by e.opened_at`);

export const loadEmergency = (tx: Tx, emergencyId: string): Promise<EmergencyAccess> =>
  byId('id', emergencyId, async (id) => (await read(tx, sql`where e.id = ${id}`))[0] ?? null);

/**
 * Lets the rest of the transaction see the files that its caller has open. Only for calls that do
 * nothing but read a file.
 */
export async function admitEmergencies(tx: Tx): Promise<void> {
  await tx.query(sql`select set_config('katrol.emergency', 'reading', true)`);
}

export type Candidate = Known & { id: string; branchCode: string };

/** Families of the branch with this name, for a person to be right about. */
export const familiesNamed = (
  tx: Tx,
  branchCode: string,
  familyName: string,
): Promise<Candidate[]> =>
  tx.query<Candidate>(
    sql`select f.id::text as id, f.branch_code as "branchCode", f.family_name as "familyName",
        f.phone_digits as "phoneDigits",
        array(select c.first_name from child c where c.family_id = f.id) as children
      from family f where f.branch_code = ${branchCode}
        and starts_with(f.search, ${searchable(familyName)})`,
  );

export type NewEmergency = Pick<
  EmergencyAccess,
  'familyId' | 'branchCode' | 'name' | 'ownBranchCode' | 'reason'
> & { subject: string };

export const createEmergency = (tx: Tx, e: NewEmergency): Promise<string> =>
  insertRow(tx, 'emergency_access', e);

export async function endEmergency(tx: Tx, id: string, by: string): Promise<void> {
  await tx.execute(
    sql`update emergency_access set ended_at = now(), ended_by = ${by}
      where id = ${id} and ended_at is null`,
  );
}

export async function markSeen(tx: Tx, id: string, by: string): Promise<void> {
  await tx.execute(
    sql`update emergency_access set seen_at = now(), seen_by = ${by}
      where id = ${id} and seen_at is null`,
  );
}

/** Holds whatever else this person opens until the transaction ends. */
export async function oneAtATime(tx: Tx, subject: string): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${subject}, 1))`);
}

/** Counts one more attempt of a person; gives how many there were in the last hour. */
export async function countAttempt(tx: Tx, subject: string): Promise<number> {
  await oneAtATime(tx, subject);
  await tx.execute(
    sql`delete from emergency_attempt
      where subject = ${subject} and attempted_at < now() - interval '1 hour'`,
  );
  await tx.execute(sql`insert into emergency_attempt (subject) values (${subject})`);
  const [row] = await tx.query<{ n: number }>(
    sql`select count(*)::int as n from emergency_attempt where subject = ${subject}`,
  );
  return row?.n ?? 0;
}
