export { cloneDatabase, dropDatabase, ensureDatabase } from './databases.ts';
export type { DatabaseAddresses } from './databases.ts';
export { freePort } from './ports.ts';
export { startPostgres } from './postgres.ts';
export type { PostgresOptions, RunningPostgres } from './postgres.ts';
export { startIdentityProvider } from './identity-provider/index.ts';
export type { Clients, IdentityProviderOptions, Person, RunningIdentityProvider } from './identity-provider/index.ts';
