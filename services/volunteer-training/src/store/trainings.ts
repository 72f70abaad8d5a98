import { isUuid, notFound, searchable, stale } from '@katrol/runtime';
import type { Tx } from './client.ts';

export type Enrolment = { tutorId: string; tutorName: string; status: string };
export type Training = {
  id: string;
  branchCode: string;
  code: string;
  title: string;
  provider: string;
  takesPlaceOn: string;
  places: number;
  revision: number;
  enrolments: Enrolment[];
};

/** Trainings by id, in that order, with who is enrolled. */
export async function trainingsByIds(tx: Tx, ids: readonly string[]): Promise<Training[]> {
  const asked = ids.filter(isUuid);
  const rows = new Map(
    (await tx.training.findMany({ where: { id: { in: asked } } })).map((r) => [r.id, r]),
  );
  const enrolments = await tx.$queryRawUnsafe<(Enrolment & { trainingId: string })[]>(
    `select e.training_id::text as "trainingId", e.tutor_id::text as "tutorId", trim(t.first_name || ' ' || t.last_name) as "tutorName", e.status
     from enrolment e join tutor t on t.id = e.tutor_id where e.training_id = any ($1::uuid[]) order by lower(t.last_name), t.id`,
    asked,
  );
  return asked.flatMap((id) => {
    const row = rows.get(id);
    return row
      ? [
          {
            ...row,
            enrolments: enrolments
              .filter((e) => e.trainingId === id)
              .map(({ trainingId: _, ...e }) => e),
          },
        ]
      : [];
  });
}

export async function loadTraining(tx: Tx, id: string, field = 'training_id'): Promise<Training> {
  const [training] = await trainingsByIds(tx, [id]);
  if (!training) throw notFound(field);
  return training;
}

export async function saveTraining(tx: Tx, t: Training): Promise<string> {
  const { id, enrolments: _, revision, ...columns } = t;
  const data = { ...columns, search: searchable(t.title, t.provider) };
  if (id === '') return (await tx.training.create({ data, select: { id: true } })).id;
  const { count } = await tx.training.updateMany({
    where: { id, revision },
    data: { ...data, revision: { increment: 1 } },
  });
  if (count === 0) throw stale((await loadTraining(tx, id)).revision);
  return id;
}

/** Moves the training's revision; refuses when somebody else did. */
export async function touchTraining(tx: Tx, t: Training, expected: number): Promise<void> {
  const { count } = await tx.training.updateMany({
    where: { id: t.id, revision: expected },
    data: { revision: { increment: 1 } },
  });
  if (count === 0) throw stale(t.revision);
}

export async function setEnrolment(
  tx: Tx,
  e: { trainingId: string; tutorId: string; branchCode: string; status: string },
): Promise<void> {
  const { trainingId, tutorId, status } = e;
  await tx.enrolment.upsert({
    where: { trainingId_tutorId: { trainingId, tutorId } },
    create: e,
    update: { status },
  });
}

/** Codes of the trainings a tutor attended. */
export const codesAttended = async (tx: Tx, tutorId: string): Promise<string[]> =>
  (
    await tx.$queryRawUnsafe<{ code: string }[]>(
      `select distinct t.code from enrolment e join training t on t.id = e.training_id where e.tutor_id = $1::uuid and e.status = 'attended' order by 1`,
      tutorId,
    )
  ).map((r) => r.code);
