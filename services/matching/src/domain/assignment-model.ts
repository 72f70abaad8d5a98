import { Model, type Entry, type Solved } from '@katrol/solver';
import { pairOf, type Everybody, type Option } from './options.ts';
import { capacityOf, inGroup, personOf, type Request, type TutorCopy } from './pair.ts';
import type { Slot } from './rules.ts';
import { halvesOf, sameHour, spread, type HalfHour } from './week.ts';

/**
 * A pair that is in the model, with the hours on which it could be. `hours` where the solver chooses
 * among them; `evenings` of a group, where it does not.
 */
export type Candidate = Option & {
  column: number;
  starts: Slot[];
  hours: Hour[];
  evenings: Hour[];
};
type Hour = { column: number; slot: Slot };

/** Siblings whose questions go to one tutor: one house, one visit after the other. */
export const WORTH_OF_SIBLINGS = 40;
// ties are broken for what was proposed before; all together it is worth less than a point
const WORTH_OF_TIES = 0.9;

/** What a tutor's families share: rows in which each of them counts for one. */
type TutorRows = { each: number[]; halves: Map<HalfHour, number>; groups: Map<string, number> };

/** Which pairs are in, and what was proposed before. */
export type Chosen = { options: Option[]; before: ReadonlySet<string> };

/**
 * The model of these pairs: each request at most one tutor, each tutor at most so many families, no
 * half hour twice, and for whom a rhythm is given as many hours on as many days.
 */
export class AssignmentModel {
  readonly model = new Model();
  readonly #all: Everybody;
  readonly candidates: Candidate[] = [];
  /** of each house with siblings, by family and tutor: does anybody of it go there? */
  readonly houses = new Map<string, number>();
  readonly #requestRows = new Map<number, number>();
  readonly #tutorRows = new Map<string, TutorRows>();
  /** families with more than one request */
  readonly #severalOf: ReadonlySet<string>;

