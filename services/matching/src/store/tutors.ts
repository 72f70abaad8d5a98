import { codeOrNone, fromRow } from '@katrol/contract';
import { WorksEnd } from '@katrol/proto/katrol/common/v1/codes';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { dateOf, optionalDate, optionalDay } from '@katrol/runtime';
import { byId } from '@katrol/store';
import type { ToldTutor, TutorCopy } from '../domain/pair.ts';
import type { Standing } from '../domain/standing.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['tutor']['findFirst']>>>;

function toTutor(row: Row, families: number): TutorCopy {
  const { homeX: x, homeY: y, id } = row;
  const homeCell = x === null || y === null ? undefined : { x, y };
  const {
    tutorId: _,
    active: __,
    availableFrom: ___,
    availableUntil: ____,
    placementEndsOn: _____,
    ...told
  } = fromRow(TutorChangedSchema, { ...row, homeCell });
  return { ...told, id, families };
}

/** Keeps the copy of a tutor; an older fact changes nothing, and false says so. */
export async function keepTutor(tx: Tx, t: ToldTutor): Promise<boolean> {
  const { homeCell, id, placementEndsOn, ...told } = t;
  const data = {
    ...told,
    id,
    homeX: homeCell?.x ?? null,
    homeY: homeCell?.y ?? null,
    checkValidUntil: optionalDate(t.checkValidUntil),
    worksFrom: optionalDate(t.worksFrom),
    worksUntil: optionalDate(t.worksUntil),
    placementUntil: optionalDate(placementEndsOn),
  };
  const known = await tx.tutor.findUnique({ where: { id }, select: { revision: true } });
  if (known && known.revision > t.revision) return false;
  await tx.tutor.upsert({ where: { id }, create: data, update: data });
  return true;
}

/** The tutors as whom an account signs in, one a branch. */
export async function tutorsOfAccount(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx.tutor.findMany({ where: { accountId }, select: { id: true } });
  return rows.map((row) => row.id);
}

/** The same, as far as they still work on this day. */
export async function workingAs(tx: Tx, accountId: string, day: string): Promise<string[]> {
  const goesOn = { OR: [{ worksUntil: null }, { worksUntil: { gte: dateOf(day) } }] };
  const rows = await tx.tutor.findMany({ where: { accountId, ...goesOn }, select: { id: true } });
  return rows.map((row) => row.id);
}

// a trajectory whose tutor was never told here stands open, and is nobody's
const unknown: Standing = {
  accountId: '',
  tutorUntil: '',
  tutorEnd: '',
  universityCode: '',
  placementUntil: '',
};

/** How tutors stand, by id. */
export async function standingsOf(
  tx: Tx,
  tutorIds: readonly string[],
): Promise<(tutorId: string) => Standing> {
  const rows = await tx.tutor.findMany({
    where: { id: { in: [...new Set(tutorIds)] } },
    select: {
      id: true,
      accountId: true,
      worksUntil: true,
      worksEnd: true,
      universityCode: true,
      placementUntil: true,
    },
  });
  const known = new Map(
    rows.map(({ id, worksUntil, worksEnd, placementUntil, ...row }): [string, Standing] => [
      id,
      {
        ...row,
        tutorUntil: optionalDay(worksUntil),
        tutorEnd: codeOrNone(WorksEnd, worksEnd),
        placementUntil: optionalDay(placementUntil),
      },
    ]),
  );
  return (tutorId) => known.get(tutorId) ?? unknown;
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
