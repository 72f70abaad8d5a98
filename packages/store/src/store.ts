import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { Refusal, type Logger } from '@katrol/runtime';
import { drop, guarded, openPool, poolConfig, POOL_WAIT_MS } from './pool.ts';

/** What a transaction may reach: row-level security compares with exactly this. */
export type Scope = {
  branches: readonly string[];
  universities: readonly string[];
  subject: string;
};

/** The raw part of a Prisma transaction, which the kit's own statements use. */
export type RawTx = {
  $queryRawUnsafe<T>(sql: string, ...values: unknown[]): Promise<T>;
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
};

type PrismaLike<Tx> = {
  $transaction<T>(
    work: (tx: Tx) => Promise<T>,
    options?: { maxWait?: number; timeout?: number },
  ): Promise<T>;
  $disconnect(): Promise<void>;
};

export type Store<Tx extends RawTx> = {
  /**
   * Runs `work` in one transaction that sees only `scope` and ends by `deadline`. Deadlocks and serialization failures are tried
   * again (three times in all); a database that is away is a Refusal DATABASE_AWAY.
   */
  transact<T>(scope: Scope, deadline: Date, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For the kit's own loops, which carry no scope: outbox positions, cursors. Connections of their own. */
  pool: pg.Pool;
  /** The connections of transact, for who measures how long calls wait for one. */
  commands: pg.Pool;
  close(): Promise<void>;
};

// Prisma takes a transaction's connection from the pool itself; this is how ours learns which one it was.
// Prisma rolls back at `until` + a moment and hands the connection on: what still came through it then would be nobody's transaction.
type Taken = { connection?: pg.PoolClient; left: number; until: number; over: boolean };
const taking = new AsyncLocalStorage<Taken>();

class ServicePool extends pg.Pool {
  readonly #patience = new WeakMap<pg.PoolClient, NodeJS.Timeout>();

  constructor(config: pg.PoolConfig) {
    super(config);
    this.on('release', (_error, connection) => clearTimeout(this.#patience.get(connection)));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(
    callback: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: unknown) => void,
    ) => void,
  ): void;
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | void {
    if (callback) return super.connect(callback);
    const taken = taking.getStore();
    return super.connect().then((connection) => {
      if (!taken) return connection;
      taken.connection ??= connection;
      this.#patience.set(
        connection,
        setTimeout(() => drop(connection), taken.left + LATE_MS + LAST_WORD_MS).unref(),
      );
      return connection;
    });
  }
}

/** The transaction with raw statements going straight to its connection: the same transaction, without Prisma's price. */
function withRaw<Tx extends RawTx>(tx: Tx, taken: Taken): Tx {
  const { connection } = taken;
  if (!connection) return tx;
  const usable = (): pg.PoolClient => {
    if (taken.over || Date.now() >= taken.until)
      throw new Refusal('deadline_exceeded', 'DEADLINE_EXCEEDED');
    return connection;
  };
  const raw: RawTx = {
    $queryRawUnsafe: async <T>(sql: string, ...values: unknown[]) =>
      (await usable().query(sql, values)).rows as T,
    $executeRawUnsafe: async (sql, ...values) => (await usable().query(sql, values)).rowCount ?? 0,
  };
  return new Proxy(tx, {
    get: (own, name) =>
      (Object.hasOwn(raw, name) ? raw[name as keyof RawTx] : Reflect.get(own, name)) as unknown,
  });
}

const ATTEMPTS = 3;
// between the last statement that is let through and Prisma's own end of the transaction
const LATE_MS = 500;
const LOOP_CONNECTIONS = 3;
// past the deadline PostgreSQL has cancelled the statement and rolled back: a connection that is not given back by then is dead
const LAST_WORD_MS = 2_000;

