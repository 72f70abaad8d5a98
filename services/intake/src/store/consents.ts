import { codeOf, fromRow } from '@katrol/contract';
import { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import { ConsentState } from '@katrol/proto/katrol/intake/v1/codes';
import { ConsentSchema } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { dateOf, dayOf, optionalDate, optionalDay } from '@katrol/runtime';
import { hold, sql } from '@katrol/store';
import type { Consent, ConsentFile, Key } from '../domain/consent.ts';
import type { Change, Known } from '../domain/consent-changes.ts';
import type { Parent } from '../domain/parents.ts';
import type { Tx } from './client.ts';
import type { Family } from './families.ts';
import { filesOf } from './files.ts';
import { parentsOf } from './parents.ts';

type Whose = Pick<Family, 'id' | 'branchCode'>;

/** Every answer, also those that were taken back; by the day it was said. */
export async function consentsOf(tx: Tx, familyIds: string[]): Promise<Consent[]> {
  const rows = await tx.consent.findMany({
    where: { familyId: { in: familyIds } },
    orderBy: [{ occurredOn: 'asc' }, { typed: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => fromRow(ConsentSchema, row));
}

/** Who changes a family's consents goes before who comes after: holds all its files until the end. */
export const holdConsents = async (tx: Tx, familyId: string): Promise<void> =>
  hold(tx, 'family', await filesOf(tx, familyId));

/** The next count of a family, so many at once; gives the first. */
export async function nextSequence(tx: Tx, familyId: string, many = 1): Promise<number> {
  const [row] = await tx.query<{ last: number }>(
    sql`update family set consent_sequence = consent_sequence + ${many}::int
      where id = ${familyId}::uuid returning consent_sequence as last`,
  );
  return (row?.last ?? many) - many + 1;
}

/** All that counts for what is in force of a family, from all of its files. */
export async function consentFile(
  tx: Tx,
  familyId: string,
): Promise<ConsentFile & { parents: Parent[] }> {
  const files = await filesOf(tx, familyId);
  const where = { familyId: { in: files } };
  const parents = await parentsOf(tx, files);
  const children = await tx.child.findMany({
    where,
    select: { id: true, sameAs: true, birthDate: true },
    orderBy: { id: 'asc' },
  });
  const rows = await tx.consent.findMany({
    where: { ...where, undoneAt: null },
    orderBy: [{ typed: 'asc' }, { id: 'asc' }],
  });
  // who stands in two files is one child: what is said of the one is said of the other
  const same = new Map(children.map(({ id, sameAs }) => [id, sameAs ?? id]));
  const idsOf = (childId: string): string[] => {
    const one = same.get(childId);
    return one === undefined ? [childId] : [...same].filter(([, s]) => s === one).map(([id]) => id);
  };
  return {
    parents: parents.map((parent) => ({
      ...parent,
      deciding: parent.deciding.flatMap((d) =>
        idsOf(d.childId).map((childId) => ({ ...d, childId })),
      ),
    })),
    children: children.map(({ id, birthDate }) => ({ id, birthDate: optionalDay(birthDate) })),
    answers: rows.flatMap((row) => {
      const said = { ...fromRow(ConsentSchema, row), typed: row.typed };
      return idsOf(said.childId).flatMap((childId) =>
        idsOf(said.personId).map((personId) => ({ ...said, childId, personId })),
      );
    }),
  };
}

export type NewAnswers = {
  answers: readonly Pick<
    Consent,
    'personId' | 'purpose' | 'receiver' | 'childId' | 'answer' | 'until'
  >[];
  means: string;
  language: string;
  occurredOn: string;
  recordedBy: string;
  recordedSubject: string;
  recordedAt: Date;
  conversationId: string;
  /** the count of the first; each of the others has the next */
  typedFrom: number;
};

export async function addAnswers(
  tx: Tx,
  { id: familyId, branchCode }: Whose,
  { answers, occurredOn, typedFrom, ...said }: NewAnswers,
): Promise<void> {
  for (const [i, { until, ...answer }] of answers.entries()) {
    await tx.consent.create({
      data: {
        ...said,
        ...answer,
        typed: typedFrom + i,
        familyId,
        branchCode,
        givenBy: '',
        occurredOn: dateOf(occurredOn),
        until: optionalDate(until),
      },
    });
  }
}

/** What may still be taken back by who recorded it: the newest conversation, since a moment. */
export async function undoable(
  tx: Tx,
  familyId: string,
  { subject, since }: { subject: string; since: Date },
): Promise<{ id: string; recordedAt: Date } | undefined> {
  const row = await tx.consent.findFirst({
    where: { familyId, undoneAt: null },
    orderBy: { typed: 'desc' },
    select: { conversationId: true, recordedAt: true, recordedSubject: true },
  });
  const theirs = row?.recordedSubject === subject && row.recordedAt > since;
  return theirs ? { id: row.conversationId, recordedAt: row.recordedAt } : undefined;
}

export async function takeBack(tx: Tx, conversationId: string, undoneAt: Date): Promise<void> {
  await tx.consent.updateMany({ where: { conversationId, undoneAt: null }, data: { undoneAt } });
}

/** How everything stood when it was worked out last. */
export async function knownOf(tx: Tx, familyId: string): Promise<Known[]> {
  const rows = await tx.consentInForce.findMany({
    where: { familyId },
    orderBy: [{ purpose: 'asc' }, { receiver: 'asc' }, { childId: 'asc' }],
  });
  return rows.map((row) => ({
    ...row,
    purpose: codeOf(ConsentPurpose, row.purpose),
    state: codeOf(ConsentState, row.state),
    until: optionalDay(row.until),
    since: dayOf(row.since),
    talkOn: optionalDay(row.talkOn),
    recheckOn: optionalDay(row.recheckOn),
    toldAt: row.toldAt?.toISOString() ?? '',
    toldIn: row.toldIn ?? '',
  }));
}

/** What it was told at, where it was told. */
export type ToldNow = { sequence: number; at: Date; conversation: string | undefined };

export async function saveInForce(
  tx: Tx,
  { id: familyId, branchCode }: Whose,
  { key, after }: Change,
  told: ToldNow | undefined,
): Promise<void> {
  const { state, given } = after;
  const data = {
    branchCode,
    state,
    given,
    until: optionalDate(after.until),
    since: dateOf(after.since),
    talkOn: optionalDate(after.talkOn),
    recheckOn: optionalDate(after.recheckOn),
    ...(told
      ? { sequence: told.sequence, toldAt: told.at, toldIn: told.conversation ?? null }
      : {}),
  };
  const id = { familyId, ...key };
  const where = { familyId_purpose_receiver_childId: id };
  await tx.consentInForce.upsert({ where, create: { ...id, ...data }, update: data });
}

export type Receipt = Key & { service: string; sequence: number; appliedAt: string };

export async function receiptsOf(tx: Tx, familyId: string): Promise<Receipt[]> {
  const rows = await tx.consentReceipt.findMany({ where: { familyId } });
  return rows.map((row) => ({
    ...row,
    purpose: codeOf(ConsentPurpose, row.purpose),
    appliedAt: row.appliedAt.toISOString(),
  }));
}

export type NewReceipt = Omit<Receipt, 'purpose' | 'appliedAt'> & {
  purpose: string;
  familyId: string;
  branchCode: string;
};

/** Keeps that a service applied it; an older one changes nothing. */
export async function keepReceipt(tx: Tx, r: NewReceipt, appliedAt: Date): Promise<void> {
  await tx.execute(
    sql`insert into consent_receipt (family_id, purpose, receiver, child_id, service, branch_code,
        sequence, applied_at)
      values (${r.familyId}::uuid, ${r.purpose}, ${r.receiver}, ${r.childId}, ${r.service},
        ${r.branchCode}, ${r.sequence}, ${appliedAt})
      on conflict (family_id, purpose, receiver, child_id, service) do update
        set sequence = excluded.sequence, applied_at = excluded.applied_at
        where consent_receipt.sequence < excluded.sequence`,
  );
}

/** Families of a branch that the calendar alone may change today, or that were never worked out. */
export async function familiesDue(tx: Tx, branchCode: string, today: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    sql`select distinct family_id::text as id from consent_in_force
      where branch_code = ${branchCode} and recheck_on <= ${today}::date
      union
      select family_id::text from deciders_told
      where branch_code = ${branchCode} and recheck_on <= ${today}::date
      union
      select distinct i.family_id::text from consent_in_force i where i.branch_code = ${branchCode}
        and not exists (select 1 from deciders_told d where d.family_id = i.family_id)
      union
      select distinct c.family_id::text from consent c where c.branch_code = ${branchCode}
        and not exists (select 1 from consent_in_force i where i.family_id = c.family_id)`,
  );
  return rows.map((row) => row.id);
}

/** Names of places of the social map, by id. */
export async function placeNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const asked = ids.filter((id) => id !== '');
  if (asked.length === 0) return new Map();
  const rows = await tx.socialMapPlace.findMany({
    where: { id: { in: asked } },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}
