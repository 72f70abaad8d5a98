import type { Plain } from '@katrol/contract';
import type { ChangeHoursRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Refusal, expectRevision, invalid, localDateTime } from '@katrol/runtime';
import { hold } from '@katrol/store';
import { next as nextOfSession } from '../domain/session.ts';
import { next } from '../domain/trajectory.ts';
import { hourAt } from '../domain/week.ts';
import type { MatchingCall } from '../store/client.ts';
import { loadMatch, saveMatch } from '../store/matches.ts';
import { holdPerson } from '../store/promised-hours.ts';
import { personOf } from '../domain/pair.ts';
import { loadTrajectory, saveSession, saveTrajectory, sessionsOf } from '../store/trajectories.ts';
import { keepHours } from './hours.ts';
import { planNext } from './session.ts';
import { again, reach, type TrajectoryPage } from './trajectory.ts';

/**
 * Family and tutor agreed on other weekly hours: the old ones can be given again, and what was
 * planned on them moves. Refuses an hour that is another family's, and those of a group, which are
 * of all of it.
 */
export async function changeHours(
  call: MatchingCall,
  { trajectoryId, hours, revision }: Plain<ChangeHoursRequest>,
): Promise<TrajectoryPage> {
  const { tx, now } = call;
  await hold(tx, 'trajectory', [trajectoryId]);
  const t = await reach(call, trajectoryId);
  expectRevision(revision, t.revision);
  next(t.status, 'plan_session');
  if (t.groupId !== '') throw new Refusal('failed_precondition', 'HOURS_OF_GROUP');
  if (new Set(hours.map((hour) => hour.weekday)).size < hours.length)
    throw invalid({ field: 'hours', reason: 'HOURS_SAME_DAY' });
  await holdPerson(tx, personOf({ id: t.tutorId, accountId: t.accountId }));
  const match = { ...(await loadMatch(tx, t.matchId)), hours };
  await keepHours(call, match);
  await saveMatch(tx, match);
  await saveTrajectory(tx, { ...t, hours });
  const from = localDateTime(now);
  const isOld = (at: string): boolean => t.hours.some((hour) => startsAt(at, hour));
  for (const session of await sessionsOf(tx, t.id)) {
    if (session.status !== 'planned' || session.plannedFor <= from || !isOld(session.plannedFor))
      continue;
    await saveSession(tx, { ...session, status: nextOfSession('planned', 'cancel_session') });
  }
  await planNext(call, await loadTrajectory(tx, t.id, 'everybody'), from);
  return await again(call, t);
}

const startsAt = (
  at: string,
  { weekday, fromMinute }: { weekday: number; fromMinute: number },
): boolean => {
  const visit = hourAt(at, 1);
  return visit.weekday === weekday && visit.fromMinute === fromMinute;
};
