import { on, type Subscription } from '@katrol/events';
import {
  ConsentAppliedSchema,
  MatchEndedSchema,
  MatchOpenedSchema,
  TrajectoryClosedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { same } from '@katrol/rpc';
import { onConsentApplied, onMatchEnded, onMatchOpened } from './operations/hear-matching.ts';
import { ofTheDay } from './operations/of-the-day.ts';
import { onTrajectoryClosed } from './operations/ways-out.ts';
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
];

/** What it does by itself when it starts and when a day begins. */
export const daily = ofTheDay;
