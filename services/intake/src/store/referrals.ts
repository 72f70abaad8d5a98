import { dateOf, dayOf, isUuid, notFound, stale } from '@katrol/runtime';
import type { Indicators } from '../domain/advice.ts';
import type { ReferrerKind } from '../domain/profile.ts';
import type { Decision, NewReferral, Referral, ReferralStatus, Visit } from '../domain/referral.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['referral']['findFirst']>>>;

const toReferral = (r: Row, grades: string[]): Referral => ({
  ...r,
  status: r.status as ReferralStatus,
  referrer: {
    kind: r.referrerKind as ReferrerKind,
    name: r.referrerName,
    organisation: r.referrerOrganisation,
    email: r.referrerEmail,
    phone: r.referrerPhone,
  },
  priorConsent: { familyAgreed: r.familyAgreed, familyInformed: r.familyInformed },
  occurredOn: dayOf(r.occurredOn),
  indicators: r.indicators as Indicators,
  visit: (r.visit as Visit | null) ?? undefined,
  decision: (r.decision as Decision | null) ?? undefined,
  grades,
});

const gradesOf = async (tx: Tx, familyId: string): Promise<string[]> =>
  (await tx.child.findMany({ where: { familyId }, select: { grade: true } }))
    .map((c) => c.grade)
    .filter((g) => g !== '');

export async function loadReferral(tx: Tx, id: string, field = 'referral_id'): Promise<Referral> {
  const row = isUuid(id) ? await tx.referral.findUnique({ where: { id } }) : null;
  if (!row) throw notFound(field);
  return toReferral(row, await gradesOf(tx, row.familyId));
}

export async function referralsOf(tx: Tx, familyId: string): Promise<Referral[]> {
  const grades = await gradesOf(tx, familyId);
  const rows = await tx.referral.findMany({
    where: { familyId },
    orderBy: [{ occurredOn: 'desc' }, { id: 'desc' }],
  });
  return rows.map((r) => toReferral(r, grades));
}

export type Imported = { importId: string; importHash: string };

const INSERT_REFERRAL = `insert into referral (family_id, branch_code, status, referrer_kind, referrer_name, referrer_organisation, referrer_email,
  referrer_phone, reason, expectation, family_question, family_agreed, family_informed, occurred_on, recorded_at, profile_version, import_id, import_hash)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::date, $15, $16, $17, $18) returning id`;

export async function createReferral(
  tx: Tx,
  r: NewReferral & {
    familyId: string;
    status: ReferralStatus;
    profileVersion: number;
    now: Date;
    imported?: Imported;
  },
): Promise<string> {
  const { referrer: by, priorConsent: prior, imported } = r;
  const [row] = await tx.$queryRawUnsafe<{ id: string }[]>(
    INSERT_REFERRAL,
    r.familyId,
    r.branchCode,
    r.status,
    by.kind,
    by.name,
    by.organisation,
    by.email,
    by.phone,
    r.reason,
    r.expectation,
    r.familyQuestion,
    prior.familyAgreed,
    prior.familyInformed,
    r.occurredOn,
    r.now,
    r.profileVersion,
    imported?.importId ?? null,
    imported?.importHash ?? null,
  );
  return row?.id ?? '';
}

/** Saves what a command changed, if nobody changed it meanwhile. */
export async function saveReferral(tx: Tx, r: Referral, expected: number): Promise<void> {
  const { count } = await tx.referral.updateMany({
    where: { id: r.id, revision: expected },
    data: {
      status: r.status,
      familyAgreed: r.priorConsent.familyAgreed,
      familyInformed: r.priorConsent.familyInformed,
      questionAtVisit: r.questionAtVisit,
      lifeDomains: r.lifeDomains,
      indicators: r.indicators,
      ...(r.visit ? { visit: r.visit as unknown as Prisma.InputJsonValue } : {}),
      visitOn: visitDay(r.visit),
      ...(r.decision ? { decision: r.decision as unknown as Prisma.InputJsonValue } : {}),
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw stale(r.revision);
}

const visitDay = (visit: Visit | undefined): Date | null => {
  const day = visit ? visit.heldOn || visit.plannedFor.slice(0, 10) : '';
  return day === '' ? null : dateOf(day);
};

export const findImported = async (
  tx: Tx,
  branchCode: string,
  hashes: string[],
): Promise<Map<string, string>> =>
  new Map(
    (
      await tx.referral.findMany({
        where: { branchCode, importHash: { in: hashes } },
        select: { id: true, importHash: true },
      })
    ).map((r) => [r.importHash ?? '', r.id]),
  );

export const referralsOfImport = (tx: Tx, branchCode: string, importId: string): Promise<Row[]> =>
  isUuid(importId)
    ? tx.referral.findMany({ where: { branchCode, importId }, orderBy: { id: 'asc' } })
    : Promise.resolve([]);

/** Takes an untouched imported referral back, with its family when nothing else holds it. */
export async function removeImported(tx: Tx, row: Pick<Row, 'id' | 'familyId'>): Promise<void> {
  await tx.referral.delete({ where: { id: row.id } });
  if ((await tx.referral.count({ where: { familyId: row.familyId } })) > 0) return;
  await tx.timelineEntry.deleteMany({ where: { familyId: row.familyId } });
  await tx.child.deleteMany({ where: { familyId: row.familyId } });
  await tx.family.delete({ where: { id: row.familyId } });
}
