import { fact } from '@katrol/events';
import {
  ConsentAppliedSchema,
  FolderKeptSchema,
  MeetingHeldSchema,
  MessageMovedSchema,
  PupilSettledSchema,
  ReportMovedSchema,
  SignalChangedSchema,
} from '@katrol/proto/katrol/school_liaison/v1/events_pb';

/** What school-liaison tells, and under which key it keeps its order. */
export const facts = {
  messageMoved: fact(MessageMovedSchema, 'familyId'),
  reportMoved: fact(ReportMovedSchema, 'familyId'),
  consentApplied: fact(ConsentAppliedSchema, 'familyId'),
  folderKept: fact(FolderKeptSchema, 'familyId'),
  meetingHeld: fact(MeetingHeldSchema, 'branchCode'),
  pupilSettled: fact(PupilSettledSchema, 'familyId'),
  signalChanged: fact(SignalChangedSchema, 'branchCode'),
};
