import type { WorksEnd } from '@katrol/proto/katrol/common/v1/codes';
import { addDays } from '@katrol/runtime';
import { lastDayOf, type BackgroundCheck } from './check.ts';
import { isOver, type Placement } from './placement.ts';
import { firstDayAsked, type BranchRules } from './rules.ts';

/** From which day a tutor works until which, and why it ends then; '' where it is open. */
export type Works = { worksFrom: string; worksUntil: string; worksEnd: WorksEnd | '' };

/** What of a tutor bounds the work. */
export type Bounds = {
  kind: string;
  stopsOn: string;
  availableFrom: string;
  availableUntil: string;
  check: BackgroundCheck;
  placement: Pick<Placement, 'status' | 'endsOn' | 'endedOn'> | undefined;
};

type End = { until: string; end: WorksEnd };

/**
 * The days between which a tutor works: everything that ends it is one notion, and the first of
 * them counts. `rules`: all that the branch's profile says, now and from later days on.
 */
export function works(t: Bounds, rules: readonly BranchRules[]): Works {
  const ends = [ofLeaving(t), ofPlacement(t), ofAvailability(t), ofCheck(t.check, rules)];
  const first = ends.reduce<End | undefined>(
    (soonest, one) => (one && (!soonest || one.until < soonest.until) ? one : soonest),
    undefined,
  );
  return {
    worksFrom: t.availableFrom,
    worksUntil: first?.until ?? '',
    worksEnd: first?.end ?? '',
  };
}

/** Does the work go on on this day? One that is still to begin is not over. */
export const worksOn = ({ worksUntil }: Pick<Works, 'worksUntil'>, day: string): boolean =>
  worksUntil === '' || worksUntil >= day;

export const sameWorks = (a: Works, b: Works): boolean =>
  a.worksFrom === b.worksFrom && a.worksUntil === b.worksUntil && a.worksEnd === b.worksEnd;

const ofLeaving = ({ stopsOn }: Bounds): End | undefined =>
  stopsOn === '' ? undefined : { until: addDays(stopsOn, -1), end: 'STOPS' };

const ofAvailability = ({ availableUntil: until }: Bounds): End | undefined =>
  until === '' ? undefined : { until, end: 'AVAILABILITY' };

// who goes on as a volunteer is bound by no placement
function ofPlacement({ kind, placement }: Bounds): End | undefined {
  if (kind !== 'student' || !placement) return undefined;
  const { status, endsOn, endedOn } = placement;
  const stopped = endedOn !== '' && (endsOn === '' || endedOn <= endsOn);
  if (stopped) return { until: addDays(endedOn, -1), end: 'PLACEMENT_STOPPED' };
  if (endsOn !== '' && !isOver(status)) return { until: endsOn, end: 'PLACEMENT' };
  return endedOn === '' ? undefined : { until: addDays(endedOn, -1), end: 'PLACEMENT' };
}

/**
 * A check that was seen, or does not apply yet, binds up to its last day; and where the profile asks
 * for one only later, up to that day. One that nobody saw stands before a first visit and ends
 * nothing.
 */
function ofCheck(check: BackgroundCheck, rules: readonly BranchRules[]): End | undefined {
  const last = lastDayOf(check);
  if (last === '') return undefined;
  const asked = firstDayAsked(rules, addDays(last, 1));
  return asked === '' ? undefined : { until: addDays(asked, -1), end: 'CHECK' };
}
