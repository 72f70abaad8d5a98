import { codeOf, fromRow } from '@katrol/contract';
import { ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import { ReferralSchema } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { isUuid, optionalDate } from '@katrol/runtime';
import { byId, insertRow, nextRevision, saved } from '@katrol/store';
import type { NewReferral, Referral, Visit } from '../domain/referral.ts';
import { Prisma } from '../../prisma/client/client.ts';
import type { Difference } from '../domain/difference.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['referral']['findFirst']>>>;

const toReferral = (row: Row, grades: string[]): Referral => ({
  ...fromRow(ReferralSchema, {
    ...row,
    grades,
    priorConsent: row,
    referrer: {
      kind: row.referrerKind,
      name: row.referrerName,
      organisation: row.referrerOrganisation,
      email: row.referrerEmail,
      phone: row.referrerPhone,
    },
  }),
  status: codeOf(ReferralStatus, row.status),
});

const gradesOf = async (tx: Tx, familyIds: string[]): Promise<string[]> =>
  (
    await tx.child.findMany({
      where: { familyId: { in: familyIds }, sameAs: null },
      select: { grade: true },
    })
  )
    .map((c) => c.grade)
    .filter((g) => g !== '');

export async function loadReferral(tx: Tx, id: string, field = 'referral_id'): Promise<Referral> {
  const row = await byId(field, id, () => tx.referral.findUnique({ where: { id } }));
  return toReferral(row, await gradesOf(tx, [row.familyId]));
}

/** The referral that a family's trajectory came from, while that goes on. */
export async function referralOfTrajectory(
  tx: Tx,
  familyId: string,
): Promise<Referral | undefined> {
  const row = await tx.referral.findFirst({
    where: { familyId, status: 'trajectory' },
    orderBy: { occurredOn: 'asc' },
  });
  return row ? toReferral(row, await gradesOf(tx, [familyId])) : undefined;
}

export async function referralsOf(tx: Tx, familyIds: string[]): Promise<Referral[]> {
  const grades = await gradesOf(tx, familyIds);
  const rows = await tx.referral.findMany({
    where: { familyId: { in: familyIds } },
    orderBy: [{ occurredOn: 'desc' }, { id: 'desc' }],
  });
  return rows.map((r) => toReferral(r, grades));
}

export type Imported = { importId: string; importHash: string };

/** A referral that comes in, with where it belongs. */
export type Received = {
  referral: NewReferral;
  familyId: string;
  status: ReferralStatus;
  profileVersion: number;
  now: Date;
  imported: Imported | undefined;
  differences: Difference[];
};

export function createReferral(tx: Tx, { referral, ...r }: Received): Promise<string> {
  const { referrer: by, priorConsent } = referral;
  return insertRow(tx, 'referral', {
    familyId: r.familyId,
    branchCode: referral.branchCode,
    status: r.status,
    referrerKind: by.kind,
    referrerName: by.name,
    referrerOrganisation: by.organisation,
    referrerEmail: by.email,
    referrerPhone: by.phone,
    reason: referral.reason,
    expectation: referral.expectation,
    familyQuestion: referral.familyQuestion,
    ...priorConsent,
    occurredOn: referral.occurredOn,
    recordedAt: r.now,
    profileVersion: r.profileVersion,
    differences: JSON.stringify(r.differences),
    ...r.imported,
  });
}

/** Saves what a command changed, if nobody changed it meanwhile. */
export async function saveReferral(tx: Tx, r: Referral): Promise<void> {
  const { id, revision, visit, decision } = r;
  const data = {
    status: r.status,
    ...r.priorConsent,
    questionAtVisit: r.questionAtVisit,
    lifeDomains: r.lifeDomains,
    indicators: r.indicators,
    ...(visit ? { visit } : {}),
    visitOn: optionalDate(visitDay(visit)),
    ...(decision ? { decision } : {}),
    closing: r.closing ?? Prisma.DbNull,
    differences: r.differences,
    ...nextRevision,
  };
  await saved(tx.referral.updateMany({ where: { id, revision }, data }), r);
}

const visitDay = (visit: Visit | undefined): string =>
  visit ? visit.heldOn || visit.plannedFor.slice(0, 10) : '';

/** The referrals that came with lines of these hashes, by hash. */
export async function findImported(
  tx: Tx,
  branchCode: string,
  hashes: string[],
): Promise<Map<string, string>> {
  const rows = await tx.referral.findMany({
    where: { branchCode, importHash: { in: hashes } },
    select: { id: true, importHash: true },
  });
  return new Map(rows.map((r) => [r.importHash ?? '', r.id]));
}

export const referralsOfImport = async (
  tx: Tx,
  branchCode: string,
  importId: string,
): Promise<Row[]> =>
  isUuid(importId)
    ? await tx.referral.findMany({ where: { branchCode, importId }, orderBy: { id: 'asc' } })
    : [];

/** Takes an untouched imported referral back, with its family when nothing else holds it. */
export async function removeImported(
  tx: Tx,
  { id, familyId }: Pick<Row, 'id' | 'familyId'>,
): Promise<void> {
  await tx.referral.delete({ where: { id } });
  if ((await tx.referral.count({ where: { familyId } })) > 0) return;
  await tx.timelineEntry.deleteMany({ where: { familyId } });
  await tx.decisionHolder.deleteMany({ where: { familyId } });
  await tx.agreementSignature.deleteMany({ where: { familyId } });
  await tx.parent.deleteMany({ where: { familyId } });
  await tx.child.deleteMany({ where: { familyId } });
  await tx.family.delete({ where: { id: familyId } });
}
