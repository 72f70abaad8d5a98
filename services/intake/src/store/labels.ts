import { fromRow, type Plain } from '@katrol/contract';
import {
  FamilyLabelSchema,
  type FamilyLabel as ContractLabel,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { isUuid, optionalDate } from '@katrol/runtime';
import { sql, type Sql } from '@katrol/store';
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

/** What volunteer-training told of a tutor, as far as it says who may see a family. */
export type TutorAccess = {
  tutorId: string;
  branchCode: string;
  accountId: string;
  worksUntil: string;
  revision: number;
};

/** Keeps who signs in as a tutor and until when; an older fact changes nothing. */
export async function keepAccess(tx: Tx, t: TutorAccess): Promise<void> {
  const { tutorId } = t;
  const known = await tx.tutorAccess.findUnique({ where: { tutorId }, select: { revision: true } });
  if (known && known.revision > t.revision) return;
  const data = { ...t, worksUntil: optionalDate(t.worksUntil) };
  await tx.tutorAccess.upsert({ where: { tutorId }, create: data, update: data });
}

export async function forgetTutor(tx: Tx, matchId: string): Promise<void> {
  await tx.familyTutor.deleteMany({ where: { matchId } });
}

export type FamilyLabel = Plain<ContractLabel> & { branchCode: string };

/** Does the family, or where it is otherwise for that child, agree that its tutor knows, today? */
const shares = (child: Sql, today: string): Sql =>
  sql`coalesce((select s.given and (s.until is null or s.until >= ${today}::date)
    from consent_in_force s where s.family_id = f.id and s.purpose = 'sharing_with_tutor'
      and s.receiver = '' and s.child_id in ('', ${child}::text)
    order by s.child_id desc limit 1), false)`;

const sameFamily = sql`(select m.id from family m where f.id in (m.id, m.root_id))`;

/**
 * Where one calls: the family's number, never that of a parent who is held; a coordinator then gets
 * that of another parent.
 */
const phone = (account: string): Sql => {
  const held = (number: Sql): Sql => sql`exists (select 1 from parent h
    where h.family_id in ${sameFamily} and h.held and h.phone = ${number})`;
  return sql`case when f.phone <> '' and not ${held(sql`f.phone`)} then f.phone
    when ${account} <> '' then ''
    else coalesce((select p.phone from parent p where p.family_id in ${sameFamily} and not p.held
      and p.phone <> '' and not ${held(sql`p.phone`)} order by p.id limit 1), '') end`;
};

/**
 * Labels of the families among `ids` that the caller may see. `account` is a tutor's, or '' for a
 * coordinator: a tutor sees own families, as who they are today, while they work, and of them the
 * children for whom a yes to sharing is in force. Of a tutor of whom nothing was told yet the match
 * says who it is.
 */
export async function familyLabels(
  tx: Tx,
  ids: readonly string[],
  { account, today }: { account: string; today: string },
): Promise<FamilyLabel[]> {
  const seen = sql`(${account} = '' or ${shares(sql`c.id`, today)})`;
  const rows = await tx.query<{ branchCode: string }>(
    sql`select asked.id::text as "familyId", f.branch_code as "branchCode",
        f.family_name as "familyName", ${phone(account)} as phone, f.language,
        f.street_and_number as "streetAndNumber", f.municipality,
        coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'firstName', c.first_name,
            'grade', c.grade, 'school', c.school, 'revision', c.revision, 'sameIds',
            array(select s.id from child s where s.same_as = c.id)) order by c.id)
          from child c where c.family_id in (select m.id from family m
            where f.id in (m.id, m.root_id)) and c.same_as is null and ${seen}), '[]'::jsonb)
          as children
      from family asked join family f on f.id = coalesce(asked.root_id, asked.id)
      where asked.id = any (${ids.filter(isUuid)}::uuid[]) and (${account} = '' or (
        exists (select 1 from family_tutor t join family m on m.id = t.family_id
            left join tutor_access a on a.tutor_id = t.tutor_id
          where f.id in (m.id, m.root_id) and coalesce(a.account_id, t.account_id) = ${account}
            and (a.works_until is null or a.works_until >= ${today}::date))
        and exists (select 1 from child c where c.family_id in (select m.id from family m
            where f.id in (m.id, m.root_id)) and ${shares(sql`c.id`, today)})))`,
  );
  return rows.map((row) => ({
    ...fromRow(FamilyLabelSchema, row),
    branchCode: row.branchCode,
  }));
}

/** As which tutor an account visits a family today. */
export async function tutorOf(
  tx: Tx,
  familyIds: readonly string[],
  { account, today }: { account: string; today: string },
): Promise<string | undefined> {
  const [row] = await tx.query<{ tutorId: string }>(
    sql`select t.tutor_id::text as "tutorId"
      from family_tutor t left join tutor_access a on a.tutor_id = t.tutor_id
      where t.family_id = any (${[...familyIds]}::uuid[])
        and coalesce(a.account_id, t.account_id) = ${account}
        and (a.works_until is null or a.works_until >= ${today}::date)
      order by t.match_id limit 1`,
  );
  return row?.tutorId;
}
