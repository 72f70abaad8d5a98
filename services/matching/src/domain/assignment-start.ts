import type { AssignmentModel, Candidate } from './assignment-model.ts';
import type { Everybody } from './options.ts';
import { capacityOf, type Request, type TutorCopy } from './pair.ts';
import type { Slot } from './rules.ts';
import { halvesOf, sameHour, spread, type HalfHour } from './week.ts';

type Week = { families: number; most: number; taken: Set<HalfHour>; groups: Map<string, number> };

/** How much an answer that is known already is for a pair, from 0 to 1, and on which hours. */
export type Liking = (c: Candidate) => { share: number; hours: readonly Slot[] };

/**
 * An assignment to begin from, as values of every column: who is liked best goes first, then
 * whatever is worth most, each where it still fits. It can be lived, and where broken numbers like
 * it, it is near the best; the solver betters it.
 */
export function startOf(all: Everybody, at: AssignmentModel, liking: Liking): Float64Array {
  const values = new Float64Array(at.model.costs.length);
  const weeks = new Map<string, Week>();
  const served = new Set<number>();
  const inOrder = at.candidates
    .map((c) => ({ c, share: liking(c).share }))
    .sort((a, b) => b.share - a.share || b.c.worth - a.c.worth);
  for (const { c } of inOrder) {
    if (served.has(c.request)) continue;
    const r = all.requests[c.request] as Request;
    const t = all.tutors[c.tutor] as TutorCopy;
    const person = at.personOf(c);
    const week = weeks.get(person) ?? newWeek(t);
    weeks.set(person, week);
    const columns = fit(c, { r, t, week, liking });
    if (!columns) continue;
    served.add(c.request);
    for (const column of [c.column, ...columns]) values[column] = 1;
    const house = at.houses.get(at.houseOf(c));
    if (house !== undefined) values[house] = 1;
  }
  return values;
}

const newWeek = (t: TutorCopy): Week => ({
  families: t.families,
  most: Number.POSITIVE_INFINITY,
  taken: new Set(t.taken),
  groups: new Map(),
});

type Fitting = { r: Request; t: TutorCopy; week: Week; liking: Liking };

/** Takes a family into a tutor's week; gives the columns that say when, undefined where it does not fit. */
function fit(c: Candidate, { r, t, week, liking }: Fitting): number[] | undefined {
  const most = Math.min(week.most, capacityOf(t, r.rules));
  if (week.families >= most) return undefined;
  const columns = c.evenings.length > 0 ? join(c, { r, t, week }) : alone(c, { r, week, liking });
  if (!columns) return undefined;
  week.families += 1;
  week.most = most;
  return columns;
}

function alone(c: Candidate, { r, week, liking }: Omit<Fitting, 't'>): number[] | undefined {
  // one family: its hours are anybody's
  if (c.hours.length === 0) return [];
  const free = c.hours.filter((hour) => halvesOf(hour.slot).every((half) => !week.taken.has(half)));
  const { hours } = liking(c);
  const liked = free
    .map((hour) => hour.slot)
    .filter((slot) => hours.some((one) => sameHour(one, slot)));
  const needed = r.rules.support.sessionsAWeek;
  const slots =
    spread(liked, needed) ??
    spread(
      free.map((hour) => hour.slot),
      needed,
    );
  if (!slots) return undefined;
  for (const half of slots.flatMap(halvesOf)) week.taken.add(half);
  return slots.map((slot) => free.find((hour) => sameHour(hour.slot, slot))?.column ?? -1);
}

function join(c: Candidate, { r, t, week }: Omit<Fitting, 'liking'>): number[] | undefined {
  const most = r.rules.support.maximumChildren || Number.POSITIVE_INFINITY;
  const children = Math.max(1, r.children);
  const key = (slot: Slot): string => `${c.tutor} ${slot.weekday} ${slot.fromMinute}`;
  const own = (slot: Slot): number =>
    t.groups.find((g) => g.hours.some((hour) => sameHour(hour, slot)))?.children ?? 0;
  const isThere = (slot: Slot): boolean => week.groups.has(key(slot)) || own(slot) > 0;
  for (const { slot } of c.evenings) {
    if ((week.groups.get(key(slot)) ?? own(slot)) + children > most) return undefined;
    if (!isThere(slot) && halvesOf(slot).some((half) => week.taken.has(half))) return undefined;
  }
  for (const { slot } of c.evenings) {
    week.groups.set(key(slot), (week.groups.get(key(slot)) ?? own(slot)) + children);
    for (const half of halvesOf(slot)) week.taken.add(half);
  }
  return c.evenings.map((evening) => evening.column);
}