  constructor(all: Everybody, { options, before }: Chosen) {
    this.#all = all;
    const families = by(all.requests, (r) => r.familyId);
    this.#severalOf = new Set([...families].flatMap(([id, of]) => (of.length > 1 ? [id] : [])));
    const tie = WORTH_OF_TIES / (before.size + 1);
    for (const option of options) {
      const { request, tutor, worth } = option;
      const kept = before.has(keyOf(all, option)) ? tie : 0;
      const column = this.model.column(worth + kept + this.#together(request));
      const { starts } = pairOf(all, this.#request(request), this.#tutor(tutor));
      this.candidates.push({ ...option, column, starts, hours: [], evenings: [] });
    }
    for (const [request, ofRequest] of by(this.candidates, (c) => c.request)) {
      const entries = ofRequest.map((c): Entry => [c.column, 1]);
      this.#requestRows.set(request, this.model.row(entries, { atMost: 1 }));
    }
    // who works for several branches is one person with one week
    for (const [person, ofPerson] of by(this.candidates, (c) => this.personOf(c)))
      this.#ofPerson(person, ofPerson);
    this.#siblings();
  }

  #request = (i: number): Request => this.#all.requests[i] as Request;
  #tutor = (i: number): TutorCopy => this.#all.tutors[i] as TutorCopy;

  personOf = (c: Option): string => personOf(this.#tutor(c.tutor));

  #ofPerson(person: string, candidates: Candidate[]): void {
    const rows: TutorRows = { each: [], halves: new Map(), groups: new Map() };
    this.#tutorRows.set(person, rows);
    const freeFor = (c: Candidate): number => {
      const t = this.#tutor(c.tutor);
      return capacityOf(t, this.#request(c.request).rules) - t.families;
    };
    const free = Math.max(...candidates.map(freeFor));
    const everyOne = candidates.map((c): Entry => [c.column, 1]);
    rows.each.push(this.model.row(everyOne, { atMost: free }));
    // each request keeps its own rules: one whose branch then said two families is not the third
    for (const c of candidates.filter((one) => freeFor(one) < free)) {
      const entries = candidates.map((one): Entry => [
        one.column,
        one === c ? 1 + free - freeFor(c) : 1,
      ]);
      rows.each.push(this.model.row(entries, { atMost: free }));
    }
    const takes = new Map<HalfHour, Entry[]>();
    this.#groupsOf(
      candidates.filter((c) => inGroup(this.#request(c.request))),
      { rows, takes },
    );
    // who takes one family has no hour to give twice
    if (free > 1)
      for (const c of candidates) if (!inGroup(this.#request(c.request))) this.#hoursOf(c, takes);
    for (const [half, entries] of takes)
      if (entries.length > 1) rows.halves.set(half, this.model.row(entries, { atMost: 1 }));
  }

  /** As many hours as the rhythm asks, one a day. */
  #hoursOf(c: Candidate, takes: Map<HalfHour, Entry[]>): void {
    const needed = this.#request(c.request).rules.support.sessionsAWeek;
    for (const slot of c.starts) {
      const column = this.model.column(0);
      c.hours.push({ column, slot });
      for (const half of halvesOf(slot)) takes.set(half, [...(takes.get(half) ?? []), [column, 1]]);
    }
    if (c.hours.length === 0) return;
    const all = c.hours.map((hour): Entry => [hour.column, 1]);
    this.model.row([...all, [c.column, -needed]], { equals: 0 });
    if (needed === 1) return;
    for (const [, ofDay] of by(c.hours, (hour) => hour.slot.weekday)) {
      const entries = ofDay.map((hour): Entry => [hour.column, 1]);
      this.model.row([...entries, [c.column, -1]], { atMost: 0 });
    }
  }

  /** Those who come together take the hour once, and only so many children fit. */
  #groupsOf(
    candidates: Candidate[],
    { rows, takes }: { rows: TutorRows; takes: Map<HalfHour, Entry[]> },
  ): void {
    const evenings = new Map<string, { slot: Slot; of: Candidate[] }>();
    for (const c of candidates) {
      for (const slot of this.#evenings(c)) {
        const key = this.#eveningOf(c, slot);
        evenings.set(key, { slot, of: [...(evenings.get(key)?.of ?? []), c] });
      }
    }
    for (const [key, { slot, of }] of evenings) {
      const held = this.model.column(0);
      const own = ownGroup(this.#tutor((of[0] as Candidate).tutor), slot);
      for (const c of of)
        this.model.row(
          [
            [c.column, 1],
            [held, -1],
          ],
          { atMost: 0 },
        );
      const mosts = of.map((c) => this.#request(c.request).rules.support.maximumChildren);
      const most = Math.min(...mosts.map((one) => one || Number.POSITIVE_INFINITY));
      if (Number.isFinite(most)) {
        const entries = of.map((c): Entry => [
          c.column,
          Math.max(1, this.#request(c.request).children),
        ]);
        rows.groups.set(key, this.model.row(entries, { atMost: most - (own?.children ?? 0) }));
      }
      // a group that is there already has its hour
      if (!own)
        for (const half of halvesOf(slot)) takes.set(half, [...(takes.get(half) ?? []), [held, 1]]);
    }
  }

  // a group is of one branch
  #eveningOf = (c: Option, { weekday, fromMinute, untilMinute }: Slot): string =>
    `${c.tutor} ${weekday} ${fromMinute} ${untilMinute}`;

  #evenings = (c: Candidate): Slot[] =>
    spread(c.starts, this.#request(c.request).rules.support.sessionsAWeek) ?? [];

  /** Each further sibling with the same tutor is worth something; the first is not. */
  #siblings(): void {
    const several = this.candidates.filter((c) => this.#together(c.request) > 0);
    for (const [house, candidates] of by(several, (c) => this.houseOf(c))) {
      const any = this.model.column(-WORTH_OF_SIBLINGS, { whole: false });
      this.houses.set(house, any);
      for (const c of candidates)
        this.model.row(
          [
            [c.column, 1],
            [any, -1],
          ],
          { atMost: 0 },
        );
    }
  }

  houseOf = (c: Option): string => `${this.#request(c.request).familyId} ${c.tutor}`;

  #together = (request: number): number =>
    this.#severalOf.has(this.#request(request).familyId) ? WORTH_OF_SIBLINGS : 0;

  /**
   * By how much a pair that was left out could at most better the total, at the prices of the rows;
   * below zero where it could not.
   */
  worthBeside({ request, tutor, worth }: Option, prices: Float64Array): number {
    const at = (row: number | undefined): number => (row === undefined ? 0 : (prices[row] ?? 0));
    const r = this.#request(request);
    const rows = this.#tutorRows.get(this.personOf({ request, tutor, worth }));
    let left = worth + WORTH_OF_TIES + this.#together(request) - at(this.#requestRows.get(request));
    if (!rows) return left;
    for (const row of rows.each) left -= at(row);
    if (left <= 0 || (rows.halves.size === 0 && rows.groups.size === 0)) return left;
    const { starts } = pairOf(this.#all, r, this.#tutor(tutor));
    if (inGroup(r)) {
      for (const slot of spread(starts, r.rules.support.sessionsAWeek) ?? [])
        left -=
          Math.max(1, r.children) *
          at(rows.groups.get(this.#eveningOf({ request, tutor, worth }, slot)));
      return left;
    }
    const ofDay = new Map<number, number>();
    for (const slot of starts) {
      const price = halvesOf(slot).reduce((sum, half) => sum + at(rows.halves.get(half)), 0);
      ofDay.set(slot.weekday, Math.min(price, ofDay.get(slot.weekday) ?? price));
    }
    const cheapest = [...ofDay.values()].sort((a, b) => a - b);
    return left - cheapest.slice(0, r.rules.support.sessionsAWeek).reduce((sum, p) => sum + p, 0);
  }

  /** The pairs of a solution, each with its weekly hours. */
  pairsOf({ values }: Solved): (Option & { hours: Slot[] })[] {
    const isIn = (column: number): boolean => (values[column] ?? 0) > 0.5;
    return this.candidates
      .filter((c) => isIn(c.column))
      .map(({ request, tutor, worth, starts, hours }) => {
        const given = hours.filter((hour) => isIn(hour.column)).map((hour) => hour.slot);
        const needed = this.#request(request).rules.support.sessionsAWeek;
        return {
          request,
          tutor,
          worth,
          hours: hours.length > 0 ? given : (spread(starts, needed) ?? []),
        };
      });
  }
}

/** The group that a tutor has at an hour already. */
const ownGroup = (t: TutorCopy, slot: Slot): TutorCopy['groups'][number] | undefined =>
  t.groups.find((group) => group.hours.some((hour) => sameHour(hour, slot)));

export const keyOf = (all: Everybody, { request, tutor }: Option): string =>
  `${all.requests[request]?.id} ${all.tutors[tutor]?.id}`;

function by<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const there = found.get(key);
    if (there) there.push(one);
    else found.set(key, [one]);
  }
  return found;
}
