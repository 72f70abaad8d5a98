import { fromRow, type Plain } from '@katrol/contract';
import {
  BarrierSchema,
  GoalSchema,
  GoingAlongSchema,
  HelpRequestSchema,
  type Barrier as ContractBarrier,
  type Goal as ContractGoal,
  type GoingAlong as ContractGoingAlong,
  type HelpRequest as ContractHelp,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf, optionalDate } from '@katrol/runtime';
import { byId, keep, nextRevision, raw, saved, sql } from '@katrol/store';
import type { Tx } from './client.ts';

// What is kept together with the parents beside the sessions: goals, barriers, going along, help.

export type Goal = Plain<ContractGoal>;
export type Barrier = Plain<ContractBarrier>;
export type GoingAlong = Plain<ContractGoingAlong>;
export type HelpRequest = Plain<ContractHelp>;

/** Whose it is: a family of a branch, said in a trajectory. */
type Of = { trajectoryId: string; familyId: string; branchCode: string };
type OfFamily = { familyId: string };

/** What is kept of an entity: not its id and its revision, which the store gives. */
function kept<E extends { id: string; revision: number }>(entity: E): Omit<E, 'id' | 'revision'> {
  const { id: _, revision: __, ...rest } = entity;
  return rest;
}

export async function goalsOf(tx: Tx, familyIds: string[]): Promise<Goal[]> {
  const where = { familyId: { in: familyIds } };
  const rows = await tx.goal.findMany({ where, orderBy: { id: 'asc' } });
  return rows.map((row) => fromRow(GoalSchema, row));
}

export async function loadGoal(tx: Tx, goalId: string): Promise<Goal & OfFamily> {
  const row = await byId('goal.id', goalId, (id) => tx.goal.findUnique({ where: { id } }));
  return { ...fromRow(GoalSchema, row), familyId: row.familyId };
}

export async function saveGoal(tx: Tx, goal: Goal & Of): Promise<void> {
  await keep(tx.goal, goal, { ...kept(goal), setOn: dateOf(goal.setOn) });
}

export async function barriersOf(tx: Tx, familyIds: string[]): Promise<Barrier[]> {
  const where = { familyId: { in: familyIds } };
  const rows = await tx.barrier.findMany({ where, orderBy: { id: 'asc' } });
  return rows.map((row) => fromRow(BarrierSchema, row));
}

export async function loadBarrier(tx: Tx, barrierId: string): Promise<Barrier & OfFamily> {
  const row = await byId('barrier.id', barrierId, (id) => tx.barrier.findUnique({ where: { id } }));
  return { ...fromRow(BarrierSchema, row), familyId: row.familyId };
}

export async function saveBarrier(tx: Tx, barrier: Barrier & Of): Promise<string> {
  const openedOn = dateOf(barrier.openedOn);
  return await keep(tx.barrier, barrier, {
    ...kept(barrier),
    openedOn,
    easedOn: optionalDate(barrier.easedOn),
  });
}

export async function goingAlongOf(tx: Tx, familyIds: string[]): Promise<GoingAlong[]> {
  const rows = await tx.goingAlong.findMany({
    where: { familyId: { in: familyIds } },
    orderBy: [{ occurredOn: 'desc' }, { id: 'desc' }],
  });
  return rows.map((row) => fromRow(GoingAlongSchema, row));
}

export async function loadGoingAlong(tx: Tx, goingAlongId: string): Promise<GoingAlong & OfFamily> {
  const row = await byId('going_along.id', goingAlongId, (id) =>
    tx.goingAlong.findUnique({ where: { id } }),
  );
  return { ...fromRow(GoingAlongSchema, row), familyId: row.familyId };
}

export async function saveGoingAlong(tx: Tx, g: GoingAlong & Of): Promise<string> {
  const occurredOn = dateOf(g.occurredOn);
  return await keep(tx.goingAlong, g, { ...kept(g), occurredOn, barrierId: g.barrierId || null });
}

export async function helpOf(tx: Tx, trajectoryId: string): Promise<HelpRequest[]> {
  const rows = await tx.helpRequest.findMany({ where: { trajectoryId }, orderBy: { id: 'desc' } });
  return rows.map((row) => fromRow(HelpRequestSchema, row));
}

export async function loadHelp(tx: Tx, helpId: string): Promise<HelpRequest> {
  const row = await byId('help_request_id', helpId, (id) =>
    tx.helpRequest.findUnique({ where: { id } }),
  );
  return fromRow(HelpRequestSchema, row);
}

export type NewHelp = Pick<HelpRequest, 'tutorId' | 'askedOn' | 'note'> & Of;

export async function createHelp(tx: Tx, h: NewHelp): Promise<string> {
  const data = { ...h, askedOn: dateOf(h.askedOn) };
  return (await tx.helpRequest.create({ data, select: { id: true } })).id;
}

export async function saveHelp(tx: Tx, h: HelpRequest): Promise<void> {
  const { id, revision, answer } = h;
  const data = { answeredOn: dateOf(h.answeredOn), answer, ...nextRevision };
  await saved(tx.helpRequest.updateMany({ where: { id, revision }, data }), h);
}

/** What the parents agreed that the next tutor reads, of all that stands in these files. */
export async function passOn(tx: Tx, familyIds: string[], partIds: string[]): Promise<void> {
  for (const table of ['goal', 'barrier', 'going_along'])
    await tx.query(
      sql`update ${raw(table)} set passes_on = (id = any (${partIds}::uuid[]))
        where family_id = any (${familyIds}::uuid[])`,
    );
}
