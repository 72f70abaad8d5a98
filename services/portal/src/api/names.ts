// The contract's services under one roof, so that a page imports from one place.
export { AuditService, FileService, ParkedService } from '@katrol/proto/katrol/common/v1/rpcs';
export { LinkService, PeopleService } from '@katrol/proto/katrol/gateway/v1/rpcs';
export { IntakeService } from '@katrol/proto/katrol/intake/v1/rpcs';
export { MatchingService } from '@katrol/proto/katrol/matching/v1/rpcs';
export { ReportingService } from '@katrol/proto/katrol/reporting/v1/rpcs';
export { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/rpcs';
export { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/rpcs';
