import { fact } from '@katrol/events';
import {
  ArrivalCheckedSchema,
  BranchOpenedSchema,
  ConsentChangedSchema,
  EmergencyAccessOpenedSchema,
  ProfileChangedSchema,
  ReferralDecidedSchema,
  ReferralSubmittedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';

/** What intake tells, and under which key it keeps its order. */
export const facts = {
  branchOpened: fact(BranchOpenedSchema, 'branchCode'),
  profileChanged: fact(ProfileChangedSchema, 'branchCode'),
  referralSubmitted: fact(ReferralSubmittedSchema, 'familyId'),
  referralDecided: fact(ReferralDecidedSchema, 'familyId'),
  consentChanged: fact(ConsentChangedSchema, 'familyId'),
  arrivalChecked: fact(ArrivalCheckedSchema, 'familyId'),
  emergencyAccessOpened: fact(EmergencyAccessOpenedSchema, 'familyId'),
};
