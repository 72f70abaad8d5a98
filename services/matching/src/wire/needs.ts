import type { MessageInitShape } from '@bufbuild/protobuf';
import { StageSchema, type Slot as WireSlot } from '@katrol/proto/katrol/common/v1/place_pb';
import {
  DecisionOutcomeSchema,
  type SupportNeeds as WireNeeds,
  type SupportNeedsSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  LengthUnitSchema,
  PlaceKindSchema,
  type ProfileDocument,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import { enumCodes } from '@katrol/rpc';
import type { Rules, Slot } from '../domain/rules.ts';
import type { Needs } from '../store/requests.ts';

export const stageCodes = enumCodes<string>(StageSchema);
export const placeCodes = enumCodes<string>(PlaceKindSchema);
export const decisionCodes = enumCodes<string>(DecisionOutcomeSchema);
const lengthCodes = enumCodes<'weeks' | 'months' | 'semesters' | 'open'>(LengthUnitSchema);

export const slotsIn = (slots: readonly WireSlot[]): Slot[] =>
  slots.map(({ weekday, fromMinute, untilMinute }) => ({ weekday, fromMinute, untilMinute }));

export const needsIn = (n: WireNeeds | undefined): Needs => ({
  children: (n?.children ?? []).map((c) => ({
    childId: c.childId,
    grade: c.grade,
    stage: stageCodes.code(c.stage),
  })),
  slots: slotsIn(n?.slots ?? []),
  languages: n?.languages ?? [],
  subjects: n?.subjects ?? [],
  placeKind: placeCodes.code(n?.placeKind ?? 0),
  cell: n?.cell && { x: n.cell.x, y: n.cell.y },
  lifeDomains: n?.lifeDomains ?? [],
});

export const needsOut = (n: Needs): MessageInitShape<typeof SupportNeedsSchema> => ({
  ...n,
  children: n.children.map((c) => ({ ...c, stage: stageCodes.wire(c.stage) })),
  placeKind: placeCodes.wire(n.placeKind),
});

export const rulesIn = (d: ProfileDocument | undefined): Rules => ({
  support: {
    lengthUnit: lengthCodes.code(d?.support?.lengthUnit ?? 0),
    length: d?.support?.length ?? 0,
    minimumSessions: d?.support?.minimumSessions ?? 8,
    sessionsAWeek: d?.support?.sessionsAWeek ?? 1,
    sessionMinutes: d?.support?.sessionMinutes ?? 60,
    places: (d?.support?.places ?? []).map((p) => placeCodes.code(p)),
    quietDays: d?.support?.quietDays ?? 14,
    untilSpecialisedHelp: d?.support?.untilSpecialisedHelp ?? false,
  },
  tutors: {
    checkRequired: d?.tutors?.checkRequired ?? true,
    requiredTrainings: d?.tutors?.requiredTrainings ?? [],
    radiusMetres: d?.tutors?.radiusMetres ?? 0,
    maximumFamilies: d?.tutors?.maximumFamilies ?? 1,
  },
});
