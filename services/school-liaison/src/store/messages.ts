import { fromRow, type Plain } from '@katrol/contract';
import {
  ApprovalSchema,
  MessageVersionSchema,
  ReceiverSchema,
  SchoolAnswerSchema,
  SchoolMessageSchema,
  type Receiver as ContractReceiver,
  type SchoolAnswer as ContractAnswer,
  type SchoolMessage as ContractMessage,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { isUuid, optionalDate } from '@katrol/runtime';
import { byId, found, hold, inOrder, nextRevision, saved } from '@katrol/store';
import type { Approval, Version } from '../domain/message.ts';
import type { Tx } from './client.ts';
import { contactsByIds, schoolNames } from './schools.ts';

type Receiver = Plain<ContractReceiver>;
type SchoolAnswer = Plain<ContractAnswer>;
/** A message with all that was said of it; `version` is the newest. */
export type Message = Omit<Plain<ContractMessage>, 'status' | 'purpose' | 'begunBy'> & {
  status: Exclude<Plain<ContractMessage>['status'], ''>;
  purpose: Exclude<Plain<ContractMessage>['purpose'], ''>;
  begunBy: Exclude<Plain<ContractMessage>['begunBy'], ''>;
  version: number;
  approvedAt: string;
};

/** What a change of it is held to. */
export const keyOf = ({ id, revision }: Message) => ({ id, revision });

type Row = NonNullable<Awaited<ReturnType<Tx['message']['findFirst']>>>;

/** Messages by id, in that order, each whole. */
export async function messagesByIds(tx: Tx, ids: readonly string[]): Promise<Message[]> {
  const asked = ids.filter(isUuid);
  const rows = inOrder(asked, await tx.message.findMany({ where: { id: { in: asked } } }));
  const of = { where: { messageId: { in: asked } } };
  const versions = await tx.messageVersion.findMany({ ...of, orderBy: { version: 'asc' } });
  const receivers = await receiversOf(tx, asked);
  const approvals = await approvalsOf(tx, asked);
  const answers = await answersOf(tx, asked);
  const names = await schoolNames(
    tx,
    rows.map((row) => row.schoolId),
  );
  return rows.map((row) =>
    messageOf(row, {
      schoolName: names.get(row.schoolId) ?? '',
      versions: versions
        .filter((one) => one.messageId === row.id)
        .map((one) => fromRow(MessageVersionSchema, one)),
      receivers: receivers.get(row.id) ?? [],
      approvals: approvals.get(row.id) ?? [],
      answers: answers.filter((one) => one.messageId === row.id),
    }),
  );
}

function messageOf(row: Row, more: object): Message {
  const { status, purpose, begunBy, ...message } = fromRow(SchoolMessageSchema, {
    ...row,
    ...more,
  });
  if (status === '' || purpose === '' || begunBy === '') throw new Error('a message without codes');
  const approvedAt = row.approvedAt?.toISOString() ?? '';
  return { ...message, status, purpose, begunBy, version: row.version, approvedAt };
}

async function receiversOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Receiver[]>> {
  const rows = await tx.messageReceiver.findMany({
    where: { messageId: { in: [...ids] } },
    orderBy: { contactId: 'asc' },
  });
  const contacts = await contactsByIds(
    tx,
    rows.map((row) => row.contactId),
  );
  const known = new Map(contacts.map((one) => [one.id, one]));
  return Map.groupBy(
    rows.map((row) => {
      const { name = '', role = 'other' } = known.get(row.contactId) ?? {};
      return { messageId: row.messageId, ...fromRow(ReceiverSchema, { ...row, name, role }) };
    }),
    (one) => one.messageId,
  );
}

/** What was said to messages, folders or meetings, in the order in which it was said. */
export async function approvalsOf(
  tx: Tx,
  objectIds: readonly string[],
): Promise<Map<string, Approval[]>> {
  const rows = await tx.approval.findMany({
    where: { objectId: { in: [...objectIds] } },
    orderBy: [{ saidAt: 'asc' }, { id: 'asc' }],
  });
  const all = rows.map((row) => ({ objectId: row.objectId, ...fromRow(ApprovalSchema, row) }));
  return Map.groupBy(all, (one) => one.objectId);
}

async function answersOf(tx: Tx, ids: readonly string[]): Promise<SchoolAnswer[]> {
  const rows = await tx.schoolAnswer.findMany({
    where: { messageId: { in: [...ids] } },
    orderBy: [{ saidAt: 'asc' }, { id: 'asc' }],
  });
  const readings = await tx.reading.findMany({
    where: { answerId: { in: rows.map((row) => row.id) } },
  });
  const contacts = await contactsByIds(
    tx,
    rows.map((row) => row.contactId),
  );
  const names = new Map(contacts.map((one) => [one.id, one.name]));
  return rows.map((row) =>
    fromRow(SchoolAnswerSchema, {
      ...row,
      contactName: names.get(row.contactId) ?? '',
      readings: readings.filter((one) => one.answerId === row.id),
    }),
  );
}

export const loadMessage = async (tx: Tx, id: string, field = 'message_id'): Promise<Message> =>
  found(field, (await messagesByIds(tx, [id]))[0]);

/** The same, and whoever else changes it waits until this transaction is over. */
export async function holdMessage(tx: Tx, id: string): Promise<Message> {
  await hold(tx, 'message', [id]);
  return await loadMessage(tx, id);
}

/** Every message of these files, newest first. */
export async function messagesOf(tx: Tx, familyIds: readonly string[]): Promise<Message[]> {
  const rows = await tx.message.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  return await messagesByIds(
    tx,
    rows.map((row) => row.id),
  );
}

export type NewMessage = Pick<
  Message,
  | 'branchCode'
  | 'familyId'
  | 'childId'
  | 'childName'
  | 'schoolId'
  | 'purpose'
  | 'begunBy'
  | 'mayDiscuss'
> &
  Pick<Message, 'begunByPerson' | 'besideId' | 'sessionId'> & { recordedAt: Date };

export async function createMessage(tx: Tx, m: NewMessage): Promise<string> {
  const { besideId, sessionId, ...rest } = m;
  const data = { ...rest, besideId: besideId || null, sessionId: sessionId || null };
  const row = await tx.message.create({
    data: { ...data, status: 'draft', version: 0 },
    select: { id: true },
  });
  return row.id;
}

type Changed = Pick<Message, 'id' | 'revision' | 'status'> &
  Partial<Pick<Message, 'askedOn' | 'letGoWhy'>> & {
    approvedAt?: Date | null;
    askedAt?: Date;
    sentAt?: Date;
  };

/** Moves a message on; refuses STALE when somebody else did. */
export async function moveMessage(tx: Tx, m: Changed): Promise<void> {
  const { id, revision, askedOn, ...rest } = m;
  const data = { ...rest, ...nextRevision, ...(askedOn ? { askedOn: optionalDate(askedOn) } : {}) };
  await saved(tx.message.updateMany({ where: { id, revision }, data }), m);
}

export type NewVersion = Pick<Version, 'text' | 'language' | 'translations' | 'hash' | 'madeBy'> &
  Pick<Message, 'purpose' | 'mayDiscuss' | 'childName'> & {
    contactIds: readonly string[];
    madeAt: Date;
  };

/** Gives a message its next form: from now on the newest, a draft that nobody answered yet. */
export async function addVersion(
  tx: Tx,
  {
    id,
    branchCode,
    revision,
    version: before,
  }: Pick<Message, 'id' | 'branchCode' | 'revision' | 'version'>,
  v: NewVersion,
): Promise<void> {
  const { purpose, mayDiscuss, childName, contactIds, ...form } = v;
  const version = before + 1;
  const data = { purpose, mayDiscuss, childName, version, status: 'draft', approvedAt: null };
  const where = { id, revision };
  await saved(tx.message.updateMany({ where, data: { ...data, ...nextRevision } }), { revision });
  await tx.messageVersion.create({ data: { ...form, messageId: id, version, branchCode } });
  await tx.messageReceiver.deleteMany({ where: { messageId: id } });
  await tx.messageReceiver.createMany({
    data: contactIds.map((contactId) => ({ messageId: id, contactId, branchCode })),
  });
}

export type NewApproval = Omit<Approval, 'id' | 'saidAt' | 'undoneAt'> & {
  branchCode: string;
  objectKind: 'message' | 'folder';
  objectId: string;
  saidAt: Date;
  recordedSubject: string;
};

export async function addApproval(tx: Tx, data: NewApproval): Promise<void> {
  await tx.approval.create({ data });
}

/** One that may still be taken back by who recorded it; NOT_FOUND otherwise. */
export async function undoableApproval(
  tx: Tx,
  id: string,
  { objectId, subject, since }: { objectId: string; subject: string; since: Date },
): Promise<void> {
  await byId('approval_id', id, () =>
    tx.approval.findFirst({
      where: { id, objectId, recordedSubject: subject, undoneAt: null, saidAt: { gt: since } },
    }),
  );
}

export async function takeBackApproval(tx: Tx, id: string, undoneAt: Date): Promise<void> {
  await tx.approval.updateMany({ where: { id }, data: { undoneAt } });
}

/** Messages whose minute is over, the longest waiting first; at most a hundred, of these. */
export const dueToSend = (
  tx: Tx,
  before: Date,
  of: { id: string } | { not: string[] },
): Promise<{ id: string; branchCode: string }[]> =>
  tx.message.findMany({
    where: {
      id: 'id' in of ? of.id : { notIn: of.not },
      status: 'approved',
      approvedAt: { lte: before },
    },
    orderBy: { approvedAt: 'asc' },
    take: 100,
    select: { id: true, branchCode: true },
  });

/** Marks that a contact opened it; the first time stands. */
export async function openedBy(
  tx: Tx,
  { messageId, contactId }: { messageId: string; contactId: string },
  openedAt: Date,
): Promise<void> {
  const where = { messageId, contactId, openedAt: null };
  await tx.messageReceiver.updateMany({ where, data: { openedAt } });
}

export async function keepReceipt(
  tx: Tx,
  r: {
    messageId: string;
    contactId: string;
    receipt: string;
    receiptNote: string;
    receiptAt: Date;
  },
): Promise<void> {
  const { messageId, contactId, ...data } = r;
  await tx.messageReceiver.updateMany({ where: { messageId, contactId }, data });
}
