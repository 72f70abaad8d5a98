import { codeOf, codeOrNone, fromRow } from '@katrol/contract';
import {
  CloseReason,
  SessionStatus,
  TrajectoryStatus,
} from '@katrol/proto/katrol/matching/v1/codes';
import { SessionSchema, TrajectorySchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf, isUuid, optionalDate, optionalDay } from '@katrol/runtime';
import { byId, found, inOrder, keep } from '@katrol/store';
import type { Standing } from '../domain/standing.ts';
import type { Session } from '../domain/session.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import type { Tx } from './client.ts';
import { queuesOf } from './plans.ts';
import { standingsOf } from './standings.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['trajectory']['findFirst']>>>;

const toTrajectory = (row: Row, standing: Standing & { specialisedQueue: string }): Trajectory => ({
  ...fromRow(TrajectorySchema, row),
  ...standing,
  status: codeOf(TrajectoryStatus, row.status),
  matchId: row.matchId,
  supportRequestId: row.supportRequestId,
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
  branchCode: t.branchCode,
  status: t.status,
  startedOn: dateOf(t.startedOn),
  endsOn: optionalDate(t.endsOn),
  slotsPlanned: t.slotsPlanned,
  minimumSessions: t.minimumSessions,
  quietDays: t.quietDays,
  children: t.children,
  slots: t.slots,
  hours: t.hours,
  groupId: t.groupId || null,
  atPersonId: t.atPersonId || null,
  untilSpecialised: t.untilSpecialised,
  held: t.held,
  missed: t.missed,
  lastSessionOn: optionalDate(t.lastSessionOn),
  closedOn: optionalDate(t.closedOn),
  closeReason: t.closeReason,
  closingNote: t.closingNote,
});

/** Keeps a trajectory, a new one when its id is empty; gives its id. */
export const saveTrajectory = (tx: Tx, t: Trajectory): Promise<string> =>
  keep(tx.trajectory, t, columns(t));

/** Trajectories, each with how its tutor stands and with what its family waits for. */
async function standing(tx: Tx, rows: readonly Row[]): Promise<Trajectory[]> {
  const of = await standingsOf(
    tx,
    rows.map((row) => row.tutorId),
  );
  const queues = await queuesOf(
    tx,
    rows.map((row) => row.familyId),
  );
  return rows.map((row) =>
    toTrajectory(row, {
      ...of(row.tutorId),
      specialisedQueue: queues.get(row.familyId) ?? '',
    }),
  );
}

/** Whose trajectories: of these tutors, or everybody's. */
export type Whose = readonly string[] | 'everybody';
const ofWhom = (whose: Whose): { tutorId?: { in: string[] } } =>
  whose === 'everybody' ? {} : { tutorId: { in: [...whose] } };

/** A trajectory; for a tutor only an own one. */
export async function loadTrajectory(
  tx: Tx,
  trajectoryId: string,
  whose: Whose,
  field = 'trajectory_id',
): Promise<Trajectory> {
  const look = (id: string): Promise<Row | null> =>
    tx.trajectory.findFirst({ where: { id, ...ofWhom(whose) } });
  const [found] = await standing(tx, [await byId(field, trajectoryId, look)]);
  return found as Trajectory;
}

/** The running trajectory of a family, else its last one. */
export async function trajectoryOfFamily(
  tx: Tx,
  familyId: string,
  whose: Whose,
): Promise<Trajectory> {
  const rows = isUuid(familyId)
    ? await tx.trajectory.findMany({
        where: { familyId, ...ofWhom(whose) },
        orderBy: [{ startedOn: 'desc' }, { id: 'desc' }],
      })
    : [];
  const running = rows.find((r) => r.status === 'running');
  const [last] = await standing(tx, [await found('family_id', running ?? rows[0])]);
  return last as Trajectory;
}

/** All trajectories of tutors, the first that began first. */
export const trajectoriesOf = async (tx: Tx, tutorIds: readonly string[]): Promise<Trajectory[]> =>
  await standing(
    tx,
    await tx.trajectory.findMany({
      where: { tutorId: { in: [...tutorIds] } },
      orderBy: [{ startedOn: 'asc' }, { id: 'asc' }],
    }),
  );

/** The running trajectories of a support request, the last that began first. */
export const runningOfRequest = async (tx: Tx, supportRequestId: string): Promise<Trajectory[]> =>
  await standing(
    tx,
    await tx.trajectory.findMany({
      where: { supportRequestId, status: 'running' },
      orderBy: [{ startedOn: 'desc' }, { id: 'desc' }],
    }),
  );

/** At which parent the visits of the last trajectory of a request were; empty where nobody said. */
export async function lastAt(tx: Tx, supportRequestId: string): Promise<string> {
  const last = await tx.trajectory.findFirst({
    where: { supportRequestId },
    orderBy: [{ startedOn: 'desc' }, { id: 'desc' }],
    select: { atPersonId: true },
  });
  return last?.atPersonId ?? '';
}

/** The trajectories of a family that began before this one, the last first. */
export async function before(
  tx: Tx,
  { id, familyId, startedOn }: Pick<Trajectory, 'id' | 'familyId' | 'startedOn'>,
): Promise<{ id: string; held: number; status: string }[]> {
  return await tx.trajectory.findMany({
    where: {
      familyId,
      OR: [
        { startedOn: { lt: dateOf(startedOn) } },
        { startedOn: dateOf(startedOn), id: { lt: id } },
      ],
    },
    orderBy: [{ startedOn: 'desc' }, { id: 'desc' }],
    select: { id: true, held: true, status: true },
  });
}

export async function runningOfFamily(tx: Tx, familyIds: string[]): Promise<Trajectory[]> {
  const where = { familyId: { in: familyIds }, status: 'running' };
  return await standing(tx, await tx.trajectory.findMany({ where }));
}

/** Who comes to a group: its running trajectories, the first that began first. */
export const runningOfGroup = async (tx: Tx, groupId: string): Promise<Trajectory[]> =>
  await standing(
    tx,
    await tx.trajectory.findMany({
      where: { groupId, status: 'running' },
      orderBy: [{ startedOn: 'asc' }, { id: 'asc' }],
    }),
  );

/** How many visits fit, as the calendar says: no change of anybody's, so whoever edits goes on. */
export async function keepSlots(tx: Tx, id: string, slotsPlanned: number): Promise<void> {
  await tx.trajectory.update({ where: { id }, data: { slotsPlanned } });
}

/** What runs in a branch by a plan that ends. */
export const runningPlanned = async (tx: Tx, branchCode: string): Promise<Trajectory[]> =>
  await standing(
    tx,
    await tx.trajectory.findMany({
      where: { branchCode, status: 'running', endsOn: { not: null } },
    }),
  );

export const trajectoriesByIds = async (tx: Tx, ids: string[]): Promise<Trajectory[]> =>
  inOrder(ids, await standing(tx, await tx.trajectory.findMany({ where: { id: { in: ids } } })));

type SessionRow = NonNullable<Awaited<ReturnType<Tx['session']['findFirst']>>>;
export function toSession(row: SessionRow): Session {
  const { mayCorrect: _, report: __, reportSkipped: ___, ...session } = fromRow(SessionSchema, row);
  const status = codeOf(SessionStatus, row.status);
  return { ...session, status, branchCode: row.branchCode, loggedBy: row.loggedBy };
}

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
  const data = {
    ...rest,
    occurredOn: optionalDate(session.occurredOn),
    groupSessionId: session.groupSessionId || null,
    answeredOn: optionalDate(session.answeredOn),
  };
  return await keep(tx.session, session, data);
}
