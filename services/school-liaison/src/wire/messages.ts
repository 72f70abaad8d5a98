import type { Plain } from '@katrol/contract';
import type {
  DecidersChanged,
  FamiliesMerged,
  ProfileChanged,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import type { ToldPeople } from '../store/people.ts';
import type { ToldRules } from '../store/rules.ts';

export const rulesIn = ({
  document: { school, intake },
  ...told
}: Plain<ProfileChanged>): ToldRules => ({ ...told, rules: { school, intake } });

export const peopleIn = ({ occurredOn: _, ...told }: Plain<DecidersChanged>): ToldPeople => ({
  ...told,
  people: told.people.map((one) => ({ ...one, role: one.role || 'informed' })),
});

export const aliasIn = ({ familyId, intoFamilyId: intoId, branchCode }: Plain<FamiliesMerged>) => ({
  familyId,
  intoId,
  branchCode,
});
