import type { Plain } from '@katrol/contract';
import type { FamiliesMerged, ProfileChanged } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { ToldRules } from '../store/rules.ts';

export const rulesIn = ({
  document: { school, intake },
  ...told
}: Plain<ProfileChanged>): ToldRules => ({ ...told, rules: { school, intake } });

export const aliasIn = ({ familyId, intoFamilyId: intoId, branchCode }: Plain<FamiliesMerged>) => ({
  familyId,
  intoId,
  branchCode,
});
