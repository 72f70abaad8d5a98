import { fromRow, type Plain } from '@katrol/contract';
import {
  MeetingSchema,
  type Meeting as ContractMeeting,
  type MeetingAnswer as ContractAnswer,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { isUuid } from '@katrol/runtime';
import { column, found, inOrder, keep, sql, type ListSpec } from '@katrol/store';
import type { Tx } from './client.ts';

export type Meeting = Plain<ContractMeeting>;

/** Meetings by id, in that order, with what each parent said; by a link, the own answer only. */
export async function meetingsByIds(tx: Tx, ids: readonly string[]): Promise<Meeting[]> {
  const asked = ids.filter(isUuid);
  const rows = inOrder(asked, await tx.meeting.findMany({ where: { id: { in: asked } } }));
  const answers = await tx.meetingAnswer.findMany({ where: { meetingId: { in: asked } } });
  return rows.map((row) =>
    fromRow(MeetingSchema, {
      ...row,
      answers: answers.filter((one) => one.meetingId === row.id),
    }),
  );
}

export const loadMeeting = async (tx: Tx, id: string, field = 'meeting_id'): Promise<Meeting> =>
  found(field, (await meetingsByIds(tx, [id]))[0]);

/** Meetings about the children of these files, newest first. */
export async function meetingsOf(tx: Tx, familyIds: readonly string[]): Promise<Meeting[]> {
  const rows = await tx.meeting.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: { plannedFor: 'desc' },
    select: { id: true },
  });
  return await meetingsByIds(
    tx,
    rows.map((row) => row.id),
  );
}

/** Keeps a meeting, a new one when its id is empty; gives its id. */
export const saveMeeting = (tx: Tx, m: Meeting): Promise<string> =>
  keep(tx.meeting, m, {
    branchCode: m.branchCode,
    kind: m.kind,
    status: m.status,
    plannedFor: m.plannedFor,
    place: m.place,
    online: m.online,
    schoolIds: m.schoolIds,
    familyId: m.familyId || null,
    childId: m.childId || null,
    childName: m.childName,
    goesAlong: m.goesAlong,
    themes: m.themes,
    agenda: m.agenda,
    outcome: m.outcome,
    decisions: m.decisions,
    newOffers: m.newOffers,
    studentQuestions: m.studentQuestions,
  });

export async function keepMeetingAnswer(
  tx: Tx,
  a: Plain<ContractAnswer> & { meetingId: string; branchCode: string },
): Promise<void> {
  const where = { meetingId_personId: { meetingId: a.meetingId, personId: a.personId } };
  await tx.meetingAnswer.upsert({ where, create: a, update: a });
}

export const meetingList = (branchCode: string): ListSpec<{ id: string }> => ({
  from: sql`meeting m`,
  columns: { id: column(sql`m.id::text`) },
  where: sql`m.branch_code = ${branchCode}`,
  filters: {
    kind: { sql: sql`m.kind`, kind: 'one', facet: true },
    status: { sql: sql`m.status`, kind: 'one', facet: true },
  },
  sorts: { planned_for: { sql: sql`m.planned_for`, type: 'text' } },
  defaultSort: '-planned_for',
  id: sql`m.id`,
});

/** A student's question for the return moment: whose it is, is kept nowhere. */
export async function addReturnQuestion(
  tx: Tx,
  q: { branchCode: string; text: string },
): Promise<number> {
  await tx.returnQuestion.create({ data: q });
  return await tx.returnQuestion.count({ where: { branchCode: q.branchCode, usedIn: null } });
}

/** The questions that no return moment took up yet: from now on this one did. */
export async function takeReturnQuestions(
  tx: Tx,
  { branchCode, meetingId }: { branchCode: string; meetingId: string },
): Promise<string[]> {
  const rows = await tx.query<{ text: string }>(
    sql`update return_question set used_in = ${meetingId}::uuid
      where branch_code = ${branchCode} and used_in is null returning text`,
  );
  return rows.map(({ text }) => text).sort();
}
