import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  SupportNeeds as WireNeeds,
  SupportNeedsSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import type { SupportNeeds } from '../domain/referral.ts';
import { placeCodes, stageCodes } from './codes.ts';

export const needsIn = (n: WireNeeds | undefined): SupportNeeds | undefined =>
  n && {
    children: n.children.map((c) => ({
      childId: c.childId,
      grade: c.grade,
      stage: stageCodes.code(c.stage),
    })),
    slots: n.slots.map(({ weekday, fromMinute, untilMinute }) => ({
      weekday,
      fromMinute,
      untilMinute,
    })),
    languages: n.languages,
    subjects: n.subjects,
    placeKind: placeCodes.code(n.placeKind),
    cell: n.cell && { x: n.cell.x, y: n.cell.y },
    lifeDomains: n.lifeDomains,
  };

export const needsOut = (n: SupportNeeds): MessageInitShape<typeof SupportNeedsSchema> => ({
  ...n,
  children: n.children.map((c) => ({ ...c, stage: stageCodes.wire(c.stage) })),
  placeKind: placeCodes.wire(n.placeKind),
});
