import { fromRow } from '@katrol/contract';
import { GroupSessionSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf } from '@katrol/runtime';
import { byId, keep, sql } from '@katrol/store';
import type { GroupSession, SupportGroup } from '../domain/group.ts';
import type { Session } from '../domain/session.ts';
import type { Tx } from './client.ts';
import { loadGroup, sizesOf } from './groups.ts';
import { toSession } from './trajectories.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['groupSession']['findFirst']>>>;

function toGroupSession(row: Row): GroupSession {
  const { attendance: _, mayCorrect: __, ...kept } = fromRow(GroupSessionSchema, row);
  return { ...kept, loggedBy: row.loggedBy };
}

export async function loadGroupSession(tx: Tx, id: string): Promise<GroupSession> {
  const look = (one: string): Promise<Row | null> =>
    tx.groupSession.findUnique({ where: { id: one } });
  return toGroupSession(await byId('group_session_id', id, look));
}

/** What was logged of a group, the newest first. */
export async function groupSessionsOf(tx: Tx, groupId: string): Promise<GroupSession[]> {
  const orderBy = [{ plannedFor: 'desc' }, { id: 'desc' }] as const;
  const rows = await tx.groupSession.findMany({ where: { groupId }, orderBy: [...orderBy] });
  return rows.map(toGroupSession);
}

/** Keeps what was logged, a new one when its id is empty; gives its id. */
export async function saveGroupSession(tx: Tx, g: GroupSession): Promise<string> {
  const { id: _, revision: __, ...rest } = g;
  return await keep(tx.groupSession, g, { ...rest, occurredOn: dateOf(g.occurredOn) });
}

/** The parts that families had in group sessions. */
export async function partsOf(tx: Tx, groupSessionIds: readonly string[]): Promise<Session[]> {
  const where = { groupSessionId: { in: [...groupSessionIds] } };
  return (await tx.session.findMany({ where, orderBy: { id: 'asc' } })).map(toSession);
}

/**
 * The first session from today on that is planned for any family of each group, local date and time;
 * '' where there is none before its last day.
 */
export async function nextOfGroups(
  tx: Tx,
  groupIds: readonly string[],
  today: string,
): Promise<(group: Pick<SupportGroup, 'id' | 'endedOn'>) => string> {
  const rows = await tx.query<{ groupId: string; at: string }>(
    sql`select t.group_id::text as "groupId", min(s.planned_for) as at
      from session s join trajectory t on t.id = s.trajectory_id
      where t.group_id = any (${groupIds}::uuid[]) and t.status = 'running'
        and s.status = 'planned' and s.planned_for >= ${today}
      group by t.group_id`,
  );
  const next = new Map(rows.map(({ groupId, at }) => [groupId, at]));
  return ({ id, endedOn }) => {
    const at = next.get(id) ?? '';
    return endedOn !== '' && at.slice(0, 10) > endedOn ? '' : at;
  };
}

/** A group as it stands beside one family's trajectory: how many come and when, and not who. */
export type GroupLine = SupportGroup & { families: number; children: number; nextOn: string };

export async function groupLineOf(
  tx: Tx,
  groupId: string,
  today: string,
): Promise<GroupLine | undefined> {
  if (groupId === '') return undefined;
  const group = await loadGroup(tx, groupId);
  const size = (await sizesOf(tx, [groupId]))(groupId);
  return { ...group, ...size, nextOn: (await nextOfGroups(tx, [groupId], today))(group) };
}
