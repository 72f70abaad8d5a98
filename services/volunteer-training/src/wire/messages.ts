import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Plain } from '@katrol/contract';
import type { ProfileChanged } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { SessionCorrected, SessionHeld } from '@katrol/proto/katrol/matching/v1/events_pb';
import type { TutorSchema } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import type { BranchRules } from '../domain/rules.ts';
import type { ToldSession } from '../operations/hear.ts';
import type { TutorView } from '../operations/change-tutor.ts';

export const rulesIn = ({
  branchCode,
  version,
  validFrom,
  document: { tutors, support },
}: Plain<ProfileChanged>): BranchRules => ({
  branchCode,
  version,
  validFrom,
  kinds: tutors.kinds,
  checkRequired: tutors.checkRequired,
  checkValidityMonths: tutors.checkValidityMonths,
  requiredTrainings: tutors.requiredTrainings,
  radiusMetres: tutors.radiusMetres,
  maximumFamilies: tutors.maximumFamilies,
  quietDays: support.quietDays,
  region: support.calendarRegion,
  closed: support.closed.map(({ from, until }) => ({ from, until })),
});

// the family is left out: nothing here needs it; a group session is one, whoever told of it
export const sessionIn = ({
  sessionId: ofFamily,
  groupSessionId,
  tutorId,
  branchCode,
  occurredOn,
  minutes,
}: Plain<SessionHeld>): ToldSession => ({
  sessionId: groupSessionId || ofFamily,
  tutorId,
  branchCode,
  occurredOn,
  minutes,
  correction: 0,
  held: true,
});

/** Nothing where one family was not at a group's session after all: the tutor was. */
export const correctedIn = ({
  held,
  correction,
  ...session
}: Plain<SessionCorrected>): ToldSession | undefined =>
  held || session.groupSessionId === '' ? { ...sessionIn(session), held, correction } : undefined;

export const tutorOut = ({
  placement,
  ...tutor
}: TutorView): MessageInitShape<typeof TutorSchema> => ({
  ...tutor,
  ...(placement ? { placement } : {}),
});
