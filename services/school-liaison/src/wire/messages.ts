import type { Plain } from '@katrol/contract';
import type { ProfileChanged } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { ToldRules } from '../store/rules.ts';

export const rulesIn = ({
  document: { school, intake },
  ...told
}: Plain<ProfileChanged>): ToldRules => ({ ...told, rules: { school, intake } });
