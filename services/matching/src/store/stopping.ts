import { fromRow } from '@katrol/contract';
import { SupportNeedsSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { dateOf } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Needs } from '../domain/rules.ts';
import type { Tx } from './client.ts';

// What ends because registration is no longer agreed to, and how it is taken back within its minute.

type Child = Needs['children'][number];
type Taken = { child: Child; sequence: number };

/** A request or a trajectory that runs, with the children that it is for. */
export type Supported = { id: string; children: Child[]; taken: Taken[] };

const childrenOf = (row: { children: unknown; stoppedChildren: unknown }) => ({
  children: fromRow(SupportNeedsSchema, { children: row.children }).children,
  taken: row.stoppedChildren as Taken[],
});

/** The family's requests, held until the end: whoever accepts one meanwhile comes before or after. */
export async function requestsToStop(tx: Tx, familyId: string): Promise<Supported[]> {
  await tx.query(
    sql`select id from support_request where family_id = ${familyId}::uuid
      order by id for no key update`,
  );
  const where = { familyId, status: { not: 'closed' } };
  const rows = await tx.supportRequest.findMany({ where, orderBy: { id: 'asc' } });
  return rows.map((row) => ({ id: row.id, ...childrenOf(row) }));
}

export async function trajectoriesToStop(tx: Tx, requestId: string): Promise<Supported[]> {
  const where = { supportRequestId: requestId, status: 'running' };
  return (await tx.trajectory.findMany({ where })).map((row) => ({
    id: row.id,
    ...childrenOf(row),
  }));
}

/** Takes children off what runs; the others stay. */
export async function takeOff(
  tx: Tx,
  table: 'supportRequest' | 'trajectory',
  { id, children, taken }: Supported,
  { stay, sequence }: { stay: readonly Child[]; sequence: number },
): Promise<void> {
  const off = children.filter((one) => !stay.some((s) => s.childId === one.childId));
  const data = {
    children: [...stay],
    stoppedChildren: [...taken, ...off.map((child) => ({ child, sequence }))],
    revision: { increment: 1 },
  };
  if (table === 'trajectory') await tx.trajectory.update({ where: { id }, data });
  else await tx.supportRequest.update({ where: { id }, data });
}

export type StoppedMatch = {
  id: string;
  tutorId: string;
  accountId: string;
  branchCode: string;
  trajectoryId: string;
  groupId: string;
};

/** Closes a request with its match and trajectory and what was planned; gives the matches that ended. */
export async function stopRequest(
  tx: Tx,
  requestId: string,
  { sequence, on }: { sequence: number; on: string },
): Promise<StoppedMatch[]> {
  await tx.execute(
    sql`update support_request set stopped_status = status, stopped_sequence = ${sequence},
        status = 'closed', revision = revision + 1 where id = ${requestId}::uuid`,
  );
  const matches = await tx.query<StoppedMatch>(
    sql`update match set stopped_status = status, stopped_sequence = ${sequence}, status = 'ended',
        revision = revision + 1
      where support_request_id = ${requestId}::uuid and status in ('open', 'real')
      returning id::text, tutor_id::text as "tutorId",
        (select u.account_id from tutor u where u.id = tutor_id) as "accountId",
        branch_code as "branchCode", coalesce(trajectory_id::text, '') as "trajectoryId",
        coalesce(group_id::text, '') as "groupId"`,
  );
  await tx.execute(
    sql`update session s set status = 'cancelled', stopped_sequence = ${sequence},
        revision = s.revision + 1
      from trajectory t where t.id = s.trajectory_id and s.status = 'planned'
        and t.support_request_id = ${requestId}::uuid and t.status = 'running'`,
  );
  await tx.trajectory.updateMany({
    where: { supportRequestId: requestId, status: 'running' },
    data: {
      status: 'closed',
      closedOn: dateOf(on),
      closeReason: 'consent_withdrawn',
      stoppedSequence: sequence,
      revision: { increment: 1 },
    },
  });
  return matches;
}

/** It was decided anew: what stopped it is not to be taken back any more. */
export async function forgetStop(tx: Tx, requestId: string): Promise<void> {
  await tx.execute(
    sql`update support_request set stopped_status = '', stopped_sequence = 0,
        stopped_children = '[]' where id = ${requestId}::uuid`,
  );
}

/** The requests that were stopped at this count. */
export const stoppedAt = async (tx: Tx, familyId: string, sequence: number): Promise<string[]> =>
  (
    await tx.supportRequest.findMany({
      where: { familyId, stoppedSequence: sequence, status: 'closed' },
      select: { id: true },
    })
  ).map(({ id }) => id);

/** What was stopped at this count stands again as it did; gives the matches that go on. */
export async function restore(
  tx: Tx,
  familyId: string,
  sequence: number,
): Promise<(StoppedMatch & { occurredOn: string })[]> {
  await tx.execute(
    sql`update support_request set status = stopped_status, stopped_status = '',
        stopped_sequence = 0, revision = revision + 1
      where family_id = ${familyId}::uuid and stopped_sequence = ${sequence}
        and status = 'closed'`,
  );
  await tx.execute(
    sql`update session s set status = 'planned', stopped_sequence = 0, revision = s.revision + 1
      from trajectory t where t.id = s.trajectory_id and t.family_id = ${familyId}::uuid
        and t.stopped_sequence = ${sequence} and t.status = 'closed'
        and s.stopped_sequence = ${sequence} and s.status = 'cancelled'`,
  );
  await tx.trajectory.updateMany({
    where: { familyId, stoppedSequence: sequence, status: 'closed' },
    data: {
      status: 'running',
      closedOn: null,
      closeReason: '',
      stoppedSequence: 0,
      revision: { increment: 1 },
    },
  });
  await putBack(tx, familyId, sequence);
  return await tx.query(
    sql`update match set status = stopped_status, stopped_status = '', stopped_sequence = 0,
        revision = revision + 1
      where family_id = ${familyId}::uuid and stopped_sequence = ${sequence} and status = 'ended'
      returning id::text, tutor_id::text as "tutorId",
        (select u.account_id from tutor u where u.id = tutor_id) as "accountId",
        branch_code as "branchCode", coalesce(trajectory_id::text, '') as "trajectoryId",
        coalesce(group_id::text, '') as "groupId", occurred_on::text as "occurredOn"`,
  );
}

async function putBack(tx: Tx, familyId: string, sequence: number): Promise<void> {
  for (const table of [sql`support_request`, sql`trajectory`]) {
    await tx.execute(
      sql`update ${table} t set revision = revision + 1,
          children = t.children || (select coalesce(jsonb_agg(o->'child'), '[]')
            from jsonb_array_elements(t.stopped_children) o
            where (o->>'sequence')::int = ${sequence}),
          stopped_children = (select coalesce(jsonb_agg(o), '[]')
            from jsonb_array_elements(t.stopped_children) o
            where (o->>'sequence')::int <> ${sequence})
        where t.family_id = ${familyId}::uuid
          and t.stopped_children @> jsonb_build_array(
            jsonb_build_object('sequence', ${sequence}::int))`,
    );
  }
}
