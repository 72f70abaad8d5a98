import type { Plain } from '@katrol/contract';
import { on, type Subscription } from '@katrol/events';
import {
  ConsentAppliedSchema,
  MatchEndedSchema,
  MatchOpenedSchema,
  TrajectoryClosedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { ConsentAppliedSchema as AppliedAtSchoolSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import {
  TutorChangedSchema,
  type TutorChanged,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { same } from '@katrol/rpc';
import {
  onConsentApplied,
  onMatchEnded,
  onMatchOpened,
  onTutorChanged,
} from './operations/hear.ts';
import { byNewProfile, ofTheDay } from './operations/of-the-day.ts';
import { onTrajectoryClosed } from './operations/ways-out.ts';
import type { Tx } from './store/client.ts';
import type { TutorAccess } from './store/labels.ts';

// a fact of before there were days of the work says it in other fields
const accessIn = ({
  tutorId,
  branchCode,
  accountId,
  revision,
  ...told
}: Plain<TutorChanged>): TutorAccess => {
  const worksUntil = told.worksUntil || (told.active ? told.availableUntil : '1970-01-01');
  return { tutorId, branchCode, accountId, worksUntil, revision };
};

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(
    MatchOpenedSchema,
    ({ matchId, familyId, branchCode, tutorId, accountId }) => ({
      matchId,
      familyId,
      branchCode,
      tutorId,
      accountId,
    }),
    onMatchOpened,
  ),
  on(MatchEndedSchema, (e) => e.matchId, onMatchEnded),
  on(
    TrajectoryClosedSchema,
    ({ familyId, occurredOn, reason, requestReopened }) => ({
      familyId,
      occurredOn,
      reason,
      requestReopened,
    }),
    onTrajectoryClosed,
  ),
  on(ConsentAppliedSchema, same, onConsentApplied),
  on(AppliedAtSchoolSchema, same, onConsentApplied),
  on(TutorChangedSchema, accessIn, onTutorChanged),
];

/** What it does by itself when it starts and when a day begins. */
export const daily = ofTheDay;
/** What it does by itself every few seconds. */
export const often = byNewProfile;
