import { fact } from '@katrol/events';
import {
  ConsentAppliedSchema,
  MatchEndedSchema,
  MatchOpenedSchema,
  SessionHeldSchema,
  SessionMissedSchema,
  TrajectoryClosedSchema,
  TrajectoryStartedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';

/** What matching tells, and under which key it keeps its order. */
export const facts = {
  matchOpened: fact(MatchOpenedSchema, 'familyId'),
  matchEnded: fact(MatchEndedSchema, 'familyId'),
  trajectoryStarted: fact(TrajectoryStartedSchema, 'familyId'),
  trajectoryClosed: fact(TrajectoryClosedSchema, 'familyId'),
  sessionHeld: fact(SessionHeldSchema, 'familyId'),
  sessionMissed: fact(SessionMissedSchema, 'familyId'),
  consentApplied: fact(ConsentAppliedSchema, 'familyId'),
};
