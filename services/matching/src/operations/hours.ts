import type { Plain } from '@katrol/contract';
import type { AcceptProposalRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Refusal, invalid, localDateTime } from '@katrol/runtime';
import { canBe, hoursProblem, isElsewhere, withVisit } from '../domain/hours.ts';
import type { Match } from '../domain/match.ts';
import { inGroup, type Pair } from '../domain/pair.ts';
import type { Slot } from '../domain/rules.ts';
import { hourAt, nextOf, sameHour } from '../domain/week.ts';
import type { MatchingCall } from '../store/client.ts';
import { createGroup, leaveGroup, runningGroupsOf } from '../store/groups.ts';
import { promise, release } from '../store/promised-hours.ts';
import { personOf } from '../domain/pair.ts';
import { lastRun } from '../store/runs.ts';
import { accountOf } from '../store/tutors.ts';

type Input = Pick<Plain<AcceptProposalRequest>, 'hours' | 'firstVisitOn'>;

/** When a pair begins: its weekly hours, and its first joint visit. */
export type Agreed = { hours: Slot[]; firstVisitOn: string };

/**
 * The weekly hours that a pair gets: those that were asked for, else those it was proposed with, else
 * the first that are free; the first visit is the next of them, unless another moment is named.
 * Refuses hours that cannot be, and a first visit at which the tutor is elsewhere.
 */
export async function agree(call: MatchingCall, pair: Pair, input: Input): Promise<Agreed> {
  const now = localDateTime(call.now);
  const hours = await hoursFor(call, pair, input);
  const firstVisitOn = input.firstVisitOn || nextOf(hours, now);
  if (firstVisitOn === '') throw invalid({ field: 'first_visit_on', reason: 'VALUE_MISSING' });
  // what took place already is only written down
  if (firstVisitOn > now && isElsewhere(pair, firstVisitOn, hours))
    throw invalid({ field: 'first_visit_on', reason: 'HOUR_TAKEN' });
  return { hours, firstVisitOn };
}

async function hoursFor(
  { tx }: MatchingCall,
  pair: Pair,
  { hours, firstVisitOn }: Input,
): Promise<Slot[]> {
  const problem = hours.length > 0 ? hoursProblem(pair, hours) : undefined;
  if (problem) throw invalid({ field: 'hours', reason: problem });
  if (hours.length > 0) return hours;
  const run = await lastRun(tx, pair.t.branchCode);
  const proposed = run?.pairs.find(
    (one) => one.supportRequestId === pair.r.id && one.tutorId === pair.t.id,
  );
  if (proposed && canBe(pair, proposed.hours)) return proposed.hours;
  if (!pair.hoursOpen) return pair.hours ?? [];
  // nobody said when: the hour of the first visit, where that is free
  const visit = hourAt(firstVisitOn, pair.r.rules.support.sessionMinutes);
  return firstVisitOn !== '' && canBe(pair, [visit]) ? [visit] : [];
}

/** The group that the pair joins: one that the tutor has at these hours, else a new one; '' alone. */
export async function groupFor(
  { tx }: MatchingCall,
  { r, t }: Pair,
  hours: readonly Slot[],
): Promise<string> {
  if (!inGroup(r)) return '';
  const there = (await runningGroupsOf(tx, [t.id])).find((group) =>
    hours.every((hour) => group.hours.some((one) => sameHour(one, hour))),
  );
  if (there) return there.id;
  const { id: tutorId, branchCode } = t;
  const group = await createGroup(tx, {
    tutorId,
    branchCode,
    placeKind: r.placeKind,
    hours: [...hours],
  });
  await promise(tx, { person: personOf(t), branchCode, holder: group.id }, hours);
  return group.id;
}

/** Gives the hours of a new match, that of a first visit beside them too. A group has its own. */
export async function giveHours(
  { tx, now }: MatchingCall,
  pair: Pair,
  { id, hours, firstVisitOn, groupId, branchCode }: Match,
): Promise<void> {
  if (groupId !== '') return;
  const visit = firstVisitOn > localDateTime(now);
  const all = visit ? withVisit(pair, hours, firstVisitOn) : hours;
  await promise(tx, { person: personOf(pair.t), branchCode, holder: id }, all);
}

/** Of a match that became real only the weekly hours stay given. */
export async function keepHours({ tx }: MatchingCall, m: Match): Promise<void> {
  if (m.groupId !== '') return;
  const person = personOf({ id: m.tutorId, accountId: await accountOf(tx, m.tutorId) });
  await promise(tx, { person, branchCode: m.branchCode, holder: m.id }, m.hours);
}

type Ended = Pick<Match, 'id' | 'groupId'>;

/** A match ended: its hours can be given again, and those of its group where nobody is left in it. */
export async function giveBack(
  { tx }: Pick<MatchingCall, 'tx'>,
  { id, groupId }: Ended,
  on: string,
): Promise<void> {
  await release(tx, [id]);
  if (await leaveGroup(tx, groupId, on)) await release(tx, [groupId]);
}

/** What ended stands again: its hours too, as far as nobody got them in that minute. */
export async function takeHoursBack(call: MatchingCall, m: Match): Promise<void> {
  try {
    await keepHours(call, m);
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'HOUR_TAKEN') throw error;
  }
}
