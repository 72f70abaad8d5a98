import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { linkKeyOf } from '@katrol/identity';
import { addressesText, clientOf, databaseOf, deployed, door } from '@katrol/registry';
import type { ServiceRow } from '@katrol/registry';
import type { BrokerEnvironment } from './broker.ts';
import type { DatabaseAddresses } from './databases.ts';

/** The database of the embedded identity provider, and of a real Keycloak. */
export const identityDatabase = 'identity';
export const keycloakDatabase = 'keycloak';

/** Where a service's program is. */
export const mainOf = (root: string, { folder }: Pick<ServiceRow, 'folder'>): string =>
  path.join(root, 'services', folder, 'src/main.ts');

/**
 * The services whose program exists in this checkout, in the order in which they start. Throws on a
 * program that the registry does not know: it would have no database and no way in.
 */
export const presentServices = (root: string): ServiceRow[] => {
  const present = deployed.filter((row) => existsSync(mainOf(root, row)));
  const known = new Set<string>(present.map(({ folder }) => folder));
  const unknown = readdirSync(path.join(root, 'services')).filter(
    (folder) => !known.has(folder) && existsSync(mainOf(root, { folder })),
  );
  if (unknown.length > 0) {
    throw new Error(`no row in packages/registry for services/${unknown.join(', services/')}`);
  }
  return present;
};

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

const addresses = ({ ports }: Surroundings): string =>
  addressesText(new Map([...ports].map(([folder, port]) => [folder, `127.0.0.1:${port}`])));

/** The environment contract between the supervisor and a service. */
export const environmentOf = (row: ServiceRow, around: Surroundings): Record<string, string> => {
  const clientId = clientOf(row);
  const common = {
    DATABASE_URL: around.databases.get(databaseOf(row))?.url ?? '',
    LISTEN: `127.0.0.1:${around.ports.get(row.folder)}`,
    SERVICE_ADDRESSES: addresses(around),
    ...around.broker,
    OIDC_ISSUER: around.issuer,
    OIDC_URL: around.oidcUrl,
    OIDC_AUDIENCE: 'katrol-services',
    LINK_PUBLIC_KEYS: linkKeyOf(around.secrets['links'] ?? '').publicText,
    CLIENT_ID: clientId,
    CLIENT_SECRET: around.secrets[clientId] ?? '',
    LOG_LEVEL: around.logLevel,
  };
  if (row !== door) return common;
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
    LINK_SIGNING_SECRET: around.secrets['links'] ?? '',
    LOCAL_MAILBOX: 'on',
  };
};
