import { fromRow } from '@katrol/contract';
import { SupportGroupSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf } from '@katrol/runtime';
import { byId, sql } from '@katrol/store';
import type { SupportGroup } from '../domain/group.ts';
import type { Tx } from './client.ts';
import { standingsOf } from './standings.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['supportGroup']['findFirst']>>>;

const toGroup = (row: Row): SupportGroup => fromRow(SupportGroupSchema, row);

/**
 * A group; for a tutor only an own one: NOT_FOUND on `group_id` otherwise. Its last day is that of its
 * tutor, where it did not end before.
 */
export async function loadGroup(
  tx: Tx,
  groupId: string,
  whose: readonly string[] | 'everybody' = 'everybody',
): Promise<SupportGroup> {
  const tutor = whose === 'everybody' ? {} : { tutorId: { in: [...whose] } };
  const look = (id: string): Promise<Row | null> =>
    tx.supportGroup.findFirst({ where: { id, ...tutor } });
  const group = toGroup(await byId('group_id', groupId, look));
  const { tutorUntil } = (await standingsOf(tx, [group.tutorId]))(group.tutorId);
  return { ...group, endedOn: group.endedOn || tutorUntil };
}

export type NewGroup = Pick<SupportGroup, 'branchCode' | 'tutorId' | 'placeKind' | 'hours'>;

/** A group that nobody is in yet. */
export async function createGroup(tx: Tx, group: NewGroup): Promise<SupportGroup> {
  const data = { ...group, hours: [...group.hours] };
  return toGroup(await tx.supportGroup.create({ data }));
}

/** A group that goes on, with how many families and children it holds. */
export type RunningGroup = SupportGroup & { families: number; children: number };

/**
 * The groups of these tutors that go on, each with the families and children of its running
 * trajectories and of the matches that still wait for two times yes.
 */
export async function runningGroupsOf(
  tx: Tx,
  tutorIds: readonly string[],
): Promise<RunningGroup[]> {
  const where = { tutorId: { in: [...tutorIds] }, endedOn: null };
  const groups = await tx.supportGroup.findMany({ where, orderBy: { id: 'asc' } });
  const sizes = await sizesOf(
    tx,
    groups.map(({ id }) => id),
  );
  return groups.map((row) => ({ ...toGroup(row), ...sizes(row.id) }));
}

type Size = { families: number; children: number };

/** How many families and children groups hold, those whose match is still open included. */
export async function sizesOf(
  tx: Tx,
  groupIds: readonly string[],
): Promise<(groupId: string) => Size> {
  const rows = await tx.query<Size & { groupId: string }>(
    sql`select group_id::text as "groupId", count(distinct family_id)::int as families,
        sum(jsonb_array_length(children))::int as children
      from (select t.group_id, t.family_id, t.children from trajectory t
          where t.group_id = any (${groupIds}::uuid[]) and t.status = 'running'
        union all
        select m.group_id, m.family_id, r.children from match m
          join support_request r on r.id = m.support_request_id
          where m.group_id = any (${groupIds}::uuid[]) and m.status = 'open') there
      group by group_id`,
  );
  const sizes = new Map(rows.map(({ groupId, ...size }) => [groupId, size]));
  return (groupId) => sizes.get(groupId) ?? { families: 0, children: 0 };
}

/**
 * A family left a group, or did not come to it after all: where nobody is left it ends that day.
 * Says whether it ended, so that its hours can be given again.
 */
export async function leaveGroup(tx: Tx, groupId: string, on: string): Promise<boolean> {
  if (groupId === '' || (await sizesOf(tx, [groupId]))(groupId).families > 0) return false;
  const data = { endedOn: dateOf(on), revision: { increment: 1 } };
  const { count } = await tx.supportGroup.updateMany({
    where: { id: groupId, endedOn: null },
    data,
  });
  return count > 0;
}

/** A family is back in groups that ended when it left: they go on. */
export async function resumeGroups(tx: Tx, groupIds: readonly string[]): Promise<void> {
  const where = { id: { in: [...groupIds] }, endedOn: { not: null } };
  await tx.supportGroup.updateMany({ where, data: { endedOn: null, revision: { increment: 1 } } });
}
