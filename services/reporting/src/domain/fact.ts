/** What a fact is of. */
export const factKinds = [
  'referral',
  'visit',
  'decision',
  'unmet_criterion',
  'waiting',
  'led_elsewhere',
  'arrival',
  'closing',
  'request',
  'unmet',
  'trajectory',
  'session',
  'help',
  'going_along',
  'barrier',
  'specialised_queue',
  'hours',
  'training',
  'placement',
  'message',
  'meeting',
  'folder_week',
  'signal',
  'pupil',
] as const;
export type FactKind = (typeof factKinds)[number];

/**
 * One thing that happened, in codes. The same kind, source and item again is the same thing: what
 * was told last of it counts, and of two corrections the higher one.
 */
export type Fact = {
  kind: FactKind;
  /** the row that its owner keeps */
  sourceId: string;
  /** tells several of one source apart */
  item?: string;
  branchCode: string;
  familyId?: string;
  tutorId?: string;
  /** another row of an owner that it is about */
  aboutId?: string;
  /** ISO date */
  day: string;
  /** ISO date; '' while it lasts */
  until?: string;
  code?: string;
  other?: string;
  /** minutes, or how many */
  amount?: number;
  version?: number;
};
