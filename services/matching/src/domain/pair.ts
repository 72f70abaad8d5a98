import type { Plain } from '@katrol/contract';
import type { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  Pair as ContractPair,
  PairReason as ContractReason,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { TutorChanged } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { distance, overlaps, type Needs, type Rules, type Slot } from './rules.ts';
import { halvesOf, sameHour, spread, startsIn, type HalfHour } from './week.ts';

/** Why two are not proposed to each other again, and since which day. */
export type SaidNo = { tutorId: string; who: 'family' | 'tutor' | 'ended'; on: string };

/** A support request as it is judged. */
export type Request = Omit<Needs, 'children'> & {
  id: string;
  branchCode: string;
  /** one and the same for all files of a family */
  familyId: string;
  /** how many children it is for */
  children: number;
  stages: Needs['children'][number]['stage'][];
  askedOn: string;
  /** tutors of an earlier trajectory of this family that ended well */
  earlierTutors: string[];
  /** who comes now: a next tutor is somebody else */
  currentTutors: string[];
  saidNo: SaidNo[];
  rules: Rules;
};

/** What volunteer-training told of a tutor; the days of the work stand for all that bounds it. */
export type ToldTutor = Omit<
  Plain<TutorChanged>,
  'tutorId' | 'active' | 'availableFrom' | 'availableUntil'
> & { id: string };

/** A group that a tutor has, which others can join. */
type OwnGroup = { id: string; placeKind: string; hours: Slot[]; children: number };

/** The same as a tutor is judged: with how many families are in support now, and what is given. */
export type TutorCopy = Omit<ToldTutor, 'universityCode' | 'revision' | 'placementEndsOn'> & {
  families: number;
  /** half hours of the week that are promised or planned, in every branch */
  taken: ReadonlySet<HalfHour>;
  groups: OwnGroup[];
};

export type Reason = Plain<ContractReason>;
export type Judged = Plain<ContractPair> & { possible: boolean };
/** `visitOn`: the day of the first joint visit, or by when there will be one */
export type Sides = { r: Request; t: TutorCopy; today: string; visitOn: string };

/** Does this request join others at one hour? */
export const inGroup = ({ rules: { support } }: Pick<Request, 'rules'>): boolean =>
  support.form === 'small_group' || support.form === 'families_together';

/** A pair with what several rules look at, worked out once and only when it is asked. */
export class Pair {
  readonly r: Request;
  readonly t: TutorCopy;
  readonly today: string;
  readonly visitOn: string;
  readonly hold: Hold;
  #shared: Slot[] | undefined;
  #starts: Slot[] | undefined;
  #hours: { found: Slot[] | undefined } | undefined;

  constructor({ r, t, today, visitOn }: Sides, hold: Hold) {
    this.r = r;
    this.t = t;
    this.today = today;
    this.visitOn = visitOn;
    this.hold = hold;
  }

  /** straight, in metres; undefined where one of the two places is not known */
  get metres(): number | undefined {
    const { cell } = this.r;
    return cell && this.t.homeCell ? distance(cell, this.t.homeCell) : undefined;
  }

  /** neither said when: the hours are to be agreed */
  get hoursOpen(): boolean {
    return this.r.slots.length === 0 && this.t.slots.length === 0 && !this.#fixed;
  }

  get #fixed(): Slot[] | undefined {
    const { fixedHours } = this.r.rules.support;
    return inGroup(this.r) && fixedHours.length > 0 ? fixedHours : undefined;
  }

  /** the parts of the week that both have, long enough for a session; who said nothing can always */
  get shared(): Slot[] {
    if (this.#shared) return this.#shared;
    const { r, t } = this;
    const sides = [r.slots, t.slots, this.#fixed ?? []].filter((side) => side.length > 0);
    const minutes = this.#fixed ? 1 : r.rules.support.sessionMinutes;
    this.#shared = sides.length === 0 ? [] : sides.reduce((a, b) => overlaps(a, b, minutes));
    return this.#shared;
  }

  /** every hour of the week on which this could be, with nothing else at that time */
  get starts(): Slot[] {
    if (this.#starts) return this.#starts;
    const { support } = this.r.rules;
    const fixed = this.#fixed;
    this.#starts = fixed
      ? fixed.filter((hour) => this.shared.some((s) => sameHour(s, hour)) && this.#free(hour))
      : startsIn(this.shared, support.sessionMinutes, this.t.taken);
    return this.#starts;
  }

  /** a group that the tutor has at this hour already is joined, where it has room */
  #free(hour: Slot): boolean {
    const { r, t } = this;
    const most = r.rules.support.maximumChildren;
    const own = t.groups.find((group) => group.hours.some((one) => sameHour(one, hour)));
    if (own) return most === 0 || own.children + r.children <= most;
    return !halvesOf(hour).some((half) => t.taken.has(half));
  }

  /** the weekly hours of the rhythm; undefined where there are not so many days */
  get hours(): Slot[] | undefined {
    this.#hours ??= { found: spread(this.starts, this.r.rules.support.sessionsAWeek) };
    return this.#hours.found;
  }
}

/** How many families at most: the tutor's own word, else the profile's. */
export const capacityOf = (t: Pick<TutorCopy, 'maximumFamilies'>, rules: Rules): number =>
  t.maximumFamilies || rules.tutors.maximumFamilies;

/** Who a tutor is, in whatever branch: the account. A tutor without one is known in one branch. */
export const personOf = ({ accountId, id }: { accountId: string; id: string }): string =>
  accountId || id;
