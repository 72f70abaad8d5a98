export { cloneDatabase, dropDatabase, ensureDatabase } from './databases.ts';
export type { DatabaseAddresses } from './databases.ts';
export { freePort } from './ports.ts';
export { startPostgres } from './postgres.ts';
export type { RunningPostgres } from './postgres.ts';
export { startIdentityProvider } from './identity-provider/index.ts';
export type {
  IdentityProviderOptions,
  Person,
  RunningIdentityProvider,
} from './identity-provider/index.ts';
export { startKafka } from './kafka.ts';
export { startKeycloak } from './keycloak.ts';
export type { RunningKeycloak } from './keycloak.ts';
export { importPeople } from './keycloak-people.ts';
export { realPart } from './real.ts';
