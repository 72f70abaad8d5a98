import {
  AuditService,
  FileService,
  IntakeService,
  LinkService,
  MatchingService,
  ParkedService,
  PeopleService,
  ReportingService,
  SchoolLiaisonService,
  VolunteerTrainingService,
} from './names.ts';

/** The contract's services, by the word that the table of changes has for each. */
export const services = {
  intake: IntakeService,
  matching: MatchingService,
  training: VolunteerTrainingService,
  school: SchoolLiaisonService,
  reporting: ReportingService,
  people: PeopleService,
  links: LinkService,
  audit: AuditService,
  parked: ParkedService,
  file: FileService,
};
