import type { Plain } from '@katrol/contract';
import type {
  Cell as ContractCell,
  Slot as ContractSlot,
} from '@katrol/proto/katrol/common/v1/place_pb';
import type { SupportNeeds as ContractNeeds } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { ProfileDocument } from '@katrol/proto/katrol/intake/v1/profile_pb';

/** The part of a branch's profile that matching works by. */
export type Rules = Pick<Plain<ProfileDocument>, 'support' | 'tutors'>;
/** minutes after local midnight; weekday 1 = Monday */
export type Slot = Plain<ContractSlot>;
export type Cell = Plain<ContractCell>;
export type Needs = Plain<ContractNeeds>;

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
