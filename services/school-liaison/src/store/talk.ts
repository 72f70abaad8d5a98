import { fromRow, type Plain } from '@katrol/contract';
import {
  CommitmentSchema,
  QuestionSchema,
  type Commitment as ContractCommitment,
  type Question as ContractQuestion,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { optionalDate } from '@katrol/runtime';
import { byId, keep, nextRevision, saved } from '@katrol/store';
import type { Tx } from './client.ts';

export type Question = Plain<ContractQuestion>;
export type Commitment = Plain<ContractCommitment>;

type Families = readonly string[];

/** What parents of these files asked, newest first; by a link, the own questions only. */
export async function questionsOf(tx: Tx, familyIds: Families): Promise<Question[]> {
  const rows = await tx.question.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: [{ askedAt: 'desc' }, { id: 'desc' }],
  });
  return rows.map((row) => fromRow(QuestionSchema, row));
}

export async function loadQuestion(tx: Tx, id: string): Promise<Question> {
  const row = await byId('question_id', id, () => tx.question.findUnique({ where: { id } }));
  return fromRow(QuestionSchema, row);
}

export type NewQuestion = Pick<
  Question,
  'familyId' | 'branchCode' | 'personId' | 'kind' | 'text' | 'language' | 'dueOn'
> & { askedAt: Date };

export async function addQuestion(tx: Tx, q: NewQuestion): Promise<Question> {
  const data = { ...q, dueOn: optionalDate(q.dueOn) };
  return fromRow(QuestionSchema, await tx.question.create({ data }));
}

type Followed = Pick<Question, 'id' | 'revision' | 'takenBy' | 'dueOn' | 'answer'> & {
  answeredAt: Date | null;
};

/** Somebody took it up, or answered it. Refuses STALE. */
export async function followQuestion(tx: Tx, q: Followed): Promise<Question> {
  const { id, revision, dueOn, ...rest } = q;
  const data = { ...rest, dueOn: optionalDate(dueOn), ...nextRevision };
  await saved(tx.question.updateMany({ where: { id, revision }, data }), q);
  return await loadQuestion(tx, id);
}

/** What schools of these files said they keep doing. */
export async function commitmentsOf(tx: Tx, familyIds: Families): Promise<Commitment[]> {
  const rows = await tx.commitment.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: { id: 'desc' },
  });
  return rows.map((row) => fromRow(CommitmentSchema, row));
}

export async function loadCommitment(tx: Tx, id: string): Promise<Commitment> {
  const row = await byId('commitment.id', id, () => tx.commitment.findUnique({ where: { id } }));
  return fromRow(CommitmentSchema, row);
}

/** Keeps it, a new one when its id is empty. */
export async function saveCommitment(tx: Tx, c: Commitment): Promise<Commitment> {
  const { id: _, revision: __, followUpOn, ...rest } = c;
  const data = { ...rest, followUpOn: optionalDate(followUpOn) };
  return await loadCommitment(tx, await keep(tx.commitment, c, data));
}
