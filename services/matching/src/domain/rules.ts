/** The part of a branch's profile that matching works by. */
export type Rules = {
  support: {
    lengthUnit: 'weeks' | 'months' | 'semesters' | 'open' | '';
    length: number;
    minimumSessions: number;
    sessionsAWeek: number;
    sessionMinutes: number;
    places: string[];
    quietDays: number;
    untilSpecialisedHelp: boolean;
  };
  tutors: {
    checkRequired: boolean;
    requiredTrainings: string[];
    radiusMetres: number;
    maximumFamilies: number;
  };
};

/** minutes after local midnight; weekday 1 = Monday */
export type Slot = { weekday: number; fromMinute: number; untilMinute: number };
export type Cell = { x: number; y: number };
export type Child = { childId: string; stage: string; grade: string };

const CELL_METRES = 500;

/** Straight distance between two coarse cells, in metres. */
export const distance = (a: Cell, b: Cell): number =>
  Math.round(Math.hypot(a.x - b.x, a.y - b.y) * CELL_METRES);

/** The parts of the week that both have, each at least `minutes` long. */
export const overlaps = (a: readonly Slot[], b: readonly Slot[], minutes: number): Slot[] =>
  a.flatMap((x) =>
    b
      .filter((y) => x.weekday === y.weekday)
      .map((y) => ({
        weekday: x.weekday,
        fromMinute: Math.max(x.fromMinute, y.fromMinute),
        untilMinute: Math.min(x.untilMinute, y.untilMinute),
      }))
      .filter((s) => s.untilMinute - s.fromMinute >= minutes),
  );
