import { codesOf, fromRow, type Plain } from '@katrol/contract';
import { TrainingTheme } from '@katrol/proto/katrol/common/v1/codes';
import type { EnrolmentStatus } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import {
  TrainingSchema,
  type Enrolment as ContractEnrolment,
  type Training as ContractTraining,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { isUuid, searchable } from '@katrol/runtime';
import { found, inOrder, keep, nextRevision, saved, sql } from '@katrol/store';
import type { Tx } from './client.ts';

type Enrolment = Plain<ContractEnrolment>;
export type Training = Plain<ContractTraining>;

/** Trainings by id, in that order, with who is enrolled. */
export async function trainingsByIds(tx: Tx, ids: readonly string[]): Promise<Training[]> {
  const asked = ids.filter(isUuid);
  const rows = await tx.training.findMany({ where: { id: { in: asked } } });
  const all = await tx.query<Enrolment & { trainingId: string }>(
    sql`select e.training_id::text as "trainingId", e.tutor_id::text as "tutorId",
        trim(t.first_name || ' ' || t.last_name) as "tutorName", e.status
      from enrolment e join tutor t on t.id = e.tutor_id
      where e.training_id = any (${asked}::uuid[]) order by lower(t.last_name), t.id`,
  );
  const byTraining = Map.groupBy(all, (e) => e.trainingId);
  return inOrder(asked, rows).map((row) => {
    const enrolments = byTraining.get(row.id) ?? [];
    const attended = enrolments.filter((e) => e.status === 'attended').length;
    const enrolled = enrolments.length;
    return fromRow(TrainingSchema, { ...row, enrolments, enrolled, attended });
  });
}

export const loadTraining = async (tx: Tx, id: string, field = 'training_id'): Promise<Training> =>
  found(field, (await trainingsByIds(tx, [id]))[0]);

/** Keeps a training, a new one when its id is empty; gives its id. */
export const saveTraining = (tx: Tx, t: Training): Promise<string> =>
  keep(tx.training, t, {
    branchCode: t.branchCode,
    code: t.code,
    title: t.title,
    provider: t.provider,
    takesPlaceOn: t.takesPlaceOn,
    places: t.places,
    search: searchable(t.title, t.provider),
  });

/** Moves the training's revision; refuses when somebody else did. */
export async function touchTraining(tx: Tx, t: Training): Promise<void> {
  const { id, revision } = t;
  await saved(tx.training.updateMany({ where: { id, revision }, data: nextRevision }), t);
}

type Enrolled = {
  trainingId: string;
  tutorId: string;
  branchCode: string;
  status: EnrolmentStatus;
};

export async function setEnrolment(tx: Tx, e: Enrolled): Promise<void> {
  const { trainingId, tutorId, status } = e;
  const where = { trainingId_tutorId: { trainingId, tutorId } };
  await tx.enrolment.upsert({ where, create: e, update: { status } });
}

/** Themes of the trainings a tutor attended. */
export async function codesAttended(tx: Tx, tutorId: string): Promise<TrainingTheme[]> {
  const rows = await tx.query<{ code: string }>(
    sql`select distinct t.code from enrolment e join training t on t.id = e.training_id
      where e.tutor_id = ${tutorId} and e.status = 'attended' order by 1`,
  );
  return codesOf(
    TrainingTheme,
    rows.map((r) => r.code),
  );
}