/** Opens the database of a service with its runtime role. `client` makes the service's own Prisma client on the adapter. */
export function openStore<Tx extends RawTx>(
  options: { url: string; log: Logger; connections?: number },
  client: (adapter: PrismaPg) => PrismaLike<Tx>,
): Store<Tx> {
  const pool = guarded(
    new ServicePool(poolConfig({ url: options.url, max: options.connections ?? 10 })),
    options.log,
  );
  // commands that wait for each other may hold every connection of theirs: the kit's loops go on
  const own = openPool({ ...options, max: LOOP_CONNECTIONS });
  const prisma = client(new PrismaPg(pool, { disposeExternalPool: false }));
  return {
    pool: own,
    commands: pool,
    transact: async (scope, deadline, work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          const left = Math.max(1, deadline.getTime() - Date.now());
          const taken: Taken = { left, until: Number.POSITIVE_INFINITY, over: false };
          const inside = async (tx: Tx): Promise<Awaited<ReturnType<typeof work>>> => {
            taken.until = Date.now() + left;
            const own = withRaw(tx, taken);
            try {
              await enter(own, scope, left);
              return await work(own);
            } finally {
              taken.over = true;
            }
          };
          const timeout = left + LATE_MS;
          return await taking.run(taken, () =>
            prisma.$transaction(inside, { timeout, maxWait: Math.min(left, POOL_WAIT_MS) }),
          );
        } catch (error) {
          if (error instanceof Refusal) throw error;
          const kind = databaseProblem(error);
          if (kind === 'conflict' && attempt < ATTEMPTS) continue;
          throw asRefusal(kind, error, deadline);
        }
      }
    },
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool.end(), own.end()]);
    },
  };
}

const ENTER = `select set_config('katrol.branches', $1, true), set_config('katrol.universities', $2, true),
  set_config('katrol.subject', $3, true), set_config('statement_timeout', $4, true)`;

/** Sets what the transaction may reach. Also used between events of different branches. */
export async function enter(tx: RawTx, scope: Scope, millisecondsLeft: number): Promise<void> {
  await tx.$queryRawUnsafe(
    ENTER,
    scope.branches.join(','),
    scope.universities.join(','),
    scope.subject,
    String(Math.max(1, Math.floor(millisecondsLeft))),
  );
}

type Problem = 'conflict' | 'timeout' | 'away' | 'other';

const AWAY = ['08', '57P', '53'];
const AWAY_SYSTEM = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT'];

/** Finds the SQLSTATE or system code, however deep the driver wrapped it. */
export function databaseProblem(error: unknown): Problem {
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 6;
    at = at.cause, depth++
  ) {
    const found = ofCodes(codesOf(at), at.message);
    if (found) return found;
  }
  return 'other';
}

function codesOf(error: Error): string[] {
  const bag = error as {
    code?: unknown;
    originalCode?: unknown;
    meta?: { driverAdapterError?: unknown; code?: unknown };
  };
  const inner = bag.meta?.driverAdapterError as
    | { cause?: { originalCode?: unknown; kind?: unknown; code?: unknown } }
    | undefined;
  const own = (error.cause ?? {}) as { originalCode?: unknown; kind?: unknown };
  return [
    bag.code,
    bag.originalCode,
    bag.meta?.code,
    inner?.cause?.originalCode,
    inner?.cause?.kind,
    own.originalCode,
    own.kind,
  ]
    .filter((c) => c !== undefined)
    .map(String);
}

function ofCodes(codes: string[], message: string): Problem | undefined {
  if (codes.some((c) => ['40001', '40P01', 'P2034', 'TransactionWriteConflict'].includes(c)))
    return 'conflict';
  if (codes.some((c) => c === '57014' || c === 'P2028')) return 'timeout';
  if (codes.some((c) => AWAY.some((a) => c.startsWith(a)) || AWAY_SYSTEM.includes(c)))
    return 'away';
  if (
    codes.some((c) =>
      ['P1001', 'P1017', 'DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'].includes(c),
    )
  )
    return 'away';
  if (
    /Connection terminated|timeout exceeded when trying to connect|not queryable|server closed/i.test(
      message,
    )
  )
    return 'away';
  return undefined;
}

function asRefusal(kind: Problem, error: unknown, deadline: Date): unknown {
  if (kind === 'timeout' || (kind === 'other' && Date.now() >= deadline.getTime())) {
    return new Refusal('deadline_exceeded', 'DEADLINE_EXCEEDED', { cause: error });
  }
  if (kind === 'away') return new Refusal('unavailable', 'DATABASE_AWAY', { cause: error });
  if (kind === 'conflict') return new Refusal('aborted', 'CONFLICT', { cause: error });
  return error;
}
