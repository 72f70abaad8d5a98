import { sql } from '@katrol/store';
import type { Tx } from './client.ts';

/** Two files of one family. */
export type Alias = { familyId: string; intoId: string; branchCode: string };

export async function keepAlias(tx: Tx, alias: Alias): Promise<void> {
  const where = { familyId: alias.familyId };
  await tx.familyAlias.upsert({ where, create: alias, update: alias });
}

export async function dropAlias(tx: Tx, familyId: string): Promise<void> {
  await tx.familyAlias.deleteMany({ where: { familyId } });
}

/** The ids of all files of a family, its own first. */
export async function filesOf(tx: Tx, familyId: string): Promise<string[]> {
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

/** For every file of a branch the one and same id of its family. */
export async function rootsOf(tx: Tx, branchCode: string): Promise<(familyId: string) => string> {
  const into = new Map(
    (await tx.familyAlias.findMany({ where: { branchCode } })).map((a) => [a.familyId, a.intoId]),
  );
  return (familyId) => {
    let root = familyId;
    for (const seen = new Set<string>(); into.has(root) && !seen.has(root);) {
      seen.add(root);
      root = into.get(root) as string;
    }
    return root;
  };
}
