export { cloneDatabase, dropDatabase, ensureDatabase } from './databases.ts';
export type { DatabaseAddresses } from './databases.ts';
export { freePort } from './ports.ts';
export { startPostgres } from './postgres.ts';
export type { PostgresOptions, RunningPostgres } from './postgres.ts';
