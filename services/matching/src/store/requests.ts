import { codeOf, fromRow } from '@katrol/contract';
import { SupportRequestStatus, type Hold } from '@katrol/proto/katrol/matching/v1/codes';
import { SupportRequestSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf } from '@katrol/runtime';
import { byId, inOrder, nextRevision, saved, sql } from '@katrol/store';
import { holdKey } from '../domain/options.ts';
import type { Request, SaidNo } from '../domain/pair.ts';
import type { Needs, Rules } from '../domain/rules.ts';
import type { SupportRequest } from '../domain/support-request.ts';
import type { Tx } from './client.ts';
import { rootsOf } from './aliases.ts';
import { isRegistered } from './consents.ts';
import { holdsOf, type PairHold } from './holds.ts';
import { kindsOn, rulesOf } from './rules.ts';

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

/** The ids of all requests of a branch for whom somebody is looked for. */
export const openRequestIds = async (
  tx: Tx,
  branchCode: string,
  today: string,
): Promise<string[]> =>
  (
    await tx.query<{ id: string }>(
      sql`select r.id::text from support_request r
        where r.branch_code = ${branchCode} and r.status in ('open', 'continuing')
          and ${isRegistered(today)}
        order by r.asked_on, r.id`,
    )
  ).map((r) => r.id);

/** Requests of a branch as they are judged, and how their families and its tutors are held. */
export type ForPairing = { requests: Request[]; holds: Map<string, Hold> };

/** These requests of a branch, ready to be judged, with what was between their families and tutors. */
export async function forPairing(
  tx: Tx,
  { branchCode, today }: { branchCode: string; today: string },
  requestIds: string[],
): Promise<ForPairing> {
  const found = await requestsByIds(tx, requestIds);
  const kinds = await kindsOn(tx, branchCode, today);
  const rules = new Map<number, Rules>();
  for (const { profileVersion: version } of found) {
    if (rules.has(version)) continue;
    const of = await rulesOf(tx, branchCode, version);
    rules.set(version, { ...of, tutors: { ...of.tutors, kinds: kinds ?? of.tutors.kinds } });
  }
  const root = await rootsOf(tx, branchCode);
  const between = await earlierOf(tx, branchCode, root);
  const held = await holdsOf(tx, branchCode);
  const holds = new Map<string, Hold>();
  const requests = found.map((r): Request => {
    const familyId = root(r.familyId);
    const ofFamily = between.get(familyId) ?? [];
    const heldOf = held.filter((h) => root(h.familyId) === familyId);
    for (const { tutorId, hold, supportRequestId } of heldOf)
      if (hold === 'forbidden' || (hold === 'pinned' && supportRequestId === r.id))
        holds.set(holdKey(r.id, tutorId), hold);
    const saidNo = nosOf(ofFamily, heldOf);
    const apart = new Set(saidNo.map((no) => no.tutorId));
    const ids = (some: readonly Between[]): string[] => [...new Set(some.map((e) => e.tutorId))];
    const { children, ...needs } = r.needs;
    return {
      ...needs,
      id: r.id,
      branchCode,
      familyId,
      children: children.length,
      stages: stagesOf(r.needs),
      askedOn: r.status === 'continuing' ? '' : r.askedOn,
      earlierTutors: ids(ofFamily.filter((e) => e.no === '' && !apart.has(e.tutorId))),
      currentTutors: ids(ofFamily.filter((e) => e.running)),
      saidNo,
      rules: rules.get(r.profileVersion) as Rules,
    };
  });
  return { requests, holds };
}

/** What was between a family and a tutor: a trajectory, or a match that did not become one. */
type Between = {
  familyId: string;
  tutorId: string;
  running: boolean;
  no: SaidNo['who'] | '';
  on: string;
};

// how a pair parts that is not brought together again by itself
const PARTED: readonly string[] = ['did_not_fit', 'family_stopped', 'not_reachable'];

async function earlierOf(
  tx: Tx,
  branchCode: string,
  root: (familyId: string) => string,
): Promise<Map<string, Between[]>> {
  const rows = await tx.query<Between>(
    sql`select family_id::text as "familyId", tutor_id::text as "tutorId",
        status = 'running' as running,
        case when close_reason = any (${[...PARTED]}::text[]) then 'ended' else '' end as no,
        coalesce(closed_on, started_on)::text as on
      from trajectory where branch_code = ${branchCode}
      union all
      select family_id::text, tutor_id::text, false,
        case when family_answer = 'no' then 'family' else 'tutor' end,
        coalesce(visited_on, occurred_on)::text
      from match where branch_code = ${branchCode} and status = 'declined'
        and 'no' in (family_answer, tutor_answer)
      order by 5`,
  );
  const found = new Map<string, Between[]>();
  for (const row of rows) {
    const key = root(row.familyId);
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

/** The last no of each tutor, but for those who were let try again since. */
function nosOf(between: readonly Between[], held: readonly PairHold[]): SaidNo[] {
  const last = new Map<string, SaidNo & { count: number }>();
  for (const { tutorId, no: who, on } of between)
    if (who !== '')
      last.set(tutorId, { tutorId, who, on, count: (last.get(tutorId)?.count ?? 0) + 1 });
  return [...last.values()].flatMap(({ count, ...no }) => {
    const again = held.find((h) => h.tutorId === no.tutorId && h.hold === 'free');
    return again && again.nos >= count ? [] : [no];
  });
}

/** How many times a family and a tutor said no to each other, or parted badly. */
export async function countNos(
  tx: Tx,
  branchCode: string,
  { familyId, tutorId }: { familyId: string; tutorId: string },
): Promise<number> {
  const root = await rootsOf(tx, branchCode);
  const between = (await earlierOf(tx, branchCode, root)).get(root(familyId)) ?? [];
  return between.filter((e) => e.tutorId === tutorId && e.no !== '').length;
}

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
