import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { Refusal, type Logger } from '@katrol/runtime';
import { drop, guarded, openPool, poolConfig, POOL_WAIT_MS } from './pool.ts';
import { asRefusal, databaseProblem, type DatabaseProblem } from './problems.ts';
import type { RawTx, Sql } from './sql.ts';
import { begin, JoinedPool, type PrismaLike, type Running, type Scope } from './transaction.ts';

export type Store<Tx extends RawTx> = {
  /**
   * Runs `work` in one transaction that sees only `scope` and ends by `deadline`; `first` is run at
   * its start, in the same round trip. Deadlocks, serialization failures and what somebody else took
   * at the same moment are tried again (three times in all): then CONFLICT, or TAKEN; a database
   * that is away is a Refusal DATABASE_AWAY.
   */
  transact<T>(scope: Scope, deadline: Date, work: (tx: Tx) => Promise<T>, first?: Sql): Promise<T>;
  /** For the kit's own loops, which carry no scope: outbox positions, cursors. Of their own. */
  pool: pg.Pool;
  /** The connections of transact, for who measures how long calls wait for one. */
  commands: pg.Pool;
  close(): Promise<void>;
};

const ATTEMPTS = 3;
// also what another took at the same moment: seen the next time, it is refused for what it is
const TRIED_AGAIN: readonly DatabaseProblem[] = ['conflict', 'taken'];
const LOOP_CONNECTIONS = 3;
// past the deadline PostgreSQL has cancelled the statement: a connection not given back is dead
const LAST_WORD_MS = 2_500;

/**
 * Opens the database of a service with its runtime role. `client` makes the service's own Prisma
 * client on the adapter; without it there are statements only.
 */
export function openStore<Tx extends RawTx>(
  options: { url: string; log: Logger; connections?: number },
  client?: (adapter: PrismaPg) => PrismaLike,
): Store<Tx> {
  const { url, log } = options;
  const pool = guarded(new JoinedPool(poolConfig({ url, max: options.connections ?? 10 })), log);
  // commands that wait for each other may hold every connection of theirs: the loops go on
  const loops = openPool({ ...options, max: LOOP_CONNECTIONS });
  const prisma = client?.(new PrismaPg(pool, { disposeExternalPool: false }));
  return {
    pool: loops,
    commands: pool,
    transact: async (scope, deadline, work, first) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once({ pool, prisma, scope, deadline, first }, work);
        } catch (error) {
          if (error instanceof Refusal) throw error;
          const kind = databaseProblem(error);
          if (TRIED_AGAIN.includes(kind) && attempt < ATTEMPTS) continue;
          throw asRefusal(kind, error, deadline);
        }
      }
    },
    close: async () => {
      await prisma?.$disconnect();
      await Promise.all([pool.end(), loops.end()]);
    },
  };
}

type Once = {
  pool: pg.Pool;
  prisma: PrismaLike | undefined;
  scope: Scope;
  deadline: Date;
  first: Sql | undefined;
};

async function once<Tx extends RawTx, T>(
  { pool, deadline, ...o }: Once,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const left = Math.max(1, deadline.getTime() - Date.now());
  const connection = await connectWithin(pool, Math.min(left, POOL_WAIT_MS));
  const patience = setTimeout(() => drop(connection), left + LAST_WORD_MS).unref();
  let running: Running<Tx> | undefined;
  try {
    running = await begin(connection, { ...o, left });
    const result = await work(running.tx);
    await running.commit();
    connection.release();
    return result;
  } catch (error) {
    await giveBack(connection, running);
    throw error;
  } finally {
    clearTimeout(patience);
  }
}

/** After a rollback a connection is as good as new; one that cannot even do that is thrown away. */
async function giveBack<Tx>(
  connection: pg.PoolClient,
  running: Running<Tx> | undefined,
): Promise<void> {
  try {
    if (!running) throw new Error('never begun');
    await running.rollback();
    connection.release();
  } catch {
    // the server rolls back what a dropped connection began
    connection.release(true);
  }
}

async function connectWithin(pool: pg.Pool, ms: number): Promise<pg.PoolClient> {
  const connecting = pool.connect();
  const limit = new AbortController();
  const late = sleep(ms, 'late' as const, { signal: limit.signal }).catch(() => 'late' as const);
  try {
    const first = await Promise.race([connecting, late]);
    if (first !== 'late') return first;
    connecting.then(
      (connection) => connection.release(),
      () => undefined,
    );
    const none = new Error('timeout exceeded when trying to connect');
    // the caller's own time was up, or there is no connection to be had
    throw ms < POOL_WAIT_MS ? Object.assign(none, { code: 'P2028' }) : none;
  } finally {
    limit.abort();
  }
}
