import { fact } from '@katrol/events';
import {
  BarrierChangedSchema,
  HelpAnsweredSchema,
  HelpAskedSchema,
  ConsentAppliedSchema,
  MatchEndedSchema,
  MatchOpenedSchema,
  RequestChangedSchema,
  RequestUnmetSchema,
  SessionCorrectedSchema,
  SessionHeldSchema,
  SessionMissedSchema,
  SpecialisedQueueChangedSchema,
  TrajectoryClosedSchema,
  TrajectoryStartedSchema,
  WentAlongSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';

/** What matching tells, and under which key it keeps its order. */
export const facts = {
  matchOpened: fact(MatchOpenedSchema, 'familyId'),
  matchEnded: fact(MatchEndedSchema, 'familyId'),
  trajectoryStarted: fact(TrajectoryStartedSchema, 'familyId'),
  trajectoryClosed: fact(TrajectoryClosedSchema, 'familyId'),
  sessionHeld: fact(SessionHeldSchema, 'familyId'),
  sessionCorrected: fact(SessionCorrectedSchema, 'familyId'),
  sessionMissed: fact(SessionMissedSchema, 'familyId'),
  requestChanged: fact(RequestChangedSchema, 'familyId'),
  requestUnmet: fact(RequestUnmetSchema, 'familyId'),
  barrierChanged: fact(BarrierChangedSchema, 'familyId'),
  wentAlong: fact(WentAlongSchema, 'familyId'),
  helpAsked: fact(HelpAskedSchema, 'familyId'),
  helpAnswered: fact(HelpAnsweredSchema, 'familyId'),
  specialisedQueueChanged: fact(SpecialisedQueueChangedSchema, 'familyId'),
  consentApplied: fact(ConsentAppliedSchema, 'familyId'),
};
