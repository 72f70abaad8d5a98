import {
  dayOf,
  isUuid,
  notFound,
  optionalDate,
  optionalDay,
  searchable,
  stale,
} from '@katrol/runtime';
import type { TutorKind } from '../domain/rules.ts';
import type { Slot, Tutor, TutorCard, TrainingDone } from '../domain/tutor.ts';
import type { Tx } from './client.ts';
import { placementsOf } from './placements.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['tutor']['findFirst']>>>;

const toTutor = (r: Row, more: Pick<Tutor, 'trainings' | 'placement' | 'minutesHeld'>): Tutor => ({
  ...r,
  ...more,
  kind: r.kind as TutorKind,
  // written by this file only, from checked slots
  slots: r.slots as unknown as Slot[],
  homeCell:
    r.homeCellX === null || r.homeCellY === null ? undefined : { x: r.homeCellX, y: r.homeCellY },
  check: {
    seenOn: optionalDay(r.checkSeenOn),
    seenBy: r.checkSeenBy,
    validUntil: optionalDay(r.checkValidUntil),
    notApplicable: r.checkNotApplicable,
  },
  availableFrom: optionalDay(r.availableFrom),
  availableUntil: optionalDay(r.availableUntil),
});

const columnsOf = (t: TutorCard) => ({
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
  homeCellX: t.homeCell?.x ?? null,
  homeCellY: t.homeCell?.y ?? null,
  municipality: t.municipality,
  reachMetres: t.reachMetres,
  maximumFamilies: t.maximumFamilies,
  placeKinds: t.placeKinds,
  availableFrom: optionalDate(t.availableFrom),
  availableUntil: optionalDate(t.availableUntil),
  active: t.active,
});

/** Tutors by id, in that order; what the caller cannot reach is left out. */
export async function tutorsByIds(tx: Tx, ids: readonly string[]): Promise<Tutor[]> {
  const asked = ids.filter(isUuid);
  const rows = new Map(
    (await tx.tutor.findMany({ where: { id: { in: asked } } })).map((r) => [r.id, r]),
  );
  const trainings = await trainingsOf(tx, asked);
  const placements = await placementsOf(tx, asked);
  const held = new Map(
    (
      await tx.hours.groupBy({
        by: ['tutorId'],
        where: { tutorId: { in: asked } },
        _sum: { minutes: true },
      })
    ).map((h) => [h.tutorId, h._sum.minutes ?? 0]),
  );
  return asked.flatMap((id) => {
    const row = rows.get(id);
    return row
      ? [
          toTutor(row, {
            trainings: trainings.get(id) ?? [],
            placement: placements.get(id),
            minutesHeld: held.get(id) ?? 0,
          }),
        ]
      : [];
  });
}

async function trainingsOf(
  tx: Tx,
  tutorIds: readonly string[],
): Promise<Map<string, TrainingDone[]>> {
  const rows = await tx.$queryRawUnsafe<(TrainingDone & { tutorId: string })[]>(
    `select e.tutor_id::text as "tutorId", t.id::text as "trainingId", t.code, left(t.takes_place_on, 10) as "attendedOn"
     from enrolment e join training t on t.id = e.training_id
     where e.status = 'attended' and e.tutor_id = any ($1::uuid[]) order by t.takes_place_on, t.id`,
    tutorIds,
  );
  const found = new Map<string, TrainingDone[]>();
  for (const { tutorId, ...done } of rows)
    found.set(tutorId, [...(found.get(tutorId) ?? []), done]);
  return found;
}

export async function loadTutor(tx: Tx, id: string, field = 'tutor_id'): Promise<Tutor> {
  const [tutor] = await tutorsByIds(tx, [id]);
  if (!tutor) throw notFound(field);
  return tutor;
}

