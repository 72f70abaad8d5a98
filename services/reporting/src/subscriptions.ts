import { on, type Subscription } from '@katrol/events';
import { aliasIn } from '@katrol/families';
import * as intake from '@katrol/proto/katrol/intake/v1/events_pb';
import * as matching from '@katrol/proto/katrol/matching/v1/events_pb';
import * as liaison from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import * as training from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { same } from '@katrol/rpc';
import * as ofIntake from './operations/hear-intake.ts';
import * as ofOthers from './operations/hear-others.ts';
import type { Tx } from './store/client.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(intake.BranchOpenedSchema, same, ofIntake.onBranchOpened),
  on(intake.FamilyChangedSchema, same, ofIntake.onFamilyChanged),
  on(intake.ConsentChangedSchema, same, ofIntake.onConsentChanged),
  on(intake.FamiliesMergedSchema, aliasIn, ofIntake.onFamiliesMerged),
  on(intake.FamilyMergeUndoneSchema, same, ofIntake.onFamilyMergeUndone),
  on(intake.ReferralSubmittedSchema, same, ofIntake.onReferralSubmitted),
  on(intake.ReferralTakenBackSchema, (e) => e.referralId, ofIntake.onReferralTakenBack),
  on(intake.VisitRecordedSchema, same, ofIntake.onVisitRecorded),
  on(intake.ReferralDecidedSchema, same, ofIntake.onReferralDecided),
  on(intake.ReferralClosedSchema, same, ofIntake.onReferralClosed),
  on(intake.ReferralReopenedSchema, same, ofIntake.onReferralReopened),
  on(intake.WaitingBeganSchema, same, ofIntake.onWaitingBegan),
  on(intake.WaitingEndedSchema, same, ofIntake.onWaitingEnded),
  on(intake.LedElsewhereSchema, same, ofIntake.onLedElsewhere),
  on(intake.ArrivalCheckedSchema, same, ofIntake.onArrivalChecked),
  on(matching.TrajectoryStartedSchema, same, ofOthers.onTrajectoryStarted),
  on(matching.TrajectoryClosedSchema, same, ofOthers.onTrajectoryClosed),
  on(matching.SessionHeldSchema, same, ofOthers.onSessionHeld),
  on(matching.SessionCorrectedSchema, same, ofOthers.onSessionCorrected),
  on(matching.SessionMissedSchema, same, ofOthers.onSessionMissed),
  on(matching.BarrierChangedSchema, same, ofOthers.onBarrierChanged),
  on(matching.WentAlongSchema, same, ofOthers.onWentAlong),
  on(matching.HelpAskedSchema, same, ofOthers.onHelpAsked),
  on(matching.HelpAnsweredSchema, same, ofOthers.onHelpAnswered),
  on(matching.SpecialisedQueueChangedSchema, same, ofOthers.onSpecialisedQueueChanged),
  on(matching.RequestChangedSchema, same, ofOthers.onRequestChanged),
  on(matching.RequestUnmetSchema, same, ofOthers.onRequestUnmet),
  on(training.TutorChangedSchema, same, ofOthers.onTutorChanged),
  on(training.HoursCountedSchema, same, ofOthers.onHoursCounted),
  on(training.PlacementChangedSchema, same, ofOthers.onPlacementChanged),
  on(training.TrainingAttendedSchema, same, ofOthers.onTrainingAttended),
  on(liaison.MessageMovedSchema, same, ofOthers.onMessageMoved),
  on(liaison.SignalChangedSchema, same, ofOthers.onSignalChanged),
  on(liaison.MeetingHeldSchema, same, ofOthers.onMeetingHeld),
  on(liaison.PupilSettledSchema, same, ofOthers.onPupilSettled),
  on(liaison.FolderKeptSchema, same, ofOthers.onFolderKept),
];
