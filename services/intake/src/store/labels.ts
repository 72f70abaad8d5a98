import { fromRow, type Plain } from '@katrol/contract';
import {
  FamilyLabelSchema,
  type FamilyLabel as ContractLabel,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { isUuid } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Tx } from './client.ts';

export type FamilyTutor = {
  matchId: string;
  familyId: string;
  branchCode: string;
  tutorId: string;
  accountId: string;
};

export async function rememberTutor(tx: Tx, t: FamilyTutor): Promise<void> {
  await tx.familyTutor.upsert({ where: { matchId: t.matchId }, create: t, update: t });
}

export async function forgetTutor(tx: Tx, matchId: string): Promise<void> {
  await tx.familyTutor.deleteMany({ where: { matchId } });
}

export type FamilyLabel = Plain<ContractLabel> & { branchCode: string };

/**
 * Labels of the families among `ids` that the caller may see. `account` is a tutor's, or '' for a
 * coordinator: a tutor sees own families, and only while the family's yes to sharing stands.
 */
export async function familyLabels(
  tx: Tx,
  ids: readonly string[],
  account: string,
): Promise<FamilyLabel[]> {
  const rows = await tx.query<{ branchCode: string }>(
    sql`select asked.id::text as "familyId", f.branch_code as "branchCode",
        f.family_name as "familyName", f.phone, f.language,
        f.street_and_number as "streetAndNumber", f.municipality,
        coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'firstName', c.first_name,
            'grade', c.grade, 'school', c.school, 'revision', c.revision) order by c.id)
          from child c where c.family_id in (select m.id from family m
            where f.id in (m.id, m.root_id)) and c.same_as is null), '[]'::jsonb) as children
      from family asked join family f on f.id = coalesce(asked.root_id, asked.id)
      where asked.id = any (${ids.filter(isUuid)}::uuid[]) and (${account} = '' or (
        exists (select 1 from family_tutor t join family m on m.id = t.family_id
          where f.id in (m.id, m.root_id) and t.account_id = ${account})
        and coalesce((select c.given and c.withdrawn_on is null from consent c
          where c.family_id = f.id and c.purpose = 'sharing_with_tutor'
          order by c.occurred_on desc, c.id desc limit 1), false)))`,
  );
  return rows.map((row) => ({
    ...fromRow(FamilyLabelSchema, row),
    branchCode: row.branchCode,
  }));
}