/** The tutor who signs in with this account: where several branches know them, the one that is active. */
export async function tutorOfAccount(tx: Tx, accountId: string): Promise<Tutor> {
  const row = await tx.tutor.findFirst({
    where: { accountId },
    orderBy: [{ active: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  if (!row) throw notFound('account_id');
  return await loadTutor(tx, row.id);
}

export const accountTaken = async (
  tx: Tx,
  branchCode: string,
  accountId: string,
  by: string,
): Promise<boolean> =>
  accountId !== '' &&
  (await tx.tutor
    .findFirst({ where: { branchCode, accountId }, select: { id: true } })
    .then((r) => r !== null && r.id !== by));

export async function createTutor(
  tx: Tx,
  card: TutorCard,
  more: { universityCode: string; now: Date },
): Promise<string> {
  const data = { ...columnsOf(card), universityCode: more.universityCode, recordedAt: more.now };
  return (await tx.tutor.create({ data, select: { id: true } })).id;
}

/** Saves the card, the check and the codes of trainings, if nobody changed the tutor meanwhile. */
export async function saveTutor(tx: Tx, t: Tutor, expected: number): Promise<void> {
  const { count } = await tx.tutor.updateMany({
    where: { id: t.id, revision: expected },
    data: {
      ...columnsOf(t),
      universityCode: t.universityCode,
      trainingCodes: t.trainingCodes,
      checkSeenOn: optionalDate(t.check.seenOn),
      checkSeenBy: t.check.seenBy,
      checkValidUntil: optionalDate(t.check.validUntil),
      checkNotApplicable: t.check.notApplicable,
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw stale(t.revision);
}

/** Active tutors of the branch with this e-mail address or name: for a person to judge. */
export const tutorsLike = async (
  tx: Tx,
  branchCode: string,
  who: { email: string; firstName: string; lastName: string },
): Promise<string[]> =>
  (
    await tx.tutor.findMany({
      where: {
        branchCode,
        OR: [
          ...(who.email === ''
            ? []
            : [{ email: { equals: who.email, mode: 'insensitive' as const } }]),
          { search: { startsWith: `${searchable(who.firstName, who.lastName)} ` } },
        ],
      },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: 10,
    })
  ).map((r) => r.id);

export type ExpiringCheck = {
  tutorId: string;
  firstName: string;
  lastName: string;
  seenOn: string;
  validUntil: string;
};

/** Checks of active tutors that end by a day, soonest first. */
export const checksEndingBy = async (
  tx: Tx,
  branchCode: string,
  day: string,
): Promise<ExpiringCheck[]> =>
  (
    await tx.tutor.findMany({
      where: { branchCode, active: true, checkValidUntil: { lte: new Date(`${day}T00:00:00Z`) } },
      orderBy: [{ checkValidUntil: 'asc' }, { id: 'asc' }],
    })
  ).map((r) => ({
    tutorId: r.id,
    firstName: r.firstName,
    lastName: r.lastName,
    seenOn: optionalDay(r.checkSeenOn),
    validUntil: r.checkValidUntil ? dayOf(r.checkValidUntil) : '',
  }));

export type TutorLabel = {
  tutorId: string;
  firstName: string;
  lastName: string;
  kind: TutorKind;
  phone: string;
};
type Reader = {
  branches: readonly string[];
  universities: readonly string[];
  officer: boolean;
  account: string;
};

/** Names of the tutors among `ids`: those of own branches; a university's own students, a coach's own ones. */
export const tutorLabels = (
  tx: Tx,
  ids: readonly string[],
  who: Reader,
): Promise<(TutorLabel & { branchCode: string; accountId: string })[]> =>
  tx.$queryRawUnsafe(
    `select t.id::text as "tutorId", t.first_name as "firstName", t.last_name as "lastName", t.kind, t.phone, t.branch_code as "branchCode",
       t.account_id as "accountId"
     from tutor t where t.id = any ($1::uuid[]) and (t.branch_code = any ($2::text[]) or (t.university_code = any ($3::text[]) and
       ($4 or exists (select 1 from placement p where p.tutor_id = t.id and p.coach_account_id = $5))))`,
    ids.filter(isUuid),
    who.branches,
    who.universities,
    who.officer,
    who.account,
  );
