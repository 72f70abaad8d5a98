import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrokerEnvironment } from './broker.ts';
import type { DatabaseAddresses } from './databases.ts';

/** One service of the consortium: its folder, its database, and the name of the variable that tells others its address. */
export interface ServiceRow {
  folder: string;
  database: string;
  addressVariable: string | undefined;
}

/** Every service, in the order in which it starts; it stops in the other order, so the gateway goes first. */
export const services: ServiceRow[] = [
  { folder: 'intake', database: 'intake', addressVariable: 'INTAKE_ADDRESS' },
  { folder: 'matching', database: 'matching', addressVariable: 'MATCHING_ADDRESS' },
  {
    folder: 'volunteer-training',
    database: 'volunteer_training',
    addressVariable: 'VOLUNTEER_TRAINING_ADDRESS',
  },
  { folder: 'gateway', database: 'gateway', addressVariable: undefined },
];

/** The database of the embedded identity provider, and of a real Keycloak. */
export const identityDatabase = 'identity';
export const keycloakDatabase = 'keycloak';

/** Where a service's program is. */
export const mainOf = (root: string, { folder }: ServiceRow): string =>
  path.join(root, 'services', folder, 'src/main.ts');

/** The services whose program exists in this checkout. */
export const presentServices = (root: string): ServiceRow[] =>
  services.filter((row) => existsSync(mainOf(root, row)));

/** What every service is told, beside its own database and port. */
export interface Surroundings {
  root: string;
  portalPort: number;
  issuer: string;
  oidcUrl: string;
  /** the admin API of the people's realm */
  directoryUrl: string;
  logLevel: string;
  broker: BrokerEnvironment;
  secrets: Record<string, string>;
  /** Loopback ports by folder. */
  ports: Map<string, number>;
  databases: Map<string, DatabaseAddresses>;
}

const addresses = ({ ports }: Surroundings): Record<string, string> =>
  Object.fromEntries(
    services.flatMap(({ folder, addressVariable }) => {
      const port = ports.get(folder);
      return addressVariable === undefined || port === undefined
        ? []
        : [[addressVariable, `127.0.0.1:${port}`]];
    }),
  );

/** The environment contract between the supervisor and a service. */
export const environmentOf = (row: ServiceRow, around: Surroundings): Record<string, string> => {
  const clientId = `service-${row.folder}`;
  const common = {
    DATABASE_URL: around.databases.get(row.database)?.url ?? '',
    LISTEN: `127.0.0.1:${around.ports.get(row.folder)}`,
    ...around.broker,
    OIDC_ISSUER: around.issuer,
    OIDC_URL: around.oidcUrl,
    OIDC_AUDIENCE: 'katrol-services',
    CLIENT_ID: clientId,
    CLIENT_SECRET: around.secrets[clientId] ?? '',
    LOG_LEVEL: around.logLevel,
    ...addresses(around),
  };
  if (row.folder !== 'gateway') return common;
  return {
    ...common,
    PUBLIC_URL: `http://localhost:${around.portalPort}`,
    PORTAL_DIR: path.join(around.root, 'services/portal/dist'),
    OIDC_CLIENT_ID: 'katrol-gateway',
    OIDC_CLIENT_SECRET: around.secrets['katrol-gateway'] ?? '',
    DIRECTORY_URL: around.directoryUrl,
    DIRECTORY_CLIENT_ID: 'katrol-directory',
    DIRECTORY_CLIENT_SECRET: around.secrets['katrol-directory'] ?? '',
    SESSION_SECRET: around.secrets['session'] ?? '',
  };
};
