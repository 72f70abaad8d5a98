import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Profile } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { SupportRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { CellValue } from '#ui/form/cell.tsx';
import type { SlotValue } from '#ui/form/slots.tsx';

export type NeedsValues = {
  childIds: string[];
  slots: SlotValue[];
  languages: string[];
  subjects: string[];
  placeKind: string;
  lifeDomains: string[];
  cell?: CellValue;
};
export type DecisionValues = {
  outcome: string;
  familySay: string;
  reason: string;
  occurredOn: string;
  waitReason: string;
  exclusions: string[];
  needs: NeedsValues;
  warmReferral: { placeId: string; handOver: string; checkOn: string };
};

/** What a decision starts from: all children, the family's language, the profile's first place. */
export function initialDecision(
  family: Family,
  profile: Profile,
  today: string,
  checkOn: string,
): DecisionValues {
  return {
    outcome: '',
    familySay: '',
    reason: '',
    occurredOn: today,
    waitReason: 'no_tutor',
    exclusions: [],
    needs: {
      childIds: family.children.map((child) => child.id),
      slots: [],
      languages: family.contact?.language ? [family.contact.language] : [],
      subjects: [],
      placeKind: String(profile.document?.support?.places[0] ?? 1),
      lifeDomains: [],
    },
    warmReferral: { placeId: '', handOver: '', checkOn },
  };
}

/** The needs of a request as the form holds them. */
export function needsOf({ needs }: SupportRequest): NeedsValues {
  return {
    childIds: (needs?.children ?? []).map((child) => child.childId),
    slots: (needs?.slots ?? []).map(({ weekday, fromMinute, untilMinute }) => ({
      weekday,
      fromMinute,
      untilMinute,
    })),
    languages: needs?.languages ?? [],
    subjects: needs?.subjects ?? [],
    placeKind: String(needs?.placeKind || 1),
    lifeDomains: needs?.lifeDomains ?? [],
    ...(needs?.cell ? { cell: { x: needs.cell.x, y: needs.cell.y } } : {}),
  };
}
