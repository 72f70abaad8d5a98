// The contract's services under one roof, so that a page imports from one place.
export { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
export { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
export { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
export { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
export { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
export { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
export type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/messages_pb';
export type { TutorLabel } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
