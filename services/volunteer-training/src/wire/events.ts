import type { ProfileChanged } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { SessionHeld } from '@katrol/proto/katrol/matching/v1/events_pb';
import type { BranchRules } from '../domain/rules.ts';
import type { HeldSession } from '../operations/hear.ts';

export const rulesIn = ({
  branchCode,
  version,
  validFrom,
  document: d,
}: ProfileChanged): BranchRules => ({
  branchCode,
  version,
  validFrom,
  kinds: d?.tutors?.kinds ?? [],
  checkRequired: d?.tutors?.checkRequired ?? true,
  checkValidityMonths: d?.tutors?.checkValidityMonths ?? 0,
  requiredTrainings: d?.tutors?.requiredTrainings ?? [],
  radiusMetres: d?.tutors?.radiusMetres ?? 0,
  maximumFamilies: d?.tutors?.maximumFamilies ?? 0,
  quietDays: d?.support?.quietDays ?? 0,
});

// the family is left out: nothing here needs it
export const sessionIn = ({
  sessionId,
  tutorId,
  branchCode,
  occurredOn,
  minutes,
}: SessionHeld): HeldSession => ({
  sessionId,
  tutorId,
  branchCode,
  occurredOn,
  minutes,
});
