import type { Plain } from '@katrol/contract';
import { PlacementStatus } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import type * as contract from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { addDays, lifecycle, type Transitions } from '@katrol/runtime';
import { daysOn, type Days } from '@katrol/calendar';

/** A student's placement, as the university numbers and follows it. */
export type Placement = Omit<Plain<contract.Placement>, 'status'> & {
  status: PlacementStatus;
  rosterHash: string;
};

// What may follow what; the university names the status that it moves to.
const transitions: Transitions<PlacementStatus, PlacementStatus> = {
  proposed: { checklist: 'checklist', accepted: 'accepted', active: 'active', refused: 'refused' },
  checklist: { accepted: 'accepted', active: 'active', refused: 'refused' },
  accepted: { active: 'active', refused: 'refused', stopped_early: 'stopped_early' },
  active: { stopped_early: 'stopped_early', completed: 'completed' },
  refused: { proposed: 'proposed' },
  stopped_early: {},
  completed: {},
};

/** The status after a change, or a refusal WRONG_STATE. */
export const next = lifecycle(transitions);

const followersOf = (from: PlacementStatus): PlacementStatus[] =>
  PlacementStatus.filter((to) => transitions[from][to] !== undefined);

/** What may follow a status, and which of that is the end. */
export function followers(from: PlacementStatus): {
  nextStatuses: PlacementStatus[];
  finalStatuses: PlacementStatus[];
} {
  const nextStatuses = followersOf(from);
  const finalStatuses = nextStatuses.filter((status) => followersOf(status).length === 0);
  return { nextStatuses, finalStatuses };
}

export const isOver = (status: PlacementStatus): boolean =>
  followersOf(status).length === 0 || status === 'refused';

/**
 * The status on a day: from the day on which it was ended, one that runs is stopped, and one that
 * never began will not begin.
 */
export function statusOn(
  { status, endedOn }: Pick<Placement, 'status' | 'endedOn'>,
  today: string,
): PlacementStatus {
  if (endedOn === '' || endedOn > today || isOver(status)) return status;
  return status === 'proposed' || status === 'checklist' ? 'refused' : 'stopped_early';
}

/** A placement that moves to another status on a day. */
export const moved = (p: Placement, status: PlacementStatus, today: string): Placement => ({
  ...p,
  status,
  endedOn: isOver(status) ? p.endedOn || today : '',
});

/** The last day of a placement as far as it is known; '' where there is none, or nobody said. */
export function lastDay(p: Pick<Placement, 'endsOn' | 'endedOn'> | undefined): string {
  if (!p) return '';
  return p.endedOn === '' ? p.endsOn : addDays(p.endedOn, -1);
}

const QUIET_DAYS = 14;

/**
 * Since when a student with an active placement has been quiet, by the rules of the branch; '' when
 * they are not. Who never held a session is quiet since the start. Days that are off make nobody
 * quiet.
 */
export function quietSince(
  p: Pick<Placement, 'status' | 'startsOn'>,
  lastSessionOn: string,
  { quietDays = QUIET_DAYS, today, days }: { quietDays?: number; today: string; days: Days },
): string {
  const since = lastSessionOn || p.startsOn;
  if (p.status !== 'active' || since === '') return '';
  return daysOn(days, since, today) > quietDays ? since : '';
}
