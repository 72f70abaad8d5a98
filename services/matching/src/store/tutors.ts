import { fromRow } from '@katrol/contract';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { dateOf, isUuid, optionalDate } from '@katrol/runtime';
import { byId } from '@katrol/store';
import type { ToldTutor, TutorCopy } from '../domain/pair.ts';
import { hourAt, halvesOf } from '../domain/week.ts';
import type { Tx } from './client.ts';
import { runningGroupsOf } from './groups.ts';
import { plannedVisits, promisedBy, promisedOf } from './promised-hours.ts';
import { personOf } from '../domain/pair.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['tutor']['findFirst']>>>;

function toTutor(row: Row, given: Pick<TutorCopy, 'families' | 'taken' | 'groups'>): TutorCopy {
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
  return { ...told, id, ...given };
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
  const select = { revision: true, accountId: true } as const;
  const known = await tx.tutor.findUnique({ where: { id }, select });
  if (known && known.revision > t.revision) return false;
  const from = personOf({ id, accountId: known?.accountId ?? '' });
  await promisedBy(tx, id, { from, to: personOf(t) });
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

const inSupport = { status: { in: ['open', 'real'] } };
// as long as an hour lasts where nothing says otherwise
const AN_HOUR = 60;

/** What is given of each tutor: families in support, half hours of the week, own groups. */
async function given(
  tx: Tx,
  rows: readonly Row[],
  { branchCode, today }: { branchCode: string; today: string },
): Promise<TutorCopy[]> {
  const ids = rows.map((row) => row.id);
  const counts = await tx.match.groupBy({
    by: ['tutorId'],
    where: { tutorId: { in: ids }, ...inSupport },
    _count: { _all: true },
  });
  const families = new Map(counts.map((c) => [c.tutorId, c._count._all]));
  const promised = await promisedOf(tx, rows.map(personOf), branchCode);
  const visits = await plannedVisits(tx, ids, today);
  const groups = await runningGroupsOf(tx, ids);
  return rows.map((row) => {
    const { halves, elsewhere } = promised(personOf(row));
    const planned = visits.filter((v) => v.tutorId === row.id);
    const taken = new Set([
      ...halves,
      ...planned.flatMap(({ at }) => halvesOf(hourAt(at, AN_HOUR))),
    ]);
    return toTutor(row, {
      families: (families.get(row.id) ?? 0) + elsewhere,
      taken,
      groups: groups.filter((group) => group.tutorId === row.id),
    });
  });
}

export async function tutorsOf(tx: Tx, branchCode: string, today: string): Promise<TutorCopy[]> {
  const rows = await tx.tutor.findMany({ where: { branchCode }, orderBy: { id: 'asc' } });
  return await given(tx, rows, { branchCode, today });
}

export async function loadTutor(tx: Tx, tutorId: string, today: string): Promise<TutorCopy> {
  const row = await byId('tutor_id', tutorId, (id) => tx.tutor.findUnique({ where: { id } }));
  const [tutor] = await given(tx, [row], { branchCode: row.branchCode, today });
  return tutor as TutorCopy;
}

/** The account that a tutor signs in with; '' where there is none, or no such tutor. */
export async function accountOf(tx: Tx, id: string): Promise<string> {
  if (!isUuid(id)) return '';
  const row = await tx.tutor.findUnique({ where: { id }, select: { accountId: true } });
  return row?.accountId ?? '';
}
