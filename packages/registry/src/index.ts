import type { DescService } from '@bufbuild/protobuf';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';

/** One service of the platform: its folder under `services/`, and the contract that it answers. */
export type ServiceRow = { folder: string; contract: DescService };

/** Every service behind the door, in the order in which they are shown and started. */
export const services = [
  { folder: 'intake', contract: IntakeService },
  { folder: 'matching', contract: MatchingService },
  { folder: 'volunteer-training', contract: VolunteerTrainingService },
  { folder: 'school-liaison', contract: SchoolLiaisonService },
  { folder: 'reporting', contract: ReportingService },
] as const satisfies readonly ServiceRow[];

/** The only way in from outside. It starts last and stops first. */
export const door = {
  folder: 'gateway',
  contract: PeopleService,
} as const satisfies ServiceRow;

/** The folder of a service, the door's included. */
export type Folder = (typeof services)[number]['folder'] | (typeof door)['folder'];

/** Everything that is deployed and has a database. */
export const deployed = [...services, door] as const;

/** The name of a service's database, and of the role that works in it. */
export const databaseOf = ({ folder }: Pick<ServiceRow, 'folder'>): string =>
  folder.replaceAll('-', '_');

/** The client with which a service signs in at the identity provider. */
export const clientOf = ({ folder }: Pick<ServiceRow, 'folder'>): string => `service-${folder}`;

/** Addresses by folder, as the setting SERVICE_ADDRESSES has them. */
export const addressesText = (addresses: ReadonlyMap<string, string>): string =>
  [...addresses].map(([folder, address]) => `${folder}=${address}`).join(',');
