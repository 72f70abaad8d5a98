import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Profile } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { SlotValue } from '#ui/form/slots.tsx';

export type DecisionValues = {
  outcome: string; familySay: string; reason: string; occurredOn: string; waitReason: string; exclusions: string[];
  needs: { childIds: string[]; slots: SlotValue[]; languages: string[]; subjects: string[]; placeKind: string; lifeDomains: string[] };
  warmReferral: { placeId: string; handOver: string; checkOn: string };
};

/** What a decision starts from: all children, the family's language, the profile's first place. */
export function initialDecision(family: Family, profile: Profile, today: string, checkOn: string): DecisionValues {
  return {
    outcome: '', familySay: '', reason: '', occurredOn: today, waitReason: 'no_tutor', exclusions: [],
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
