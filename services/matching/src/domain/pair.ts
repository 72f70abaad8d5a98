import type { Plain } from '@katrol/contract';
import type { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  Pair as ContractPair,
  PairReason as ContractReason,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { TutorChanged } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { distance, overlaps, type Needs, type Rules, type Slot } from './rules.ts';
import { spread, startsIn } from './week.ts';

/** A support request as it is judged. */
export type Request = Omit<Needs, 'children'> & {
  id: string;
  familyId: string;
  stages: Needs['children'][number]['stage'][];
  askedOn: string;
  /** tutors of an earlier trajectory of this family */
  earlierTutors: string[];
  /** who comes now: a next tutor is somebody else */
  currentTutors: string[];
  rules: Rules;
};

/** What volunteer-training told of a tutor; the days of the work stand for all that bounds it. */
export type ToldTutor = Omit<
  Plain<TutorChanged>,
  'tutorId' | 'active' | 'availableFrom' | 'availableUntil'
> & { id: string };
/** The same as a tutor is judged: with how many families are in support now. */
export type TutorCopy = Omit<
  ToldTutor,
  'kind' | 'universityCode' | 'revision' | 'placementEndsOn'
> & {
  families: number;
};

export type Reason = Plain<ContractReason>;
export type Judged = Plain<ContractPair> & { possible: boolean };
/** `visitOn`: the day of the first joint visit, or by when there will be one */
export type Sides = { r: Request; t: TutorCopy; today: string; visitOn: string };

/** A pair with what several rules look at, worked out once. */
export type Pair = Sides & {
  hold: Hold;
  shared: Slot[];
  /** the weekly hours of the rhythm; undefined where they cannot be found */
  hours: Slot[] | undefined;
  metres: number | undefined;
};

export const toPair = ({ r, t, today, visitOn }: Sides, hold: Hold): Pair => {
  const { sessionMinutes, sessionsAWeek } = r.rules.support;
  const shared = overlaps(r.slots, t.slots, sessionMinutes);
  return {
    r,
    t,
    today,
    visitOn,
    hold,
    shared,
    hours: spread(startsIn(shared, sessionMinutes), sessionsAWeek),
    metres: r.cell && t.homeCell ? distance(r.cell, t.homeCell) : undefined,
  };
};

/** How many families at most: the tutor's own word, else the profile's. */
export const capacityOf = (t: Pick<TutorCopy, 'maximumFamilies'>, rules: Rules): number =>
  t.maximumFamilies || rules.tutors.maximumFamilies;
