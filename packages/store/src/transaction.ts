import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { Refusal } from '@katrol/runtime';
import { inlined, isInlinable, sql, type RawTx, type Sql } from './sql.ts';

/** What a transaction may reach: row-level security compares with exactly this. */
export type Scope = {
  branches: readonly string[];
  universities: readonly string[];
  subject: string;
};

/** A Prisma client, as far as a transaction needs it: each service's own has types of its own. */
export type PrismaLike = {
  $transaction(work: never, options: never): Promise<unknown>;
  $disconnect(): Promise<void>;
};
type Begin = (
  work: (tx: Models) => Promise<void>,
  options: { maxWait: number; timeout: number },
) => Promise<unknown>;

// between the last statement that is let through and Prisma's own end of the transaction
const LATE_MS = 500;

const entering = (scope: Scope, millisecondsLeft: number): Sql =>
  sql`select set_config('katrol.branches', ${scope.branches.join(',')}, true),
    set_config('katrol.universities', ${scope.universities.join(',')}, true),
    set_config('katrol.subject', ${scope.subject}, true),
    set_config('statement_timeout', ${String(Math.max(1, Math.floor(millisecondsLeft)))}, true)`;

/** Sets what the transaction may reach. Also used between events of different branches. */
export async function enter(
  tx: Pick<RawTx, 'query'>,
  scope: Scope,
  millisecondsLeft: number,
): Promise<void> {
  await tx.query(entering(scope, millisecondsLeft));
}

/** The connection that Prisma joins, instead of taking one of its own. */
const joining = new AsyncLocalStorage<pg.PoolClient>();

/** The pool that Prisma's adapter is given: it never gets a connection that is not joined. */
export class JoinedPool extends pg.Pool {
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
    const connection = joining.getStore();
    return connection ? Promise.resolve(joined(connection)) : super.connect();
  }
}

const ENDS = /^\s*(begin|commit|rollback)\s*$/i;

// begun and ended by us: Prisma only works in between
function joined(connection: pg.PoolClient): pg.PoolClient {
  const nothing = { rows: [], fields: [], rowCount: 0, command: '', oid: 0 };
  const query = (statement: string | { text: string }, ...rest: unknown[]): unknown => {
    const text = typeof statement === 'string' ? statement : statement.text;
    if (ENDS.test(text)) return Promise.resolve(nothing);
    return (connection.query as (...args: unknown[]) => unknown)(statement, ...rest);
  };
  const replaced: Record<string, unknown> = { query, release: () => undefined };
  return new Proxy(connection, {
    get: (target, name) =>
      Object.hasOwn(replaced, name) ? replaced[name as string] : Reflect.get(target, name, target),
  });
}

type Models = Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;

/** Prisma's part of a transaction: begun at the first use of a model, ended with ours. */
class PrismaPart {
  readonly #prisma: PrismaLike;
  readonly #connection: pg.PoolClient;
  readonly #timeout: number;
  #begun: Promise<Models> | undefined;
  #ended: Promise<unknown> | undefined;
  #end: () => void = () => undefined;

  constructor(prisma: PrismaLike, connection: pg.PoolClient, timeout: number) {
    this.#prisma = prisma;
    this.#connection = connection;
    this.#timeout = timeout;
  }

  begun(): Promise<Models> {
    this.#begun ??= new Promise<Models>((resolve, reject) => {
      const options = { timeout: this.#timeout, maxWait: this.#timeout };
      const start = this.#prisma.$transaction.bind(this.#prisma) as Begin;
      this.#ended = joining.run(this.#connection, () =>
        start((tx) => {
          resolve(tx);
          return new Promise<void>((end) => (this.#end = end));
        }, options),
      );
      this.#ended.catch(reject);
    });
    return this.#begun;
  }

  async end(): Promise<void> {
    this.#end();
    await this.#ended?.catch(() => undefined);
  }
}

const together = (statements: readonly Sql[]): string => statements.map(inlined).join('; ');

export type Running<Tx> = {
  tx: Tx;
  commit(): Promise<void>;
  rollback(): Promise<void>;
};

/**
 * Begins a transaction on a connection, in one round trip with its scope and `first`. Statements go
 * straight to the connection; models go through Prisma, which joins at the first use of one.
 */
export async function begin<Tx extends RawTx>(
  connection: pg.PoolClient,
  o: { scope: Scope; left: number; first: Sql | undefined; prisma: PrismaLike | undefined },
): Promise<Running<Tx>> {
  const until = Date.now() + o.left;
  const statements = [entering(o.scope, o.left), ...(o.first ? [o.first] : [])];
  const results = (await connection.query(
    `begin; ${together(statements)}`,
  )) as unknown as pg.QueryResult[];
  const state = { over: false };
  const soon: Sql[] = [];
  const last: Sql[] = [];
  const usable = (): pg.PoolClient => {
    if (state.over || Date.now() >= until) {
      throw new Refusal('deadline_exceeded', 'DEADLINE_EXCEEDED');
    }
    return connection;
  };
  const flush = async (): Promise<void> => {
    if (soon.length > 0) await usable().query(together(soon.splice(0)));
  };
  const ask = async (statement: Sql): Promise<pg.QueryResult> => {
    if (soon.length === 0 || !isInlinable(statement)) {
      await flush();
      return await usable().query(statement.text, statement.values);
    }
    const all = together([...soon.splice(0), statement]);
    return ((await usable().query(all)) as unknown as pg.QueryResult[]).at(-1) as pg.QueryResult;
  };
  const rawTx: RawTx = {
    query: async <Row>(statement: Sql) => (await ask(statement)).rows as Row[],
    execute: async (statement) => (await ask(statement)).rowCount ?? 0,
    firstChanged: o.first ? (results[2]?.rowCount ?? 0) : 0,
    soon: (...more) => void soon.push(...more),
    atEnd: (...more) => void last.push(...more),
  };
  const part = o.prisma && new PrismaPart(o.prisma, connection, o.left + LATE_MS);
  return {
    tx: withModels<Tx>(rawTx, part, async () => {
      await flush();
      usable();
    }),
    commit: async () => {
      await part?.end();
      usable();
      state.over = true;
      await connection.query([...[...soon, ...last].map(inlined), 'commit'].join('; '));
    },
    rollback: async () => {
      state.over = true;
      await part?.end();
      await connection.query('rollback');
    },
  };
}

function withModels<Tx extends RawTx>(
  rawTx: RawTx,
  part: PrismaPart | undefined,
  ready: () => Promise<void>,
): Tx {
  const model = (name: string): unknown =>
    new Proxy(
      {},
      {
        get:
          (_, method: string) =>
          async (...args: unknown[]): Promise<unknown> => {
            await ready();
            return await (await part?.begun())?.[name]?.[method]?.(...args);
          },
      },
    );
  return new Proxy(rawTx, {
    get: (statements, name) => {
      if (typeof name === 'symbol' || name === 'then' || Object.hasOwn(statements, name)) {
        return Reflect.get(statements, name) as unknown;
      }
      return part ? model(name) : undefined;
    },
  }) as Tx;
}
