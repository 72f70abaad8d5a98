import { codeOf, fromRow, type Plain } from '@katrol/contract';
import {
  MergedFamilySchema,
  WrittenSinceSchema,
  type MergedFamily as ContractMerged,
  type WrittenSince as ContractWritten,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { type FilePart, ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import { byId, nextRevision, saved, sql, raw } from '@katrol/store';
import type { SameChild } from '../domain/merge.ts';
import type { Referral } from '../domain/referral.ts';
import type { Tx } from './client.ts';

export type MergedFamily = Plain<ContractMerged>;
export type WrittenSince = Plain<ContractWritten>;
type Row = NonNullable<Awaited<ReturnType<Tx['family']['findFirst']>>>;
type Before = { referralId: string; status: ReferralStatus };

/** A file that went up in another one. */
export type Merge = {
  familyId: string;
  intoId: string;
  branchCode: string;
  revision: number;
  doubles: Before[];
};

export async function loadMerge(tx: Tx, familyId: string): Promise<Merge> {
  const row = await byId('family_id', familyId, (id) =>
    tx.family.findFirst({ where: { id, mergedInto: { not: null } } }),
  );
  return toMerge(row);
}

const toMerge = ({
  id: familyId,
  mergedInto: into,
  branchCode,
  revision,
  doubles,
}: Row): Merge => ({
  familyId,
  intoId: into ?? '',
  branchCode,
  revision,
  doubles: doubles as Before[],
});

/** The one file goes up in the other, with all that went up in it before. */
export async function keepMerge(
  tx: Tx,
  { familyId: id, intoId, revision }: Pick<Merge, 'familyId' | 'intoId' | 'revision'>,
  o: { on: string; by: string; doubles: readonly Referral[]; same: readonly SameChild[] },
): Promise<void> {
  const doubles = o.doubles.map(({ id: referralId, status }) => ({ referralId, status }));
  const data = { mergedInto: intoId, mergedBy: o.by, doubles, ...nextRevision };
  await saved(tx.family.updateMany({ where: { id, revision }, data }), { revision });
  await tx.query(
    sql`update family set merged_on = ${o.on}::date, merge_point = uuidv7() where id = ${id}`,
  );
  await tx.family.updateMany({ where: { OR: [{ id }, { rootId: id }] }, data: { rootId: intoId } });
  for (const { childId, sameAsChildId: sameAs } of o.same)
    await tx.child.update({ where: { id: childId }, data: { sameAs } });
}

/** The two part again: the file stands on its own, with all that went up in it. */
export async function dropMerge(tx: Tx, { familyId: id, revision }: Merge): Promise<void> {
  const data = { mergedInto: null, rootId: null, mergedOn: null, mergePoint: null, mergedBy: '' };
  const where = { id, revision };
  await saved(tx.family.updateMany({ where, data: { ...data, doubles: [], ...nextRevision } }), {
    revision,
  });
  await tx.query(
    sql`with recursive below as (
        select f.id from family f where f.merged_into = ${id}
        union all select f.id from family f join below b on f.merged_into = b.id)
      update family set root_id = ${id} where id in (select id from below)`,
  );
  await tx.child.updateMany({ where: { familyId: id }, data: { sameAs: null } });
}

const TABLES: Record<FilePart, string> = {
  child: 'child',
  referral: 'referral',
  consent: 'consent',
  warm_referral: 'warm_referral',
};

/** Gives what was written since to the file that parts. */
export async function assign(
  tx: Tx,
  part: FilePart,
  { id, to }: { id: string; to: string },
): Promise<void> {
  await tx.query(sql`update ${raw(TABLES[part])} set family_id = ${to} where id = ${id}`);
}

/** What was written in the one file since another went up in it, oldest first. */
export async function writtenSince(tx: Tx, merge: Merge): Promise<WrittenSince[]> {
  const rows = await tx.query<object>(
    sql`with point as (select merge_point as at from family where id = ${merge.familyId}),
        file as (select ${merge.intoId}::uuid as id)
      select 'child' as part, c.id::text as id, '' as "occurredOn", c.first_name as label
        from child c, point p, file f where c.family_id = f.id and c.id > p.at
      union all
      select 'referral', r.id::text, r.occurred_on::text, r.referrer_kind
        from referral r, point p, file f where r.family_id = f.id and r.id > p.at
      union all
      select 'consent', c.id::text, c.occurred_on::text, c.purpose
        from consent c, point p, file f where c.family_id = f.id and c.id > p.at
      union all
      select 'warm_referral', w.id::text, w.occurred_on::text, s.name
        from warm_referral w join social_map_place s on s.id = w.place_id, point p, file f
        where w.family_id = f.id and w.id > p.at
      order by id`,
  );
  return rows.map((row) => fromRow(WrittenSinceSchema, row));
}

/** The files that became one with this one, the last one first. */
export async function mergedInto(tx: Tx, rootId: string): Promise<MergedFamily[]> {
  const rows = await tx.family.findMany({ where: { rootId }, orderBy: { mergePoint: 'desc' } });
  const all: MergedFamily[] = [];
  for (const row of rows) {
    const { id: familyId, mergedBy: by } = row;
    const file = fromRow(MergedFamilySchema, { ...row, familyId, by, contact: row, address: row });
    all.push({ ...file, writtenSince: await writtenSince(tx, toMerge(row)) });
  }
  return all;
}

/** The statuses that the referrals which became double had before. */
export const statusesBefore = ({ doubles }: Merge): Map<string, ReferralStatus> =>
  new Map(doubles.map((d) => [d.referralId, codeOf(ReferralStatus, d.status)]));
