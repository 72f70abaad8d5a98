import { daysOf, lastBefore } from '@katrol/calendar';
import { cellOf, isFeatured, townOf, type Branch, type Cell } from './consortium.ts';
import { stageOf } from '@katrol/contract';
import type { Grade } from '@katrol/proto/katrol/common/v1/codes';
import { daysBetween, weekdayOf } from '@katrol/runtime';
import type { Calendar } from './calendar.ts';
import { origins, streets } from './names.ts';
import { schoolsFor } from './plan-schools.ts';
import {
  gradesOf,
  inGroups,
  isReady,
  near,
  someSlots,
  spreadOf,
  visitsAWeek,
  type Slot,
  type TutorPlan,
} from './plan-tutors.ts';
import { Random } from './random.ts';

export type State =
  | 'submitted'
  | 'consent_awaited'
  | 'visit_planned'
  | 'visit_to_write_up'
  | 'visited'
  | 'waiting'
  | 'contact_due'
  | 'led_open'
  | 'led_overdue'
  | 'led_arrived'
  | 'asked'
  | 'match_open'
  | 'started'
  | 'running'
  | 'quiet'
  | 'help_asked'
  | 'closed'
  | WayOut;

/** Where a question ends without support, comes back, or meets another of the same family. */
type WayOut =
  | 'not_wanted'
  | 'by_mistake'
  | 'double'
  | 'moved'
  | 'not_reachable'
  | 'reopened'
  | 'merged'
  | 'declined'
  | 'asked_again'
  | 'withdrawn'
  | 'led_unmet'
  | 'led_stopped'
  | 'led_excluded'
  | 'led_reviewed';

export type FamilyPlan = {
  key: string;
  state: State;
  familyName: string;
  language: string;
  phone: string;
  street: string;
  town: string;
  cell: Cell;
  children: { firstName: string; grade: Grade; school: string }[];
  slots: Slot[];
  /** key of the tutor who comes; '' = none yet */
  tutor: string;
  /** days ago on which the family was referred, visited, decided with */
  asked: number;
  visited: number;
  decided: number;
  /** day of the first joint visit, and of each session after it */
  started: string;
  sessions: string[];
  /** what happened at home since it asked for support */
  news: 'moved' | 'sibling' | '';
};

// A branch's twenty families; the order in which they are dealt out over the tutors.
const inSupport: State[] = [
  'running',
  'help_asked',
  'running',
  'quiet',
  'running',
  'match_open',
  'running',
  'started',
];
const others: State[] = [
  'submitted',
  'submitted',
  'visit_planned',
  'visit_to_write_up',
  'visited',
  'waiting',
  'contact_due',
  'led_open',
  'led_overdue',
  'led_arrived',
  'asked',
  'asked',
];
export const supported = (s: State): boolean => s === 'closed' || inSupport.includes(s);

const waysOut: WayOut[] = [
  'not_wanted',
  'by_mistake',
  'double',
  'moved',
  'not_reachable',
  'reopened',
  'merged',
  'declined',
  'withdrawn',
  'led_unmet',
  'led_stopped',
];

const rare: WayOut[] = ['asked_again', 'led_excluded', 'led_reviewed'];
export const isWayOut = (state: State): boolean =>
  [...waysOut, ...rare].some((way) => way === state);

// All of them where visitors look first, a few elsewhere; who asked again did so everywhere.
const waysOutOf = (branch: Branch): WayOut[] => [
  'asked_again',
  ...(isFeatured(branch) ? waysOut : new Random(`ways out ${branch.code}`).some(waysOut, 3)),
  // only this preset knows exclusions
  ...(branch.profile === 'uilenspel' ? (['led_excluded', 'led_reviewed'] as const) : []),
];

const GROUPS = 3;

/**
 * Families of a branch in every state of the journey: `size` times twenty and one, and a few that
 * went another way.
 */
export function planFamilies(
  branch: Branch,
  tutors: TutorPlan[],
  size: number,
  calendar: Calendar,
): FamilyPlan[] {
  const r = new Random(`families ${branch.code}`);
  const able = tutors.filter(isReady);
  // who comes together comes to a few
  const ready = inGroups(branch) ? able.slice(0, GROUPS * size) : able;
  const volunteers = able.filter((t) => t.kind === 'volunteer');
  const usual = Array.from({ length: size }, (): State[] => [
    'closed',
    ...inSupport,
    ...others,
    ...(branch.profile === 'sam-geraardsbergen'
      ? (['consent_awaited', 'consent_awaited'] as const)
      : []),
  ]).flat();
  const states = [...usual, ...waysOutOf(branch)];
  let turn = 0;
  let asking = 0;
  return states.map((state, n) => {
    const pool = state === 'closed' ? volunteers : ready;
    const tutor = supported(state)
      ? pool[state === 'closed' ? n % pool.length : turn++ % pool.length]
      : undefined;
    const family = inventFamily(r, branch, tutor);
    return {
      ...family,
      ...days({ r, state, tutor, weekdays: visitDays(branch, family.slots) }, calendar),
      key: `f${n + 1}`,
      state,
      tutor: tutor?.key ?? '',
      news: state === 'asked' ? (asking++ % 2 === 0 ? 'moved' : 'sibling') : '',
    };
  });
}

type Invented = Omit<
  FamilyPlan,
  'key' | 'state' | 'tutor' | 'asked' | 'visited' | 'decided' | 'started' | 'sessions' | 'news'
