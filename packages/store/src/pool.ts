import type { Socket } from 'node:net';
import pg from 'pg';
import type { Logger } from '@katrol/runtime';

/** How long a call waits for a connection, in ms. */
export const POOL_WAIT_MS = 5_000;
// longer than any deadline: a statement that lives is ended by PostgreSQL before
const SILENT_MS = 35_000;
// a session whose client is gone holds its locks no longer than this; longer than the slowest
// publishing
const IDLE_IN_TRANSACTION_MS = 30_000;

/** `answerMs` is how long one statement may take; without it the pool sets no limit of its own. */
export type PoolOptions = { url: string; log: Logger; max: number; answerMs?: number };

/** What pg.Pool is opened with; `stream` of pg's own config stays pg's. */
export const poolConfig = (o: Omit<PoolOptions, 'log'>): pg.PoolConfig => ({
  connectionString: o.url,
  max: o.max,
  connectionTimeoutMillis: POOL_WAIT_MS,
  idleTimeoutMillis: 30_000,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  keepAlive: true,
  ...(o.answerMs === undefined ? {} : { query_timeout: o.answerMs }),
});

/**
 * Connections that never wait for ever: one on which nothing comes any more ends itself, and what
 * waited on it learns that.
 */
export const openPool = (o: PoolOptions): pg.Pool => guarded(new pg.Pool(poolConfig(o)), o.log);

/** Gives the connections of a pool their end in silence, and its losses a line. */
export function guarded<P extends pg.Pool>(pool: P, log: Logger): P {
  const lost = (error: Error): void => log.warn('database connection lost', { error });
  pool.on('error', lost);
  pool.on('connect', (connection) => {
    // without a listener of its own a checked-out connection ends the process when PostgreSQL dies
    connection.on('error', lost);
    socketOf(connection).setTimeout(SILENT_MS, () => drop(connection));
  });
  return pool;
}

/** Ends a connection on which nobody answers; what waits on it fails as a database that is away. */
export const drop = (connection: pg.PoolClient): void =>
  void socketOf(connection).destroy(
    Object.assign(new Error('the database is silent'), { code: 'ETIMEDOUT' }),
  );

// pg has the socket, its types have not
const socketOf = (connection: pg.PoolClient): Socket =>
  (connection as unknown as { connection: { stream: Socket } }).connection.stream;
