import { fact } from '@katrol/events';
import {
  ArrivalCheckedSchema,
  LedElsewhereSchema,
  VisitRecordedSchema,
  WaitingBeganSchema,
  WaitingEndedSchema,
  BranchOpenedSchema,
  ConsentChangedSchema,
  EmergencyAccessOpenedSchema,
  FamiliesMergedSchema,
  FamilyChangedSchema,
  FamilyMergeUndoneSchema,
  ProfileChangedSchema,
  ReferralClosedSchema,
  ReferralDecidedSchema,
  ReferralReopenedSchema,
  ReferralSubmittedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';

/** What intake tells, and under which key it keeps its order. */
export const facts = {
  branchOpened: fact(BranchOpenedSchema, 'branchCode'),
  profileChanged: fact(ProfileChangedSchema, 'branchCode'),
  referralSubmitted: fact(ReferralSubmittedSchema, 'familyId'),
  referralDecided: fact(ReferralDecidedSchema, 'familyId'),
  referralClosed: fact(ReferralClosedSchema, 'familyId'),
  referralReopened: fact(ReferralReopenedSchema, 'familyId'),
  familiesMerged: fact(FamiliesMergedSchema, 'familyId'),
  familyMergeUndone: fact(FamilyMergeUndoneSchema, 'familyId'),
  familyChanged: fact(FamilyChangedSchema, 'familyId'),
  consentChanged: fact(ConsentChangedSchema, 'familyId'),
  visitRecorded: fact(VisitRecordedSchema, 'familyId'),
  waitingBegan: fact(WaitingBeganSchema, 'familyId'),
  waitingEnded: fact(WaitingEndedSchema, 'familyId'),
  ledElsewhere: fact(LedElsewhereSchema, 'familyId'),
  arrivalChecked: fact(ArrivalCheckedSchema, 'familyId'),
  emergencyAccessOpened: fact(EmergencyAccessOpenedSchema, 'familyId'),
};
