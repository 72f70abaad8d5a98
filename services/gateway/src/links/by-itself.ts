import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { codeOrNone } from '@katrol/contract';
import { localDay } from '@katrol/runtime';
import { TutorReminder } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import type { LinkDeps } from './deps.ts';
import { writtenToTutor, type Message } from './mail.ts';
import type { Outcome, Outgoing } from './outgoing-rows.ts';
import { isHourOfFamilies, nextHourOfFamilies } from './writing-hours.ts';

type Asked = Pick<LinkDeps, 'intake' | 'clock'>;
const CALLED_OFF: Outcome = { done: 'failed', failure: 'CALLED_OFF' };

/** Something with a link: to a tutor, who signs in, goes none. */
export type WithLink = Outgoing & { kind: LinkKind };
export const hasLink = (o: Outgoing): o is WithLink => o.kind !== '';

/**
 * What went on its way by itself is judged once more at the moment at which it would leave: is it an
 * hour for it, do they still want it, and does anything still wait? Undefined where it may leave.
 */
export async function keptBack(
  { intake, clock }: Asked,
  o: WithLink,
  writtenTo: readonly string[],
  deadline: Date,
): Promise<Outcome | undefined> {
  if (o.purpose !== 'waiting') return undefined;
  const now = clock.now();
  if (!isHourOfFamilies(now)) return { done: 'again', at: nextHourOfFamilies(now) };
  const things = await intake.waiting({ familyId: o.objectId }, deadline);
  const waits = things.some((one) => one.personId === o.personId && writtenTo.includes(one.kind));
  return waits ? undefined : CALLED_OFF;
}

/** What a tutor is written, and where; or why not. */
export async function letterToTutor(
  { intake, clock }: Asked,
  { purpose, branchCode, personId: tutorId, queuedAt }: Outgoing,
  { address, deadline }: { address: string; deadline: Date },
): Promise<Message | Outcome> {
  const reminder = codeOrNone(TutorReminder, purpose);
  // what was to be said yesterday is not true today
  const late = reminder === 'visit_tomorrow' && localDay(queuedAt) !== localDay(clock.now());
  if (reminder === '' || late) return CALLED_OFF;
  const reached = await intake.tutorAddress({ branchCode, tutorId }, deadline);
  if (!reached || reached.remindersOff.includes(reminder)) return CALLED_OFF;
  if (reached.email === '') return { done: 'failed', failure: 'NO_ADDRESS' };
  const tutors =
    reminder === 'visit_tomorrow'
      ? await intake.visitsTomorrow(deadline)
      : await intake.reflectionsWaiting(deadline);
  const theirs = tutors.find((one) => one.tutorId === tutorId);
  if (!theirs) return CALLED_OFF;
  return { to: reached.email, ...writtenToTutor(reminder, { address, at: theirs.at }) };
}
