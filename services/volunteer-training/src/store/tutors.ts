import { codesOf, fromRow } from '@katrol/contract';
import { TrainingTheme, type TutorKind } from '@katrol/proto/katrol/common/v1/codes';
import { TutorSchema } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { dateOf, isUuid, optionalDate, optionalDay, searchable } from '@katrol/runtime';
import { found, inOrder, nextRevision, saved, sql } from '@katrol/store';
import type { BackgroundCheck } from '../domain/check.ts';
import type { Tutor, TutorCard } from '../domain/tutor.ts';
import type { Tx } from './client.ts';
import { placementsOf } from './placements.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['tutor']['findFirst']>>>;

function toTutor(row: Row, more: Pick<Tutor, 'trainings' | 'placement' | 'minutesHeld'>): Tutor {
  const { homeCellX: x, homeCellY: y } = row;
  const {
    toDo: _,
    minor: __,
    active: ___,
    worksFrom: ____,
    worksUntil: _____,
    worksEnd: ______,
    ...tutor
  } = fromRow(TutorSchema, {
    ...row,
    ...more,
    homeCell: x === null || y === null ? undefined : { x, y },
    check: {
      seenOn: row.checkSeenOn,
      seenBy: row.checkSeenBy,
      validUntil: row.checkValidUntil,
      notApplicable: row.checkNotApplicable,
    },
  });
  const trainingCodes = codesOf(TrainingTheme, row.trainingCodes);
  return { ...tutor, ...more, universityCode: row.universityCode, trainingCodes };
}

const columnsOf = ({ homeCell, ...t }: TutorCard) => ({
  branchCode: t.branchCode,
  kind: t.kind,
  firstName: t.firstName,
  lastName: t.lastName,
  email: t.email,
  phone: t.phone,
  accountId: t.accountId,
  search: searchable(t.firstName, t.lastName, t.municipality, t.email),
  slots: t.slots,
  languages: t.languages,
  subjects: t.subjects,
  wishes: t.wishes,
  stages: t.stages,
  homeCellX: homeCell?.x ?? null,
  homeCellY: homeCell?.y ?? null,
  municipality: t.municipality,
  reachMetres: t.reachMetres,
  maximumFamilies: t.maximumFamilies,
  placeKinds: t.placeKinds,
  availableFrom: optionalDate(t.availableFrom),
  availableUntil: optionalDate(t.availableUntil),
});

/** Tutors by id, in that order; what the caller cannot reach is left out. */
export async function tutorsByIds(tx: Tx, ids: readonly string[]): Promise<Tutor[]> {
  const asked = ids.filter(isUuid);
  const rows = await tx.tutor.findMany({ where: { id: { in: asked } } });
  const trainings = await trainingsOf(tx, asked);
  const placements = await placementsOf(tx, asked);
  const sums = await tx.hours.groupBy({
    by: ['tutorId'],
    where: { tutorId: { in: asked } },
    _sum: { minutes: true },
  });
  const held = new Map(sums.map((h) => [h.tutorId, h._sum.minutes ?? 0]));
  return inOrder(asked, rows).map((row) =>
    toTutor(row, {
      trainings: trainings.get(row.id) ?? [],
      placement: placements.get(row.id),
      minutesHeld: held.get(row.id) ?? 0,
    }),
  );
}

type TrainingDone = Tutor['trainings'][number];

async function trainingsOf(
  tx: Tx,
  tutorIds: readonly string[],
): Promise<Map<string, TrainingDone[]>> {
  const rows = await tx.query<TrainingDone & { tutorId: string }>(
    sql`select e.tutor_id::text as "tutorId", t.id::text as "trainingId", t.code,
        left(t.takes_place_on, 10) as "attendedOn"
      from enrolment e join training t on t.id = e.training_id
      where e.status = 'attended' and e.tutor_id = any (${tutorIds}::uuid[])
      order by t.takes_place_on, t.id`,
  );
  return Map.groupBy(rows, (row) => row.tutorId);
}

/** Every tutor of a branch. */
export async function tutorsIn(tx: Tx, branchCode: string): Promise<Tutor[]> {
  const rows = await tx.tutor.findMany({ where: { branchCode }, select: { id: true } });
  return await tutorsByIds(
    tx,
    rows.map((row) => row.id),
  );
}

export const loadTutor = async (tx: Tx, id: string, field = 'tutor_id'): Promise<Tutor> =>
  found(field, (await tutorsByIds(tx, [id]))[0]);

