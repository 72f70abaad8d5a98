import { Refusal, dateOf, dayOf, isUuid, notFound, stale } from '@katrol/runtime';
import type { Match, MatchStatus } from '../domain/match.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['match']['findFirst']>>>;

export const toMatch = (r: Row): Match => ({
  ...r,
  status: r.status as MatchStatus,
  visitedOn: r.visitedOn ? dayOf(r.visitedOn) : '',
  trajectoryId: r.trajectoryId ?? '',
  occurredOn: dayOf(r.occurredOn),
});

export async function loadMatch(tx: Tx, id: string): Promise<Match> {
  const row = isUuid(id) ? await tx.match.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('match_id');
  return toMatch(row);
}

export async function createMatch(
  tx: Tx,
  m: Pick<
    Match,
    | 'supportRequestId'
    | 'familyId'
    | 'tutorId'
    | 'accountId'
    | 'branchCode'
    | 'firstVisitOn'
    | 'occurredOn'
  >,
): Promise<Match> {
  const going = await tx.match.findFirst({
    where: { supportRequestId: m.supportRequestId, status: { in: ['open', 'real'] } },
  });
  if (going) throw new Refusal('failed_precondition', 'MATCH_EXISTS');
  return toMatch(
    await tx.match.create({ data: { ...m, status: 'open', occurredOn: dateOf(m.occurredOn) } }),
  );
}

export async function saveMatch(tx: Tx, m: Match, expected: number): Promise<void> {
  const { count } = await tx.match.updateMany({
    where: { id: m.id, revision: expected },
    data: {
      status: m.status,
      visitedOn: m.visitedOn === '' ? null : dateOf(m.visitedOn),
      familyAnswer: m.familyAnswer,
      tutorAnswer: m.tutorAnswer,
      note: m.note,
      trajectoryId: m.trajectoryId === '' ? null : m.trajectoryId,
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw stale(m.revision);
}

export const openMatchesOf = async (tx: Tx, accountId: string): Promise<Match[]> =>
  (
    await tx.match.findMany({
      where: { accountId, status: 'open' },
      orderBy: { firstVisitOn: 'asc' },
    })
  ).map(toMatch);
