import { Refusal } from '@katrol/runtime';
import type { GroupSession } from '../domain/group.ts';
import { hourOf, loggedThen, type Session } from '../domain/session.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import { clock } from '../domain/week.ts';
import type { MatchingCall } from '../store/client.ts';
import { holdPerson, hourOverlapping, keepHour } from '../store/logged-hours.ts';

/** LOGGED_ALREADY: what is there at this hour, without saying of whom. */
export const loggedAlready = ({ occurredOn, plannedFor, status }: Session): Refusal => {
  const known = hourOf({ occurredOn, plannedFor, minutes: 1 }) !== undefined;
  const meta = { when: known ? plannedFor : occurredOn, status };
  return new Refusal('failed_precondition', 'LOGGED_ALREADY', { meta });
};

// the same account is the same person in every branch
const personOf = ({ accountId, tutorId }: Trajectory): string => accountId || tutorId;

/**
 * Refuses LOGGED_ALREADY where this hour of the trajectory is logged, and TUTOR_ELSEWHERE_THEN where
 * the tutor was with another family at that time, in whatever branch: neither names one.
 */
export async function expectLoggedOnce(
  { tx }: MatchingCall,
  t: Trajectory,
  { session, sessions }: { session: Session; sessions: readonly Session[] },
): Promise<void> {
  const there = session.status === 'cancelled' ? undefined : loggedThen(session, sessions);
  if (there) throw loggedAlready(there);
  const hour = hourOf(session);
  if (session.status !== 'held' || !hour) return;
  const person = personOf(t);
  await holdPerson(tx, person);
  const ids = sessions.map(({ id }) => id);
  const elsewhere = await hourOverlapping(tx, person, hour, ids);
  if (!elsewhere) return;
  const meta = { when: `${elsewhere.day}T${clock(elsewhere.fromMinute)}` };
  throw new Refusal('failed_precondition', 'TUTOR_ELSEWHERE_THEN', { meta });
}

/** The same of a group's session: one hour, with whomever. Keeps at which hour it was. */
export async function expectNotElsewhere(
  { tx }: MatchingCall,
  t: Trajectory,
  session: Pick<GroupSession, 'id' | 'plannedFor' | 'occurredOn' | 'minutes' | 'branchCode'>,
): Promise<void> {
  const hour = hourOf(session);
  if (!hour) return;
  const person = personOf(t);
  await holdPerson(tx, person);
  const elsewhere = await hourOverlapping(tx, person, hour, [session.id]);
  if (elsewhere) {
    const meta = { when: `${elsewhere.day}T${clock(elsewhere.fromMinute)}` };
    throw new Refusal('failed_precondition', 'TUTOR_ELSEWHERE_THEN', { meta });
  }
  await keepHour(tx, session.id, { ...hour, person, branchCode: session.branchCode });
}

/** Keeps at which hour the tutor was there, for the logs that come after. */
export async function keepHourOf(
  { tx }: MatchingCall,
  t: Trajectory,
  session: Session,
): Promise<void> {
  const hour = session.status === 'held' ? hourOf(session) : undefined;
  const { branchCode } = t;
  await keepHour(tx, session.id, hour && { ...hour, person: personOf(t), branchCode });
}
