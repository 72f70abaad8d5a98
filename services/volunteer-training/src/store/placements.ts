import { isUuid, notFound, optionalDate, optionalDay, stale } from '@katrol/runtime';
import type { Placement, PlacementStatus } from '../domain/placement.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['placement']['findFirst']>>>;

const toPlacement = (r: Row, programmeName: string): Placement => ({
  ...r,
  programmeId: r.programmeId ?? '',
  programmeName,
  status: r.status as PlacementStatus,
  startsOn: optionalDay(r.startsOn),
  endsOn: optionalDay(r.endsOn),
});

async function withProgrammes(tx: Tx, rows: Row[]): Promise<Placement[]> {
  const ids = rows.flatMap((r) => (r.programmeId ? [r.programmeId] : []));
  const names = new Map(
    (await tx.programme.findMany({ where: { id: { in: ids } } })).map((p) => [p.id, p.name]),
  );
  return rows.map((r) => toPlacement(r, names.get(r.programmeId ?? '') ?? ''));
}

/** The newest placement of each tutor. */
export async function placementsOf(
  tx: Tx,
  tutorIds: readonly string[],
): Promise<Map<string, Placement>> {
  const rows = await tx.placement.findMany({
    where: { tutorId: { in: [...tutorIds] } },
    orderBy: { id: 'asc' },
  });
  return new Map((await withProgrammes(tx, rows)).map((p) => [p.tutorId, p]));
}

export async function loadPlacement(tx: Tx, id: string): Promise<Placement> {
  const row = isUuid(id) ? await tx.placement.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('placement_id');
  const [placement] = await withProgrammes(tx, [row]);
  return placement as Placement;
}

/** Placements that the caller can reach of students with these numbers, by university and number, newest last. */
export const placementsOfStudents = async (
  tx: Tx,
  studentNumbers: readonly string[],
): Promise<Placement[]> =>
  await withProgrammes(
    tx,
    await tx.placement.findMany({
      where: { studentNumber: { in: [...studentNumbers] } },
      orderBy: { id: 'asc' },
    }),
  );

/** One load of a university's roster at a time: two of them would both make the same student. */
export async function lockRoster(tx: Tx, universityCodes: readonly string[]): Promise<void> {
  for (const code of [...universityCodes].sort())
    await tx.$queryRawUnsafe(
      `select pg_advisory_xact_lock(hashtextextended('roster:' || $1, 0))::text`,
      code,
    );
}

const columnsOf = (p: Placement) => ({
  tutorId: p.tutorId,
  branchCode: p.branchCode,
  universityCode: p.universityCode,
  programmeId: p.programmeId === '' ? null : p.programmeId,
  studentNumber: p.studentNumber,
  status: p.status,
  startsOn: optionalDate(p.startsOn),
  endsOn: optionalDate(p.endsOn),
  agreedHours: p.agreedHours,
  coachAccountId: p.coachAccountId,
  rosterHash: p.rosterHash,
});

export async function createPlacement(tx: Tx, p: Placement): Promise<Placement> {
  const { id } = await tx.placement.create({ data: columnsOf(p), select: { id: true } });
  return { ...p, id };
}

export async function savePlacement(tx: Tx, p: Placement, expected: number): Promise<Placement> {
  const { count } = await tx.placement.updateMany({
    where: { id: p.id, revision: expected },
    data: { ...columnsOf(p), revision: { increment: 1 } },
  });
  if (count === 0) throw stale(p.revision);
  return { ...p, revision: expected + 1 };
}
