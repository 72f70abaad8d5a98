import { filesOf } from '@katrol/families';
import { sql } from '@katrol/store';
import { languageBand } from '../domain/bands.ts';
import type { Tx } from './client.ts';

type Whose = { familyId: string; branchCode: string };

/** A family that was heard of is there, with nothing known of it. */
export async function touchFamily(tx: Tx, { familyId, branchCode }: Whose): Promise<void> {
  await tx.execute(
    sql`insert into counted_family (family_id, root_id, branch_code)
      values (${familyId}::uuid, ${familyId}::uuid, ${branchCode}) on conflict do nothing`,
  );
}

type Known = { language: string; homeLanguages: string[] };

async function saveLanguages(
  tx: Tx,
  familyId: string,
  change: (known: Known) => Known,
): Promise<void> {
  const [known] = await tx.query<Known>(
    sql`select language, home_languages as "homeLanguages" from counted_family
      where family_id = ${familyId}::uuid`,
  );
  const { language, homeLanguages } = change(known ?? { language: '', homeLanguages: [] });
  await tx.execute(
    sql`update counted_family set language = ${language}, home_languages = ${homeLanguages},
        language_band = ${languageBand([language, ...homeLanguages])}
      where family_id = ${familyId}::uuid`,
  );
}

/** How a family is today: where it lives, what it reads, in which stage its youngest child is. */
export async function keepFamily(
  tx: Tx,
  family: Whose & { municipality: string; language: string; stage: string },
): Promise<void> {
  const { familyId, municipality, language, stage } = family;
  await touchFamily(tx, family);
  await tx.execute(
    sql`update counted_family set municipality = ${municipality}, stage = ${stage}
      where family_id = ${familyId}::uuid`,
  );
  await saveLanguages(tx, familyId, (known) => ({ ...known, language }));
}

/** Which languages are spoken at home. */
export const keepHomeLanguages = (
  tx: Tx,
  { familyId, languages }: { familyId: string; languages: readonly string[] },
): Promise<void> =>
  saveLanguages(tx, familyId, (known) => ({ ...known, homeLanguages: [...languages] }));

type Statistics = Whose & { on: string; given: boolean; sequence: number; undoes: number };

/**
 * May others count this family? What was before a withdrawal is never counted for others again,
 * unless the withdrawal itself is taken back.
 */
export async function keepStatistics(tx: Tx, told: Statistics): Promise<void> {
  const { familyId, given, sequence, undoes, on } = told;
  await touchFamily(tx, told);
  await tx.execute(
    sql`update counted_family set
        statistics = ${given},
        withdrawn_on = case
          when statistics and not ${given} then greatest(withdrawn_on, ${on}::date)
          when ${given} and ${undoes} > 0 and withdrawn_by = ${undoes} then null
          else withdrawn_on end,
        withdrawn_by = case when statistics and not ${given} then ${sequence}::int
          else withdrawn_by end,
        sequence = ${sequence}
      where family_id = ${familyId}::uuid and (sequence < ${sequence} or ${sequence} = 0)`,
  );
}

/** Files of one family count as one: under the least of their ids, whichever came first. */
export async function settleRoots(tx: Tx, familyIds: readonly string[]): Promise<void> {
  for (const familyId of familyIds) {
    const files = await filesOf(tx, familyId);
    const [root] = files.toSorted();
    await tx.execute(
      sql`update counted_family set root_id = ${root}::uuid
        where family_id = any (${files}::uuid[])`,
    );
  }
}

type ToldTutor = {
  tutorId: string;
  branchCode: string;
  kind: string;
  universityCode: string;
  active: boolean;
  worksFrom: string;
  worksUntil: string;
  families: number;
  revision: number;
};

/** A tutor as told last. */
export async function keepTutor(tx: Tx, t: ToldTutor): Promise<void> {
  await tx.execute(
    sql`insert into counted_tutor (tutor_id, branch_code, kind, university_code, active,
        works_from, works_until, families, revision)
      values (${t.tutorId}::uuid, ${t.branchCode}, ${t.kind}, ${t.universityCode}, ${t.active},
        nullif(${t.worksFrom}, '')::date, nullif(${t.worksUntil}, '')::date, ${t.families},
        ${t.revision})
      on conflict (tutor_id) do update set branch_code = excluded.branch_code,
        kind = excluded.kind, university_code = excluded.university_code,
        active = excluded.active, works_from = excluded.works_from,
        works_until = excluded.works_until, families = excluded.families,
        revision = excluded.revision
      where excluded.revision >= counted_tutor.revision`,
  );
}

/** A branch that opened. */
export async function keepBranch(
  tx: Tx,
  { branchCode, validFrom }: { branchCode: string; validFrom: string },
): Promise<void> {
  await tx.execute(
    sql`insert into known_branch (branch_code, valid_from) values (${branchCode}, ${validFrom}::date)
      on conflict (branch_code) do update set valid_from = excluded.valid_from`,
  );
}

/** Every branch that ever opened. */
export async function knownBranches(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    sql`select branch_code as code from known_branch order by 1`,
  );
  return rows.map(({ code }) => code);
}