>;

function inventFamily(r: Random, branch: Branch, tutor: TutorPlan | undefined): Invented {
  const origin = r.pick(origins);
  const grades = gradesOf(branch.profile).filter((g) => {
    const stage = stageOf(g);
    return !tutor || tutor.stages.length === 0 || (stage !== '' && tutor.stages.includes(stage));
  });
  const names = r.some(origin.first, r.chance(0.35) ? 2 : 1);
  const spread = spreadOf(branch.profile);
  return {
    familyName: r.pick(origin.family),
    language: origin.language,
    phone: `0499 00 ${r.between(10, 99)} ${r.between(10, 99)}`,
    street: `${r.pick(streets)} ${r.between(1, 180)}`,
    town: townOf(branch).split(/,| en /)[0] ?? '',
    cell: tutor ? near(r, tutor.cell, 2) : near(r, cellOf(branch), spread),
    children: names.map((firstName) => {
      const grade = r.pick(grades);
      return { firstName, grade, school: r.pick(schoolsFor(branch, grade)) };
    }),
    // days on which the tutor can too, with room for two families after each other
    slots: (tutor && !inGroups(branch) ? r.some(tutor.slots, 2) : someSlots(r, branch, 3)).sort(
      byDay,
    ),
  };
}

type Days = Pick<FamilyPlan, 'asked' | 'visited' | 'decided' | 'started' | 'sessions'>;

// How long ago, by state: from the first question to the visit and the decision.
const paces: Partial<Record<State, { decided: [number, number]; visit: number; ask: number }>> = {
  visited: { decided: [2, 6], visit: 0, ask: 12 },
  waiting: { decided: [40, 110], visit: 5, ask: 15 },
  contact_due: { decided: [35, 60], visit: 5, ask: 15 },
  led_open: { decided: [4, 10], visit: 4, ask: 14 },
  led_overdue: { decided: [35, 60], visit: 4, ask: 14 },
  led_arrived: { decided: [70, 250], visit: 4, ask: 14 },
  asked: { decided: [3, 14], visit: 6, ask: 20 },
  asked_again: { decided: [10, 20], visit: 5, ask: 15 },
  withdrawn: { decided: [20, 60], visit: 5, ask: 15 },
  led_unmet: { decided: [6, 12], visit: 0, ask: 10 },
  led_stopped: { decided: [20, 40], visit: 4, ask: 14 },
  // the profile's half year has passed
  led_excluded: { decided: [190, 240], visit: 4, ask: 14 },
  led_reviewed: { decided: [190, 240], visit: 4, ask: 14 },
};

const LONGEST = 320;

type Dealt = { r: Random; state: State; tutor: TutorPlan | undefined; weekdays: number[] };

const byDay = (a: Slot, b: Slot): number => a.weekday - b.weekday;
/** On which days of the week somebody comes. */
const visitDays = (branch: Branch, slots: readonly Slot[]): number[] =>
  slots.map((slot) => slot.weekday).slice(0, visitsAWeek(branch));

function days(dealt: Dealt, calendar: Calendar): Days {
  const { r, state, tutor } = dealt;
  const none = { visited: 0, decided: 0, started: '', sessions: [] };
  if (tutor) return supportDays(dealt, tutor, calendar);
  const pace = paces[state];
  if (!pace) return { ...none, asked: state === 'submitted' ? r.between(0, 8) : r.between(8, 20) };
  // what was said of a child in the school year before is to be confirmed
  const before = state === 'asked_again' ? Math.min(calendar.schoolYearDays, LONGEST) : 0;
  const decided = before + r.between(...pace.decided);
  return {
    ...none,
    decided,
    visited: decided + pace.visit,
    asked: decided + pace.visit + pace.ask,
  };
}

const MOST_SESSIONS = 12;
// the branches' profiles say nothing else: nobody comes in a Flemish holiday
const schoolDays = daysOf([], []);
// a week over what a profile calls quiet
const QUIET = 22;

function supportDays({ r, state, weekdays }: Dealt, tutor: TutorPlan, calendar: Calendar): Days {
  const longest =
    tutor.kind === 'student'
      ? Math.max(10, daysBetween(calendar.academicYear.from, calendar.today))
      : 120;
  const since: Partial<Record<State, [number, number]>> = {
    match_open: [-4, 2],
    started: [6, 9],
    quiet: [45, 75],
    closed: [160, 300],
  };
  const most = state === 'closed' ? 300 : longest;
  const begun = Math.min(r.between(...(since[state] ?? [22, 85])), most);
  const started = calendar.onWeekday(begun, weekdays[0] ?? 3);
  const from = daysBetween(started, calendar.today);
  const longAgo = daysBetween(lastBefore(schoolDays, calendar.today, QUIET), calendar.today);
  const last = state === 'quiet' ? longAgo : state === 'closed' ? from - 70 : 1;
  const sessions: string[] = [];
  if (state !== 'match_open') {
    for (let day = from - 1; day >= last && sessions.length < MOST_SESSIONS; day -= 1)
      if (weekdays.includes(weekdayOf(calendar.ago(day))) && !schoolDays.isOff(calendar.ago(day)))
        sessions.push(calendar.ago(day));
  }
  const decided = Math.max(from, 0) + r.between(8, 20);
  return {
    started,
    sessions,
    decided,
    visited: decided + 5,
    asked: decided + 5 + r.between(6, 25),
  };
}
