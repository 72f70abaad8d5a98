import { fromRow, type Plain } from '@katrol/contract';
import {
  EmergencyAccessSchema,
  EmergencyAttemptsSchema,
  type EmergencyAccess as ContractAccess,
  type EmergencyAttempts as ContractAttempts,
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
export const emergenciesOf = (tx: Tx, familyIds: string[]): Promise<EmergencyAccess[]> =>
  read(tx, sql`where e.family_id = any (${familyIds}::uuid[]) order by e.opened_at desc`);

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

/** Who tries, from where, for a family of which branch. */
export type Attempt = { subject: string; name: string; ownBranchCode: string; branchCode: string };

/**
 * Counts one more attempt of a person; gives it, with how many there were in the last hour. Kept
 * for thirty days, for the branch that was asked to hear of it.
 */
export async function countAttempt(
  tx: Tx,
  attempt: Attempt,
): Promise<{ id: string; inTheHour: number }> {
  const { subject } = attempt;
  await oneAtATime(tx, subject);
  await tx.execute(
    sql`delete from emergency_attempt
      where subject = ${subject} and attempted_at < now() - interval '30 days'`,
  );
  const id = await insertRow(tx, 'emergency_attempt', attempt);
  const [row] = await tx.query<{ n: number }>(
    sql`select count(*)::int as n from emergency_attempt
      where subject = ${subject} and attempted_at > now() - interval '1 hour'`,
  );
  return { id, inTheHour: row?.n ?? 0 };
}

/** It was the right family: nobody needs to hear of a failure. */
export async function succeeded(tx: Tx, attemptId: string): Promise<void> {
  await tx.execute(sql`update emergency_attempt set opened = true where id = ${attemptId}::uuid`);
}

/** Who of elsewhere tried to open a file of the branch in the last week and was not let in. */
export type FailedAttempts = Plain<ContractAttempts>;

export const failedAttempts = async (tx: Tx, branchCode: string): Promise<FailedAttempts[]> =>
  (
    await tx.query<object>(
      sql`select name, own_branch_code as "ownBranchCode", count(*)::int as times,
          max(attempted_at) as "lastAt"
        from emergency_attempt
        where branch_code = ${branchCode} and not opened
          and attempted_at > now() - interval '7 days'
        group by subject, name, own_branch_code order by max(attempted_at) desc`,
    )
  ).map((row) => fromRow(EmergencyAttemptsSchema, row));
