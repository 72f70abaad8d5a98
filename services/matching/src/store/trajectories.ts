import { codeOf, codeOrNone, fromRow } from '@katrol/contract';
import {
  CloseReason,
  SessionStatus,
  TrajectoryStatus,
} from '@katrol/proto/katrol/matching/v1/codes';
import { SessionSchema, TrajectorySchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf, isUuid, optionalDate, optionalDay } from '@katrol/runtime';
import { byId, found, inOrder, keep } from '@katrol/store';
import type { Session } from '../domain/session.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import type { Tx } from './client.ts';
import { queuesOf } from './plans.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['trajectory']['findFirst']>>>;

const toTrajectory = (row: Row, specialisedQueue: string): Trajectory => ({
  ...fromRow(TrajectorySchema, { ...row, specialisedQueue }),
  status: codeOf(TrajectoryStatus, row.status),
  matchId: row.matchId,
  supportRequestId: row.supportRequestId,
  accountId: row.accountId,
  slotsPlanned: row.slotsPlanned,
  quietDays: row.quietDays,
  untilSpecialised: row.untilSpecialised,
  closedOn: optionalDay(row.closedOn),
  closeReason: codeOrNone(CloseReason, row.closeReason),
  closingNote: row.closingNote,
});

const columns = (t: Trajectory) => ({
  matchId: t.matchId,
  supportRequestId: t.supportRequestId,
  familyId: t.familyId,
  tutorId: t.tutorId,
  accountId: t.accountId,
  branchCode: t.branchCode,
  status: t.status,
  startedOn: dateOf(t.startedOn),
  endsOn: optionalDate(t.endsOn),
  slotsPlanned: t.slotsPlanned,
  minimumSessions: t.minimumSessions,
  quietDays: t.quietDays,
  children: t.children,
  slots: t.slots,
  untilSpecialised: t.untilSpecialised,
  held: t.held,
  missed: t.missed,
  lastSessionOn: optionalDate(t.lastSessionOn),
  closedOn: optionalDate(t.closedOn),
  closeReason: t.closeReason,
  closingNote: t.closingNote,
});

/** Trajectories, each with what its family waits for. */
async function withQueues(tx: Tx, rows: readonly Row[]): Promise<Trajectory[]> {
  const queues = await queuesOf(
    tx,
    rows.map((row) => row.familyId),
  );
  return rows.map((row) => toTrajectory(row, queues.get(row.familyId) ?? ''));
}

const withQueue = async (tx: Tx, row: Row): Promise<Trajectory> =>
  (await withQueues(tx, [row]))[0] as Trajectory;

/** Keeps a trajectory, a new one when its id is empty; gives its id. */
export const saveTrajectory = (tx: Tx, t: Trajectory): Promise<string> =>
  keep(tx.trajectory, t, columns(t));

const ofAccount = (accountId: string): { accountId?: string } =>
  accountId === '' ? {} : { accountId };

/** A trajectory; for a tutor (`account`) only an own one. */
export async function loadTrajectory(
  tx: Tx,
  trajectoryId: string,
  account: string,
  field = 'trajectory_id',
): Promise<Trajectory> {
  const look = (id: string): Promise<Row | null> =>
    tx.trajectory.findFirst({ where: { id, ...ofAccount(account) } });
  return await withQueue(tx, await byId(field, trajectoryId, look));
}

/** The running trajectory of a family, else its last one. */
export async function trajectoryOfFamily(
  tx: Tx,
  familyId: string,
  account: string,
): Promise<Trajectory> {
  const rows = isUuid(familyId)
    ? await tx.trajectory.findMany({
        where: { familyId, ...ofAccount(account) },
        orderBy: [{ startedOn: 'desc' }, { id: 'desc' }],
      })
    : [];
  const running = rows.find((r) => r.status === 'running');
  return await withQueue(tx, await found('family_id', running ?? rows[0]));
}

export async function runningOf(tx: Tx, accountId: string): Promise<Trajectory[]> {
  const rows = await tx.trajectory.findMany({
    where: { accountId, status: 'running' },
    orderBy: { startedOn: 'asc' },
  });
  return await withQueues(tx, rows);
}

export async function runningOfFamily(tx: Tx, familyIds: string[]): Promise<Trajectory[]> {
  const rows = await tx.trajectory.findMany({
    where: { familyId: { in: familyIds }, status: 'running' },
  });
  return await withQueues(tx, rows);
}

export const trajectoriesByIds = async (tx: Tx, ids: string[]): Promise<Trajectory[]> =>
  inOrder(ids, await withQueues(tx, await tx.trajectory.findMany({ where: { id: { in: ids } } })));

type SessionRow = NonNullable<Awaited<ReturnType<Tx['session']['findFirst']>>>;
const toSession = (row: SessionRow): Session => ({
  ...fromRow(SessionSchema, row),
  status: codeOf(SessionStatus, row.status),
  branchCode: row.branchCode,
});

export async function sessionsOf(tx: Tx, trajectoryId: string): Promise<Session[]> {
  const rows = await tx.session.findMany({
    where: { trajectoryId },
    orderBy: [{ plannedFor: 'desc' }, { id: 'desc' }],
  });
  return rows.map(toSession);
}

export async function loadSession(tx: Tx, sessionId: string): Promise<Session> {
  const look = (id: string): Promise<SessionRow | null> => tx.session.findUnique({ where: { id } });
  return toSession(await byId('session_id', sessionId, look));
}

/** Keeps a session, a new one when its id is empty; gives its id. */
export async function saveSession(tx: Tx, session: Session): Promise<string> {
  const { id: _, revision: __, ...rest } = session;
  const data = { ...rest, occurredOn: optionalDate(session.occurredOn) };
  return await keep(tx.session, session, data);
}
