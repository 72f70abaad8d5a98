import { optionalDate } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Tx } from './client.ts';
import { holding } from './profiles.ts';

/** Who was told to decide, as it was told last; nothing where nothing was. */
export const decidersTold = (
  tx: Tx,
  familyId: string,
): Promise<{ people: string; sequence: number } | null> =>
  tx.decidersTold.findUnique({ where: { familyId }, select: { people: true, sequence: true } });

type ToldNow = {
  familyId: string;
  branchCode: string;
  people: string;
  sequence: number;
  recheckOn: string;
  profileVersion: number;
};

export async function keepDecidersTold(tx: Tx, told: ToldNow): Promise<void> {
  const data = { ...told, recheckOn: optionalDate(told.recheckOn) };
  await tx.decidersTold.upsert({
    where: { familyId: told.familyId },
    create: data,
    update: data,
  });
}

/** Families of which it was told by another version of the profile than the one that holds today. */
export const toldByOther = (
  tx: Tx,
  today: string,
): Promise<{ familyId: string; branchCode: string }[]> =>
  tx.query(
    sql`select d.family_id::text as "familyId", d.branch_code as "branchCode"
      from branch b cross join lateral (${holding(sql`b.code`, today)}) p
        join deciders_told d on d.branch_code = b.code
          and (d.profile_version < p.version or d.profile_version > p.version)
      order by 1`,
  );
