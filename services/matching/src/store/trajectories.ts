import { dateOf, dayOf, isUuid, notFound, optionalDate, optionalDay, stale } from '@katrol/runtime';
import type { ListSpec } from '@katrol/store';
import type { Child, Slot } from '../domain/rules.ts';
import type { Session, SessionStatus, Trajectory, TrajectoryStatus } from '../domain/trajectory.ts';
import { json, type Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['trajectory']['findFirst']>>>;

const toTrajectory = (r: Row): Trajectory => ({
  ...r,
  status: r.status as TrajectoryStatus,
  startedOn: dayOf(r.startedOn),
  endsOn: optionalDay(r.endsOn),
  lastSessionOn: optionalDay(r.lastSessionOn),
  closedOn: optionalDay(r.closedOn),
  children: r.children as unknown as Child[],
  slots: r.slots as unknown as Slot[],
});

const columns = (t: Omit<Trajectory, 'id' | 'revision'>) => ({
  ...t,
  startedOn: dateOf(t.startedOn),
  endsOn: optionalDate(t.endsOn),
  lastSessionOn: optionalDate(t.lastSessionOn),
  closedOn: optionalDate(t.closedOn),
  children: json(t.children),
  slots: json(t.slots),
});

export async function createTrajectory(
  tx: Tx,
  t: Omit<Trajectory, 'id' | 'revision'>,
): Promise<string> {
  const { id } = await tx.trajectory.create({ data: columns(t), select: { id: true } });
  return id;
}

/** A trajectory; for a tutor (`account`) only an own one. */
export async function loadTrajectory(
  tx: Tx,
  id: string,
  account: string,
  field = 'trajectory_id',
): Promise<Trajectory> {
  const row = isUuid(id)
    ? await tx.trajectory.findFirst({
        where: { id, ...(account === '' ? {} : { accountId: account }) },
      })
    : null;
  if (!row) throw notFound(field);
  return toTrajectory(row);
}

/** The running trajectory of a family, else its last one. */
export async function trajectoryOfFamily(
  tx: Tx,
  familyId: string,
  account: string,
): Promise<Trajectory> {
  const rows = isUuid(familyId)
    ? await tx.trajectory.findMany({
        where: { familyId, ...(account === '' ? {} : { accountId: account }) },
        orderBy: [{ startedOn: 'desc' }, { id: 'desc' }],
      })
    : [];
  const row = rows.find((r) => r.status === 'running') ?? rows[0];
  if (!row) throw notFound('family_id');
  return toTrajectory(row);
}

export const runningOf = async (tx: Tx, accountId: string): Promise<Trajectory[]> =>
  (
    await tx
      .$queryRawUnsafe<{ id: string }[]>(
        // while the family agrees that its tutor knows
        `select t.id::text as id from trajectory t where t.account_id = $1 and t.status = 'running' and exists (select 1 from family_consent c
         where c.family_id = t.family_id and c.purpose = 'sharing_with_tutor' and c.given) order by t.started_on`,
        accountId,
      )
      .then((rows) =>
        tx.trajectory.findMany({
          where: { id: { in: rows.map((r) => r.id) } },
          orderBy: { startedOn: 'asc' },
        }),
      )
  ).map(toTrajectory);

export async function saveTrajectory(tx: Tx, t: Trajectory, expected: number): Promise<void> {
  const { id, revision: _, ...rest } = t;
  const { count } = await tx.trajectory.updateMany({
    where: { id, revision: expected },
    data: { ...columns(rest), revision: { increment: 1 } },
  });
  if (count === 0) throw stale(t.revision);
}

type SessionRow = NonNullable<Awaited<ReturnType<Tx['session']['findFirst']>>>;
const toSession = (r: SessionRow): Session => ({
  ...r,
  status: r.status as SessionStatus,
  occurredOn: optionalDay(r.occurredOn),
});

export const sessionsOf = async (tx: Tx, trajectoryId: string): Promise<Session[]> =>
  (
    await tx.session.findMany({
      where: { trajectoryId },
      orderBy: [{ plannedFor: 'desc' }, { id: 'desc' }],
    })
  ).map(toSession);

export async function loadSession(tx: Tx, id: string): Promise<Session> {
  const row = isUuid(id) ? await tx.session.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('session_id');
  return toSession(row);
}

export async function createSession(tx: Tx, s: Omit<Session, 'id' | 'revision'>): Promise<string> {
  const { id } = await tx.session.create({
    data: { ...s, occurredOn: optionalDate(s.occurredOn) },
    select: { id: true },
  });
  return id;
}

export async function saveSession(tx: Tx, s: Session, expected: number): Promise<void> {
  const { id, revision: _, ...rest } = s;
  const { count } = await tx.session.updateMany({
    where: { id, revision: expected },
    data: { ...rest, occurredOn: optionalDate(s.occurredOn), revision: { increment: 1 } },
  });
  if (count === 0) throw stale(s.revision);
}

export type TrajectoryRow = { id: string; nextSessionOn: string };

export const trajectoryList = (branchCode: string, today: string): ListSpec => ({
  from: `(select t.*, case when t.status = 'running' and coalesce(t.last_session_on, t.started_on) + t.quiet_days < $2::date
            then 'yes' else 'no' end as quiet,
          case when t.held >= t.minimum_sessions then 'minimum_reached'
            when t.slots_planned > 0 and t.slots_planned - t.missed < t.minimum_sessions then 'short_of_minimum' else 'on_track' end as session_balance
          from trajectory t where t.branch_code = $1) t`,
  select: `t.id::text as id, coalesce((select min(s.planned_for) from session s where s.trajectory_id = t.id and s.status = 'planned'), '') as "nextSessionOn"`,
  where: 'true',
  values: [branchCode, today],
  filters: {
    status: { sql: 't.status', kind: 'one', facet: true },
    quiet: { sql: 't.quiet', kind: 'one', facet: true },
    session_balance: { sql: 't.session_balance', kind: 'one', facet: true },
    tutor_id: { sql: 't.tutor_id', kind: 'one' },
  },
  sorts: {
    started_on: { sql: 't.started_on', type: 'date' },
    last_session_on: { sql: "coalesce(t.last_session_on, 'epoch'::date)", type: 'date' },
    held: { sql: 't.held', type: 'int' },
  },
  defaultSort: '-started_on',
  id: 't.id',
});

export const requestList = (branchCode: string): ListSpec => ({
  from: 'support_request r',
  select: 'r.id::text as id',
  where: 'r.branch_code = $1',
  values: [branchCode],
  filters: {
    status: { sql: 'r.status', kind: 'one', facet: true },
    stage: { sql: 'r.stages', kind: 'any', facet: true },
    subject: { sql: 'r.subjects', kind: 'any', facet: true },
    language: { sql: 'r.languages', kind: 'any', facet: true },
  },
  sorts: {
    asked_on: { sql: 'r.asked_on', type: 'date' },
    status: { sql: 'r.status', type: 'text' },
  },
  defaultSort: 'asked_on',
  id: 'r.id',
});

export const matchList = (branchCode: string): ListSpec => ({
  from: 'match m',
  select: 'm.id::text as id',
  where: 'm.branch_code = $1',
  values: [branchCode],
  filters: {
    status: { sql: 'm.status', kind: 'one', facet: true },
    tutor_id: { sql: 'm.tutor_id', kind: 'one' },
  },
  sorts: {
    occurred_on: { sql: 'm.occurred_on', type: 'date' },
    first_visit_on: { sql: 'm.first_visit_on', type: 'text' },
  },
  defaultSort: '-occurred_on',
  id: 'm.id',
});

/** Rows of a page in its order, loaded by id. */
export async function inOrder<T extends { id: string }>(
  ids: readonly string[],
  load: (ids: string[]) => Promise<T[]>,
): Promise<T[]> {
  const byId = new Map((await load([...ids])).map((r) => [r.id, r]));
  return ids.map((id) => byId.get(id)).filter((r) => r !== undefined);
}

export const trajectoriesByIds = async (tx: Tx, ids: string[]): Promise<Trajectory[]> =>
  (await tx.trajectory.findMany({ where: { id: { in: ids } } })).map(toTrajectory);
