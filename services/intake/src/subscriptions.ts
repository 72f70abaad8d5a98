import { on, type Subscription } from '@katrol/events';
import { MatchEndedSchema, MatchOpenedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { onMatchEnded, onMatchOpened, onTutorChanged } from './operations/hear.ts';
import type { Tx } from './store/client.ts';

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
    TutorChangedSchema,
    ({ tutorId, branchCode, accountId, worksUntil, revision }) => ({
      tutorId,
      branchCode,
      accountId,
      worksUntil,
      revision,
    }),
    onTutorChanged,
  ),
];
