import type { Plain } from '@katrol/contract';
import type {
  Decider as ContractDecider,
  DecidersChanged,
  FamiliesMerged,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { isUuid, optionalDay } from '@katrol/runtime';
import { sql, type RawTx, type Sql } from '@katrol/store';
import { type Consent, isNewer } from './consent.ts';

/** What was told of a purpose, for the family (`childId` empty) or for a child apart. */
export type ConsentLine = { childId: string; given: boolean; until: string; sequence: number };

/** Keeps what was told, unless something newer is known; says whether it was kept. */
export async function keepConsent(tx: RawTx, told: Consent): Promise<boolean> {
  const { familyId, purpose, receiver, childId, branchCode, given, sequence, until } = told;
  const [known] = await tx.query<{ sequence: number }>(
    sql`select sequence from family_consent where family_id = ${familyId}::uuid
      and purpose = ${purpose} and receiver = ${receiver} and child_id = ${childId} for update`,
  );
  if (!isNewer(told, known)) return false;
  await tx.execute(
    sql`insert into family_consent
        (family_id, purpose, receiver, child_id, branch_code, given, sequence, until)
      values (${familyId}::uuid, ${purpose}, ${receiver}, ${childId}, ${branchCode}, ${given},
        ${sequence}, nullif(${until}, '')::date)
      on conflict (family_id, purpose, receiver, child_id) do update set
        branch_code = excluded.branch_code, given = excluded.given,
        sequence = excluded.sequence, until = excluded.until`,
  );
  return true;
}

/** What was told of a purpose without a receiver. */
export async function linesOf(
  tx: RawTx,
  familyId: string,
  purpose: string,
): Promise<ConsentLine[]> {
  const rows = await tx.query<Omit<ConsentLine, 'until'> & { until: Date | null }>(
    sql`select child_id as "childId", given, until, sequence from family_consent
      where family_id = ${familyId}::uuid and purpose = ${purpose} and receiver = ''`,
  );
  return rows.map((row) => ({ ...row, until: optionalDay(row.until) }));
}

/** What somebody is to one child. */
type Decider = Plain<ContractDecider>;

/** Who is what to the children of a file, all of it, as intake told it. */
export type ToldPeople = Pick<Plain<DecidersChanged>, 'familyId' | 'branchCode' | 'sequence'> & {
  people: readonly Decider[];
};

/** Keeps who decides for the children of a file, all of it; what is older changes nothing. */
export async function keepPeople(tx: RawTx, told: ToldPeople): Promise<boolean> {
  const { familyId, branchCode, sequence, people } = told;
  const [known] = await tx.query<{ sequence: number }>(
    sql`select coalesce(max(sequence), 0)::int as sequence from family_person
      where family_id = ${familyId}::uuid`,
  );
  if (known && known.sequence >= sequence) return false;
  await tx.execute(sql`delete from family_person where family_id = ${familyId}::uuid`);
  await tx.execute(
    sql`insert into family_person (family_id, branch_code, sequence,
        child_id, person_id, role, held, language, visited)
      select ${familyId}::uuid, ${branchCode}, ${sequence}, one.*
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as one("childId" uuid,
        "personId" uuid, role text, held boolean, language text, visited boolean)`,
  );
  return true;
}

type Whose = { familyId: string; personId: string };

/**
 * The children of a family to whom this person is something, whichever file says so; of who is held
 * none.
 */
export const childrenWith = (tx: RawTx, whose: Whose): Promise<string[]> =>
  childrenOf(tx, whose, sql`true`);

/** Those of them at whose home, with this person, the tutor comes. */
export const visitedWith = (tx: RawTx, whose: Whose): Promise<string[]> =>
  childrenOf(tx, whose, sql`bool_or(visited)`);

async function childrenOf(tx: RawTx, { familyId, personId }: Whose, that: Sql): Promise<string[]> {
  if (!isUuid(personId)) return [];
  const rows = await tx.query<{ childId: string }>(
    sql`select child_id::text as "childId" from family_person
      where family_id = any (${await filesOf(tx, familyId)}::uuid[])
        and person_id = ${personId}::uuid
      group by child_id having not bool_or(held) and ${that}`,
  );
  return rows.map(({ childId }) => childId);
}

/** Two files of one family. */
export type Alias = { familyId: string; intoId: string; branchCode: string };

/** The same as intake tells it. */
export const aliasIn = ({
  familyId,
  intoFamilyId: intoId,
  branchCode,
}: Plain<FamiliesMerged>): Alias => ({ familyId, intoId, branchCode });

export async function keepAlias(tx: RawTx, { familyId, intoId, branchCode }: Alias): Promise<void> {
  await tx.execute(
    sql`insert into family_alias (family_id, into_id, branch_code)
      values (${familyId}::uuid, ${intoId}::uuid, ${branchCode})
      on conflict (family_id) do update
        set into_id = excluded.into_id, branch_code = excluded.branch_code`,
  );
}

export async function dropAlias(tx: RawTx, familyId: string): Promise<void> {
  await tx.execute(sql`delete from family_alias where family_id = ${familyId}::uuid`);
}

/** The ids of all files of a family, its own first; none of what cannot be the id of one. */
export async function filesOf(tx: RawTx, familyId: string): Promise<string[]> {
  if (!isUuid(familyId)) return [];
  const rows = await tx.query<{ id: string }>(
    sql`with recursive file as (
        select ${familyId}::uuid as id
        union
        select case when a.family_id = f.id then a.into_id else a.family_id end
        from family_alias a join file f on f.id in (a.family_id, a.into_id))
      select id::text as id from file where id <> ${familyId}::uuid`,
  );
  return [familyId, ...rows.map(({ id }) => id)];
}
