import { dateOf, dayOf, notFound } from '@katrol/runtime';
import type { Profile, ProfileDocument } from '../domain/profile.ts';
import type { Tx } from './client.ts';

export type Branch = {
  code: string;
  name: string;
  municipalities: string[];
  validFrom: string;
  validUntil: string;
  cellX: number;
  cellY: number;
  anchorName: string;
  anchorPhone: string;
};

type Row = NonNullable<Awaited<ReturnType<Tx['profile']['findFirst']>>>;

const toProfile = (r: Row): Profile => ({
  ...r,
  validFrom: dayOf(r.validFrom),
  // written by saveProfile only, from a checked document
  document: r.document as unknown as ProfileDocument,
});

export async function loadBranch(tx: Tx, code: string): Promise<Branch> {
  const row = await tx.branch.findUnique({ where: { code } });
  if (!row) throw notFound('branch_code');
  return row;
}

const BRANCH = `select code, name, municipalities, valid_from as "validFrom", valid_until as "validUntil", cell_x as "cellX", cell_y as "cellY",
  anchor_name as "anchorName", anchor_phone as "anchorPhone" from branch where code = $1`;

export const findBranch = async (tx: Tx, code: string): Promise<Branch | undefined> =>
  (await tx.$queryRawUnsafe<Branch[]>(BRANCH, code))[0];

export const listBranches = (tx: Tx): Promise<Branch[]> =>
  tx.branch.findMany({ orderBy: { name: 'asc' } });

export async function saveBranch(tx: Tx, branch: Branch): Promise<void> {
  await tx.branch.upsert({ where: { code: branch.code }, create: branch, update: branch });
}

const PROFILE = `select branch_code as "branchCode", version, valid_from::text as "validFrom", preset, document, edited_by as "editedBy",
  recorded_at as "recordedAt" from profile where branch_code = $1
  order by valid_from <= $2::date desc, case when valid_from <= $2::date then valid_from end desc, case when valid_from <= $2::date then version else -version end desc limit 1`;

/** The version that holds on a day; before the first one, the first. */
export async function profileOn(tx: Tx, branchCode: string, day: string): Promise<Profile> {
  const [profile] = await tx.$queryRawUnsafe<Profile[]>(PROFILE, branchCode, day);
  if (!profile) throw notFound('branch_code');
  return profile;
}

export async function profileVersion(
  tx: Tx,
  branchCode: string,
  version: number,
): Promise<Profile> {
  const row = await tx.profile.findUnique({
    where: { branchCode_version: { branchCode, version } },
  });
  if (!row) throw notFound('version');
  return toProfile(row);
}

export const profileVersions = async (tx: Tx, branchCode: string): Promise<Profile[]> =>
  (await tx.profile.findMany({ where: { branchCode }, orderBy: { version: 'desc' } })).map(
    toProfile,
  );

export async function saveProfile(tx: Tx, p: Profile): Promise<void> {
  await tx.profile.create({ data: { ...p, validFrom: dateOf(p.validFrom), document: p.document } });
}
