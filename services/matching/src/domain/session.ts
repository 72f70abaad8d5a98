import type { Plain } from '@katrol/contract';
import type { SessionStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  LogSessionRequest,
  MissSessionRequest,
  Session as ContractSession,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { addDays, Checks, lifecycle } from '@katrol/runtime';
import type { Trajectory } from './trajectory.ts';

export type Session = Omit<Plain<ContractSession>, 'status'> & {
  status: SessionStatus;
  branchCode: string;
};

/** The status of a session after a command, or a refusal WRONG_STATE. */
export const next = lifecycle<SessionStatus, 'log_session' | 'miss_session' | 'cancel_session'>({
  planned: { log_session: 'held', miss_session: 'missed', cancel_session: 'cancelled' },
  held: {},
  missed: {},
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
  revision: 1,
});

/** The same slot a week later. */
export const weekLater = (plannedFor: string): string =>
  `${addDays(plannedFor.slice(0, 10), 7)}${plannedFor.slice(10)}`;

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
