import type { Plain } from '@katrol/contract';
import type { SessionStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  LogSessionRequest,
  MissSessionRequest,
  Session as ContractSession,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { addDays, Checks, lifecycle, weekdayOf } from '@katrol/runtime';
import type { Slot } from './rules.ts';
import type { Trajectory } from './trajectory.ts';
import { clock } from './week.ts';

/** A session as it is kept; `loggedBy` is the account that logged it. */
export type Session = Omit<
  Plain<ContractSession>,
  'status' | 'mayCorrect' | 'report' | 'reportSkipped'
> & {
  status: SessionStatus;
  branchCode: string;
  loggedBy: string;
};

type Command = 'log_session' | 'miss_session' | 'cancel_session' | 'say_held' | 'say_missed';

/** The status of a session after a command, or a refusal WRONG_STATE. */
export const next = lifecycle<SessionStatus, Command>({
  planned: { log_session: 'held', miss_session: 'missed', cancel_session: 'cancelled' },
  held: { say_held: 'held', say_missed: 'missed' },
  missed: { say_held: 'held', say_missed: 'missed' },
  cancelled: {},
});

/** A session of a trajectory before anything is known of it. */
export const newSession = (
  { id: trajectoryId, branchCode }: Pick<Trajectory, 'id' | 'branchCode'>,
  plannedFor: string,
): Session => ({
  id: '',
  trajectoryId,
  branchCode,
  status: 'planned',
  plannedFor,
  occurredOn: '',
  minutes: 0,
  children: [],
  parentPresent: false,
  done: [],
  note: '',
  whatMadeItHard: '',
  whatIsNeeded: '',
  missedBy: '',
  groupSessionId: '',
  loggedBy: '',
  corrections: [],
  answeredOn: '',
  answeredBy: '',
  answer: '',
  anotherMoment: false,
  revision: 1,
});

// at an hour that nobody said
const NO_HOUR = 'T00:00';

/**
 * When one that nobody planned was: at the hour of the rhythm on that day of the week, else at an
 * hour that nobody said.
 */
export const unplannedOn = (day: string, hours: readonly Slot[]): string => {
  const hour = hours.find(({ weekday }) => weekday === weekdayOf(day));
  return hour ? `${day}T${clock(hour.fromMinute)}` : `${day}${NO_HOUR}`;
};

/** The minutes of its day that a session took; undefined where nobody knows at which hour. */
export function hourOf({
  plannedFor,
  occurredOn,
  minutes,
}: Pick<Session, 'plannedFor' | 'occurredOn' | 'minutes'>):
  | { day: string; fromMinute: number; untilMinute: number }
  | undefined {
  const at = plannedFor.slice(10);
  // on another day than planned it may have been at another hour too
  if (at === NO_HOUR || plannedFor.slice(0, 10) !== occurredOn) return undefined;
  const fromMinute = Number(at.slice(1, 3)) * 60 + Number(at.slice(4, 6));
  return { day: occurredOn, fromMinute, untilMinute: fromMinute + Math.max(minutes, 1) };
}

const isLogged = ({ status }: Session): boolean => status === 'held' || status === 'missed';

/** What is logged of a trajectory already at the hour of a session, or on its day at an hour unsaid. */
export function loggedThen(session: Session, all: readonly Session[]): Session | undefined {
  const mine = hourOf(session);
  return all.find((other) => {
    if (!isLogged(other) || other.id === session.id || other.occurredOn !== session.occurredOn)
      return false;
    const theirs = hourOf(other);
    if (!mine || !theirs) return true;
    return mine.fromMinute < theirs.untilMinute && theirs.fromMinute < mine.untilMinute;
  });
}

/** How a trajectory's sessions count: held, missed, and the last day on which one was held. */
export function counted(
  sessions: readonly Session[],
): Pick<Trajectory, 'held' | 'missed' | 'lastSessionOn'> {
  const held = sessions.filter(({ status }) => status === 'held');
  return {
    held: held.length,
    missed: sessions.filter(({ status }) => status === 'missed').length,
    lastSessionOn:
      held
        .map(({ occurredOn }) => occurredOn)
        .sort()
        .at(-1) ?? '',
  };
}

type When = { occurredOn: string; today: string };

/** Refuses a session before its trajectory or in the future, or with children of nobody's. */
export function checkHeld(
  t: Pick<Trajectory, 'startedOn' | 'children'>,
  { children }: Pick<Plain<LogSessionRequest>, 'children'>,
  { occurredOn, today }: When,
): void {
  const c = new Checks();
  c.within('occurred_on', occurredOn, { from: t.startedOn, until: today });
  c.among(
    'children',
    children,
    t.children.map((child) => child.childId),
  );
  c.done();
}

/** That a session cannot happen may be known before the day that it is planned for. */
export function checkMissed(
  t: Pick<Trajectory, 'startedOn'>,
  { plannedFor }: Pick<Plain<MissSessionRequest> & Session, 'plannedFor'>,
  { occurredOn, today }: When,
): void {
  const plannedOn = plannedFor.slice(0, 10);
  const until = plannedOn > today ? plannedOn : today;
  new Checks().within('occurred_on', occurredOn, { from: t.startedOn, until }).done();
}

/** What was said before the day itself is agreed on, and nothing was missed. */
export const agreedBefore = (saidOn: string, day: string): boolean => saidOn < day;

const SETTLED_AFTER_DAYS = 30;

/** The last day on which a log may be put right; '' where no placement of the tutor ends. */
export const correctableUntil = ({ placementUntil }: Pick<Trajectory, 'placementUntil'>): string =>
  placementUntil === '' ? '' : addDays(placementUntil, SETTLED_AFTER_DAYS);

/** What stays on record of a session that is put right. */
export function asItWas(
  session: Session,
  { on, by }: { on: string; by: string },
): Session['corrections'][number] {
  const { status, occurredOn, minutes, children, parentPresent, done, note } = session;
  const { whatMadeItHard, whatIsNeeded, missedBy } = session;
  const held = { status, occurredOn, minutes, children, parentPresent, done, note };
  return { on, by, ...held, whatMadeItHard, whatIsNeeded, missedBy };
}
