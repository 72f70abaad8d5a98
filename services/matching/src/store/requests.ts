import { codeOf, fromRow } from '@katrol/contract';
import { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/codes';
import { SupportRequestSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf } from '@katrol/runtime';
import { byId, inOrder, nextRevision, saved, sql } from '@katrol/store';
import type { Request } from '../domain/pair.ts';
import type { Needs, Rules } from '../domain/rules.ts';
import type { SupportRequest } from '../domain/support-request.ts';
import type { Tx } from './client.ts';
import { isRegistered } from './consents.ts';
import { rulesOf } from './rules.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['supportRequest']['findFirst']>>>;

const cellOf = ({ cellX: x, cellY: y }: Row): { x: number; y: number } | undefined =>
  x === null || y === null ? undefined : { x, y };

const toRequest = (row: Row): SupportRequest => ({
  ...fromRow(SupportRequestSchema, { ...row, needs: { ...row, cell: cellOf(row) } }),
  status: codeOf(SupportRequestStatus, row.status),
  referralId: row.referralId,
});

/** The stages of the children that something is looked for. */
export const stagesOf = ({ children }: Needs): Request['stages'] => [
  ...new Set(children.map((c) => c.stage).filter((s) => s !== '')),
];

const columns = ({ cell, ...needs }: Needs) => ({
  ...needs,
  stages: stagesOf({ cell, ...needs }),
  cellX: cell?.x ?? null,
  cellY: cell?.y ?? null,
});

export type NewRequest = Pick<
  SupportRequest,
  'referralId' | 'familyId' | 'branchCode' | 'status' | 'needs' | 'askedOn' | 'profileVersion'
>;

/** Keeps what a family was decided to look for, or will while it waits. */
export async function createRequest(tx: Tx, { needs, askedOn, ...r }: NewRequest): Promise<string> {
  const data = { ...r, ...columns(needs), askedOn: dateOf(askedOn) };
  return (await tx.supportRequest.create({ data, select: { id: true } })).id;
}

export async function requestOfReferral(
  tx: Tx,
  referralId: string,
): Promise<SupportRequest | undefined> {
  const row = await tx.supportRequest.findUnique({ where: { referralId } });
  return row ? toRequest(row) : undefined;
}

/** What goes on for a family, in all of its files. */
export async function requestsOfFamily(tx: Tx, familyIds: string[]): Promise<SupportRequest[]> {
  const rows = await tx.supportRequest.findMany({
    where: { familyId: { in: familyIds }, status: { not: 'closed' } },
    orderBy: { id: 'asc' },
  });
  return rows.map(toRequest);
}

export async function loadRequest(
  tx: Tx,
  requestId: string,
  field = 'support_request_id',
): Promise<SupportRequest> {
  const look = (id: string): Promise<Row | null> => tx.supportRequest.findUnique({ where: { id } });
  return toRequest(await byId(field, requestId, look));
}

export const requestsByIds = async (tx: Tx, ids: string[]): Promise<SupportRequest[]> =>
  inOrder(ids, (await tx.supportRequest.findMany({ where: { id: { in: ids } } })).map(toRequest));

export async function saveRequest(tx: Tx, r: SupportRequest): Promise<void> {
  const { id, revision, status, needs, toConfirm } = r;
  const data = { ...columns(needs), status, toConfirm, ...nextRevision };
  await saved(tx.supportRequest.updateMany({ where: { id, revision }, data }), r);
}

/** All open requests of a branch, ready to be judged. */
export async function openRequests(tx: Tx, branchCode: string, today: string): Promise<Request[]> {
  const registered = await tx.query<{ id: string }>(
    sql`select r.id::text from support_request r
      where r.branch_code = ${branchCode} and r.status in ('open', 'continuing')
        and ${isRegistered(today)}`,
  );
  const rows = await tx.supportRequest.findMany({
    where: { id: { in: registered.map((r) => r.id) } },
    orderBy: [{ askedOn: 'asc' }, { id: 'asc' }],
  });
  const rules = new Map<number, Rules>();
  for (const { profileVersion: version } of rows) {
    if (!rules.has(version)) rules.set(version, await rulesOf(tx, branchCode, version));
  }
  const earlier = await tx.trajectory.findMany({
    where: { branchCode, familyId: { in: rows.map((r) => r.familyId) } },
    select: { familyId: true, tutorId: true, status: true },
  });
  return rows.map((r) => forPairing(toRequest(r), rules.get(r.profileVersion) as Rules, earlier));
}

type Earlier = { familyId: string; tutorId: string; status: string }[];

export function forPairing(r: SupportRequest, rules: Rules, earlier: Earlier): Request {
  const { children: _, ...needs } = r.needs;
  const ofFamily = earlier.filter((e) => e.familyId === r.familyId);
  return {
    ...needs,
    id: r.id,
    familyId: r.familyId,
    stages: stagesOf(r.needs),
    askedOn: r.status === 'continuing' ? '' : r.askedOn,
    earlierTutors: ofFamily.map((e) => e.tutorId),
    currentTutors: ofFamily.filter((e) => e.status === 'running').map((e) => e.tutorId),
    rules,
  };
}

export const earlierOf = (tx: Tx, familyId: string): Promise<Earlier> =>
  tx.trajectory.findMany({
    where: { familyId },
    select: { familyId: true, tutorId: true, status: true },
  });

/** Requests whose tutor-to-be is looked for while this tutor still comes. */
export async function continuingOf(tx: Tx, tutorId: string): Promise<SupportRequest[]> {
  const running = await tx.trajectory.findMany({
    where: { tutorId, status: 'running' },
    select: { supportRequestId: true },
  });
  const ids = running.map((t) => t.supportRequestId);
  const rows = await tx.supportRequest.findMany({
    where: { id: { in: ids }, status: 'continuing' },
  });
  return rows.map(toRequest);
}

/** The last trajectory of each of these requests. */
export async function lastTrajectories(
  tx: Tx,
  requestIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.trajectory.findMany({
    where: { supportRequestId: { in: [...requestIds] } },
    orderBy: [{ startedOn: 'asc' }, { id: 'asc' }],
    select: { id: true, supportRequestId: true },
  });
  return new Map(rows.map((t) => [t.supportRequestId, t.id]));
}
