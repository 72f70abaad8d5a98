import { Refusal, wrongState } from '@katrol/runtime';

export const placementStatuses = [
  'proposed',
  'checklist',
  'accepted',
  'active',
  'refused',
  'stopped_early',
  'completed',
] as const;
export type PlacementStatus = (typeof placementStatuses)[number];

/** A student's placement, as the university numbers and follows it. */
export type Placement = {
  id: string;
  tutorId: string;
  universityCode: string;
  branchCode: string;
  programmeId: string;
  programmeName: string;
  studentNumber: string;
  status: PlacementStatus;
  startsOn: string;
  endsOn: string;
  agreedHours: number;
  coachAccountId: string;
  rosterHash: string;
  revision: number;
};

// What may follow what.
const transitions: Record<PlacementStatus, readonly PlacementStatus[]> = {
  proposed: ['checklist', 'accepted', 'active', 'refused'],
  checklist: ['accepted', 'active', 'refused'],
  accepted: ['active', 'refused', 'stopped_early'],
  active: ['stopped_early', 'completed'],
  refused: ['proposed'],
  stopped_early: [],
  completed: [],
};

/** The status after a change, or a refusal VALUE_UNKNOWN / WRONG_STATE. */
export function nextStatus(from: PlacementStatus, to: string): PlacementStatus {
  const wanted = placementStatuses.find((s) => s === to);
  if (!wanted) {
    const reason = to === '' ? 'VALUE_MISSING' : 'VALUE_UNKNOWN';
    throw new Refusal('invalid_argument', 'INPUT_INVALID', {
      fields: [{ field: 'status', reason }],
    });
  }
  if (!transitions[from].includes(wanted)) throw wrongState(from, wanted);
  return wanted;
}

/** What may follow a status, and which of that is the end. */
export function followers(from: PlacementStatus): {
  nextStatuses: PlacementStatus[];
  finalStatuses: PlacementStatus[];
} {
  const nextStatuses = [...transitions[from]];
  return {
    nextStatuses,
    finalStatuses: nextStatuses.filter((status) => transitions[status].length === 0),
  };
}

export const isOver = (status: PlacementStatus): boolean =>
  transitions[status].length === 0 || status === 'refused';
