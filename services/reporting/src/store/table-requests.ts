import { fromRow, type Plain } from '@katrol/contract';
import {
  TableRequestSchema,
  type TableRequest as ContractRequest,
} from '@katrol/proto/katrol/reporting/v1/request_pb';
import { dateOf } from '@katrol/runtime';
import { byId, nextRevision, saved } from '@katrol/store';
import type { Tx } from './client.ts';

export type TableRequest = Plain<ContractRequest>;

/** What was asked, by whom and when, the newest first and what is not answered before the rest. */
export async function tableRequests(
  tx: Tx,
  asked: { by?: string; limit: number },
): Promise<TableRequest[]> {
  const rows = await tx.tableRequest.findMany({
    where: asked.by === undefined ? {} : { askedSubject: asked.by },
    orderBy: [{ answeredOn: { sort: 'desc', nulls: 'first' } }, { id: 'desc' }],
    take: asked.limit,
  });
  return rows.map((row) => fromRow(TableRequestSchema, row));
}

export const loadTableRequest = async (tx: Tx, asked: string): Promise<TableRequest> =>
  fromRow(
    TableRequestSchema,
    await byId('id', asked, (id) => tx.tableRequest.findUnique({ where: { id } })),
  );

type New = { subject: string; by: string; on: string; text: string };

export const insertTableRequest = async (
  tx: Tx,
  { subject, by, on, text }: New,
): Promise<string> => {
  const data = { askedSubject: subject, askedBy: by, askedOn: dateOf(on), text };
  return (await tx.tableRequest.create({ data, select: { id: true } })).id;
};

type Answered = { id: string; answer: string; by: string; on: string; revision: number };

/** Keeps an answer. Refuses STALE. */
export const saveTableAnswer = (
  tx: Tx,
  { id, answer, by, on, revision }: Answered,
): Promise<void> =>
  saved(
    tx.tableRequest.updateMany({
      where: { id, revision },
      data: { answer, answeredBy: by, answeredOn: dateOf(on), ...nextRevision },
    }),
    { revision },
  );
