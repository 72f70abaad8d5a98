import { fromRow } from '@katrol/contract';
import { BranchSchema, ProfileSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { dateOf } from '@katrol/runtime';
import { found, sql, type Sql } from '@katrol/store';
import type { Branch, Profile } from '../domain/profile.ts';
import type { Tx } from './client.ts';

const toBranch = (row: { cellX: number; cellY: number }): Branch =>
  fromRow(BranchSchema, { ...row, cell: { x: row.cellX, y: row.cellY } });

/** A branch; read at the price of one statement, because every referral that comes in asks it. */
export async function findBranch(tx: Tx, code: string): Promise<Branch | undefined> {
  const [row] = await tx.query<{ cellX: number; cellY: number }>(
    sql`select code, name, municipalities, valid_from as "validFrom", valid_until as "validUntil",
        cell_x as "cellX", cell_y as "cellY", anchor_name as "anchorName",
        anchor_phone as "anchorPhone"
      from branch where code = ${code}`,
  );
  return row && toBranch(row);
}

export const loadBranch = (tx: Tx, code: string): Promise<Branch> =>
  found('branch_code', findBranch(tx, code));

export const listBranches = async (tx: Tx): Promise<Branch[]> =>
  (await tx.branch.findMany({ orderBy: { name: 'asc' } })).map(toBranch);

export async function addBranch(tx: Tx, { cell, ...branch }: Branch): Promise<void> {
  await tx.branch.create({ data: { ...branch, cellX: cell.x, cellY: cell.y } });
}

/**
 * The version that holds on a day: of those that began by then the last, by day and then by number;
 * before the first one, the first.
 */
export const holding = (branch: Sql, day: string): Sql =>
  sql`select * from (select *, valid_from <= ${day}::date as holds from profile
      where branch_code = ${branch}) p
    order by holds desc, case when holds then valid_from end desc,
      case when holds then version else -version end desc limit 1`;

/** The profile that holds on a day. */
export async function profileOn(tx: Tx, branchCode: string, day: string): Promise<Profile> {
  const [row] = await tx.query<object>(
    sql`select branch_code as "branchCode", version, valid_from::text as "validFrom", preset,
        document, edited_by as "editedBy", recorded_at as "recordedAt"
      from (${holding(sql`${branchCode}`, day)}) p`,
  );
  return fromRow(ProfileSchema, await found('branch_code', row));
}

export async function profileVersion(
  tx: Tx,
  branchCode: string,
  version: number,
): Promise<Profile> {
  const where = { branchCode_version: { branchCode, version } };
  return fromRow(ProfileSchema, await found('version', tx.profile.findUnique({ where })));
}

/** The last that was written, whatever day it holds from: a next one goes on from it. */
export async function newestProfile(tx: Tx, branchCode: string): Promise<Profile> {
  const newest = tx.profile.findFirst({ where: { branchCode }, orderBy: { version: 'desc' } });
  return fromRow(ProfileSchema, await found('branch_code', newest));
}

/** Newest first. */
export async function profileVersions(tx: Tx, branchCode: string): Promise<Profile[]> {
  const rows = await tx.profile.findMany({ where: { branchCode }, orderBy: { version: 'desc' } });
  return rows.map((row) => fromRow(ProfileSchema, row));
}

export async function saveProfile(
  tx: Tx,
  p: Omit<Profile, 'recordedAt'> & { recordedAt: Date },
): Promise<void> {
  await tx.profile.create({ data: { ...p, validFrom: dateOf(p.validFrom) } });
}
