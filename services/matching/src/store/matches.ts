import { codeOf, fromRow } from '@katrol/contract';
import { MatchStatus } from '@katrol/proto/katrol/matching/v1/codes';
import { MatchSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Refusal, dateOf, optionalDate } from '@katrol/runtime';
import { byId, inOrder, nextRevision, saved } from '@katrol/store';
import type { Match } from '../domain/match.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['match']['findFirst']>>>;

const toMatch = (row: Row): Match => ({
  ...fromRow(MatchSchema, row),
  status: codeOf(MatchStatus, row.status),
  note: row.note,
});

export async function loadMatch(tx: Tx, matchId: string): Promise<Match> {
  return toMatch(await byId('match_id', matchId, (id) => tx.match.findUnique({ where: { id } })));
}

export const matchesByIds = async (tx: Tx, ids: string[]): Promise<Match[]> =>
  inOrder(ids, (await tx.match.findMany({ where: { id: { in: ids } } })).map(toMatch));

/** The matches of a request that go on: open, or real. */
export async function goingMatchesOf(tx: Tx, supportRequestId: string): Promise<Match[]> {
  const status = { in: ['open', 'real'] };
  const orderBy = { id: 'asc' } as const;
  const rows = await tx.match.findMany({ where: { supportRequestId, status }, orderBy });
  return rows.map(toMatch);
}

export type NewMatch = Pick<
  Match,
  | 'supportRequestId'
  | 'familyId'
  | 'tutorId'
  | 'branchCode'
  | 'firstVisitOn'
  | 'occurredOn'
  | 'hours'
  | 'groupId'
>;

export async function createMatch(tx: Tx, m: NewMatch): Promise<Match> {
  const { supportRequestId, occurredOn } = m;
  const going = await tx.match.findFirst({
    where: { supportRequestId, status: 'open' },
  });
  if (going) throw new Refusal('failed_precondition', 'MATCH_EXISTS');
  const groupId = m.groupId || null;
  const data = { ...m, groupId, status: 'open', occurredOn: dateOf(occurredOn) };
  return toMatch(await tx.match.create({ data }));
}

export async function saveMatch(tx: Tx, m: Match): Promise<void> {
  const { id, revision, status, familyAnswer, tutorAnswer, note } = m;
  const data = {
    status,
    familyAnswer,
    tutorAnswer,
    note,
    visitedOn: optionalDate(m.visitedOn),
    trajectoryId: m.trajectoryId || null,
    hours: m.hours,
    ...nextRevision,
  };
  await saved(tx.match.updateMany({ where: { id, revision }, data }), m);
}

export async function openMatchesOf(tx: Tx, tutorIds: readonly string[]): Promise<Match[]> {
  const orderBy = { firstVisitOn: 'asc' } as const;
  const where = { tutorId: { in: [...tutorIds] }, status: 'open' };
  return (await tx.match.findMany({ where, orderBy })).map(toMatch);
}
