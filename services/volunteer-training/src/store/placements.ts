import { codeOf, fromRow } from '@katrol/contract';
import { PlacementStatus } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import { PlacementSchema } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { optionalDate } from '@katrol/runtime';
import { byId, keep, sql } from '@katrol/store';
import type { Placement } from '../domain/placement.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['placement']['findFirst']>>>;

const toPlacement = (row: Row, programmeName: string): Placement => ({
  ...fromRow(PlacementSchema, { ...row, programmeName }),
  status: codeOf(PlacementStatus, row.status),
  rosterHash: row.rosterHash,
});

async function withProgrammes(tx: Tx, rows: readonly Row[]): Promise<Placement[]> {
  const ids = rows.flatMap((r) => (r.programmeId ? [r.programmeId] : []));
  const programmes = await tx.programme.findMany({ where: { id: { in: ids } } });
  const names = new Map(programmes.map((p) => [p.id, p.name]));
  return rows.map((r) => toPlacement(r, names.get(r.programmeId ?? '') ?? ''));
}

const oldestFirst = { id: 'asc' } as const;

/** The newest placement of each tutor. */
export async function placementsOf(
  tx: Tx,
  tutorIds: readonly string[],
): Promise<Map<string, Placement>> {
  const where = { tutorId: { in: [...tutorIds] } };
  const rows = await tx.placement.findMany({ where, orderBy: oldestFirst });
  return new Map((await withProgrammes(tx, rows)).map((p) => [p.tutorId, p]));
}

export async function loadPlacement(tx: Tx, placementId: string): Promise<Placement> {
  const look = (id: string): Promise<Row | null> => tx.placement.findUnique({ where: { id } });
  const row = await byId('placement_id', placementId, look);
  const [placement] = await withProgrammes(tx, [row]);
  return placement as Placement;
}

/** Placements that the caller can reach of students with these numbers, newest last. */
export async function placementsOfStudents(
  tx: Tx,
  studentNumbers: readonly string[],
): Promise<Placement[]> {
  const where = { studentNumber: { in: [...studentNumbers] } };
  return await withProgrammes(tx, await tx.placement.findMany({ where, orderBy: oldestFirst }));
}

/** One load of a university's roster at a time: two of them would both make the same student. */
export async function lockRoster(tx: Tx, universityCodes: readonly string[]): Promise<void> {
  for (const code of [...universityCodes].sort()) {
    await tx.query(
      sql`select pg_advisory_xact_lock(hashtextextended('roster:' || ${code}, 0))::text`,
    );
  }
}

/** Keeps a placement, a new one when its id is empty; gives it as it is now. */
export async function savePlacement(tx: Tx, p: Placement): Promise<Placement> {
  const { id: _, revision: __, programmeName: ___, ...kept } = p;
  const data = {
    ...kept,
    programmeId: p.programmeId || null,
    startsOn: optionalDate(p.startsOn),
    endsOn: optionalDate(p.endsOn),
    endedOn: optionalDate(p.endedOn),
  };
  const id = await keep(tx.placement, p, data);
  return { ...p, id, revision: p.id === '' ? 1 : p.revision + 1 };
}