/** The tutor who signs in with this account: of several branches, where they did not stop. */
export async function tutorOfAccount(tx: Tx, accountId: string): Promise<Tutor> {
  const look = tx.tutor.findFirst({
    where: { accountId },
    orderBy: [{ stopsOn: { sort: 'desc', nulls: 'first' } }, { id: 'desc' }],
    select: { id: true },
  });
  return await loadTutor(tx, (await found('account_id', look)).id);
}

/** Does another tutor of the branch sign in with this account? */
export async function accountTaken(
  tx: Tx,
  { branchCode, accountId }: Pick<TutorCard, 'branchCode' | 'accountId'>,
  by: string,
): Promise<boolean> {
  if (accountId === '') return false;
  const where = { branchCode, accountId };
  const there = await tx.tutor.findFirst({ where, select: { id: true } });
  return there !== null && there.id !== by;
}

export async function createTutor(
  tx: Tx,
  card: TutorCard,
  more: { universityCode: string; now: Date },
): Promise<string> {
  const data = { ...columnsOf(card), universityCode: more.universityCode, recordedAt: more.now };
  return (await tx.tutor.create({ data, select: { id: true } })).id;
}

/** Saves the card, the check and the codes of trainings, if nobody changed the tutor meanwhile. */
export async function saveTutor(tx: Tx, t: Tutor): Promise<void> {
  const { id, revision, check } = t;
  const data = {
    ...columnsOf(t),
    universityCode: t.universityCode,
    stopsOn: optionalDate(t.stopsOn),
    trainingCodes: t.trainingCodes,
    checkSeenOn: optionalDate(check.seenOn),
    checkSeenBy: check.seenBy,
    checkValidUntil: optionalDate(check.validUntil),
    checkNotApplicable: check.notApplicable,
    ...nextRevision,
  };
  await saved(tx.tutor.updateMany({ where: { id, revision }, data }), t);
}

/** Tutors of the branch with this e-mail address or name: for a person to judge. */
export async function tutorsLike(
  tx: Tx,
  branchCode: string,
  who: { email: string; firstName: string; lastName: string },
): Promise<string[]> {
  const email = { equals: who.email, mode: 'insensitive' } as const;
  const search = { startsWith: `${searchable(who.firstName, who.lastName)} ` };
  const rows = await tx.tutor.findMany({
    where: { branchCode, OR: [...(who.email === '' ? [] : [{ email }]), { search }] },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: 10,
  });
  return rows.map((r) => r.id);
}

export type EndingCheck = {
  tutorId: string;
  firstName: string;
  lastName: string;
  check: BackgroundCheck;
};

/** Checks that are valid until a day at the latest, of tutors who did not stop, soonest first. */
export async function checksEndingBy(
  tx: Tx,
  branchCode: string,
  { day, today }: { day: string; today: string },
): Promise<EndingCheck[]> {
  const goesOn = { OR: [{ stopsOn: null }, { stopsOn: { gt: dateOf(today) } }] };
  const rows = await tx.tutor.findMany({
    where: { branchCode, checkValidUntil: { lte: dateOf(day) }, ...goesOn },
    orderBy: [{ checkValidUntil: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id: tutorId, firstName, lastName, ...row }) => ({
    tutorId,
    firstName,
    lastName,
    check: {
      seenOn: optionalDay(row.checkSeenOn),
      seenBy: row.checkSeenBy,
      validUntil: optionalDay(row.checkValidUntil),
      notApplicable: row.checkNotApplicable,
    },
  }));
}

export type TutorLabel = {
  tutorId: string;
  firstName: string;
  lastName: string;
  kind: TutorKind;
  phone: string;
  accountId: string;
};
type Reader = {
  branches: readonly string[];
  universities: readonly string[];
  officer: boolean;
  account: string;
};

/**
 * Names of the tutors among `ids`: those of own branches; a university's own students, a coach's
 * own ones.
 */
export const tutorLabels = (
  tx: Tx,
  ids: readonly string[],
  { branches, universities, officer, account }: Reader,
): Promise<TutorLabel[]> =>
  tx.query<TutorLabel>(
    sql`select t.id::text as "tutorId", t.first_name as "firstName", t.last_name as "lastName",
        t.kind, t.phone, t.account_id as "accountId"
      from tutor t where t.id = any (${ids.filter(isUuid)}::uuid[])
        and (t.branch_code = any (${branches}::text[])
          or (t.university_code = any (${universities}::text[])
            and (${officer}::boolean or exists (select 1 from placement p
              where p.tutor_id = t.id and p.coach_account_id = ${account}))))`,
  );
