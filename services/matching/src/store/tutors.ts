import { fromRow } from '@katrol/contract';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { optionalDate } from '@katrol/runtime';
import { byId } from '@katrol/store';
import type { ToldTutor, TutorCopy } from '../domain/pair.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['tutor']['findFirst']>>>;

function toTutor(row: Row, families: number): TutorCopy {
  const { homeX: x, homeY: y, id } = row;
  const homeCell = x === null || y === null ? undefined : { x, y };
  const { tutorId: _, ...told } = fromRow(TutorChangedSchema, { ...row, homeCell });
  return { ...told, id, families };
}

/** Keeps the copy of a tutor; an older fact changes nothing. */
export async function keepTutor(tx: Tx, t: ToldTutor): Promise<void> {
  const { homeCell, id, ...told } = t;
  const data = {
    ...told,
    id,
    homeX: homeCell?.x ?? null,
    homeY: homeCell?.y ?? null,
    checkValidUntil: optionalDate(t.checkValidUntil),
    availableFrom: optionalDate(t.availableFrom),
    availableUntil: optionalDate(t.availableUntil),
  };
  const known = await tx.tutor.findUnique({ where: { id }, select: { revision: true } });
  if (known && known.revision > t.revision) return;
  await tx.tutor.upsert({ where: { id }, create: data, update: data });
}

const inSupport = { status: { in: ['open', 'real'] } };

export async function tutorsOf(tx: Tx, branchCode: string): Promise<TutorCopy[]> {
  const rows = await tx.tutor.findMany({ where: { branchCode }, orderBy: { id: 'asc' } });
  const counts = await tx.match.groupBy({
    by: ['tutorId'],
    where: { branchCode, ...inSupport },
    _count: { _all: true },
  });
  const families = new Map(counts.map((c) => [c.tutorId, c._count._all]));
  return rows.map((r) => toTutor(r, families.get(r.id) ?? 0));
}

export async function loadTutor(tx: Tx, tutorId: string): Promise<TutorCopy> {
  const row = await byId('tutor_id', tutorId, (id) => tx.tutor.findUnique({ where: { id } }));
  return toTutor(row, await tx.match.count({ where: { tutorId, ...inSupport } }));
}
