import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import type * as EngineTypes from '@prisma/schema-engine-wasm';
import type pg from 'pg';
import { connected } from './connected.ts';

export { schemaSnapshot } from './schema-snapshot.ts';

/** One migration folder: its name gives the order, its text is plain SQL. */
export interface Migration {
  name: string;
  sql: string;
}

const noFilter = { externalTables: [], externalEnums: [] };
// any constant: whoever migrates a database takes the same lock in it
const migratorsLock = 7_204_118_033;

type EngineModule = typeof EngineTypes & { __wbg_set_wasm(exports: unknown): void };
let loading: Promise<EngineModule> | undefined;

// Node's own types leave WebAssembly to the DOM's.
interface WebAssemblyLike {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
}

// Instantiated by hand: importing a .wasm file is experimental in Node and unknown to Jest.
const loadEngine = async (): Promise<EngineModule> => {
  const file = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const engine =
    (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as EngineModule;
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        console.error(`the schema engine stopped: ${message}`);
      },
    },
  });
  const bytes = await readFile(path.join(path.dirname(file), 'schema_engine_bg.wasm'));
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyLike };
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engine;
};

// any other constant: held while a migration runs, also when who sent it is gone
const runningLock = 7_204_118_035;

// In the transaction of the migration itself: whoever is killed when, what the ledger says was done
// is what was done. A row that somebody gave up meanwhile takes the migration back.
const inLedger = (script: string): string => `SELECT pg_advisory_xact_lock(${runningLock});
${script}
;DO $ledger$ BEGIN
  UPDATE _prisma_migrations SET finished_at = clock_timestamp()
    WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'the ledger does not wait for this migration'; END IF;
END $ledger$`;

// Prisma's adapter cuts a script at every semicolon, which breaks function bodies: here it goes out
// whole, and PostgreSQL runs it as one transaction.
class WholeScripts extends PrismaPg {
  readonly #opened: { dispose(): Promise<void> }[] = [];
  readonly #migrations: ReadonlySet<string>;

  constructor(ownerUrl: string, migrations: readonly Migration[]) {
    super({ connectionString: ownerUrl, max: 1 });
    this.#migrations = new Set(migrations.map(({ sql }) => sql));
  }

  override async connect() {
    const adapter = await super.connect();
    this.#opened.push(adapter);
    adapter.executeScript = async (script) => {
      // the engine's own, for its ledger, are scripts too
      const sql = this.#migrations.has(script) ? inLedger(script) : script;
      await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
  }

  // the engine closes nothing, and its own advisory lock lives as long as its connection
  async close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((adapter) => adapter.dispose()));
  }
}

// The engine insists on a connection even where it only compares texts: this one answers with no
// rows.
const noConnection = (): object => {
  const connection = {
    provider: 'postgres' as const,
    adapterName: 'none',
    queryRaw: () => Promise.resolve({ columnNames: [], columnTypes: [], rows: [] }),
    executeRaw: () => Promise.resolve(0),
    executeScript: () => Promise.resolve(),
    startTransaction: () => Promise.reject(new Error('nothing is connected')),
    dispose: () => Promise.resolve(),
  };
  const connect = () => Promise.resolve(connection);
  return bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: 'none',
    connect,
    connectToShadowDb: connect,
  });
};

const withEngine = async <T>(
  factory: object,
  schema: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> => {
  loading ??= loadEngine();
  const { SchemaEngine } = await loading;
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => undefined,
    factory,
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
  }
};

// A migration and its line in the ledger are one transaction, so one that did not finish left
// nothing behind: it may simply run again. PostgreSQL goes on with what a killed migrator sent, so
// that is waited for.
const forgetUnfinished = async (client: pg.Client, engine: SchemaEngine): Promise<void> => {
  await client.query('SELECT pg_advisory_lock($1)', [runningLock]);
  await client.query('SELECT pg_advisory_unlock($1)', [runningLock]);
  const known = await client.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  );
  if (!known.rows[0]?.found) return;
  const unfinished = await client.query<{ migration_name: string }>(
    `SELECT DISTINCT migration_name FROM _prisma_migrations
      WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
  for (const row of unfinished.rows)
    await engine.markMigrationRolledBack({ migrationName: row.migration_name });
};

/**
 * What {@link applyMigrations} needs: the owner's address, the text of schema.prisma, the
 * migrations in order.
 */
export interface MigrationInput {
  ownerUrl: string;
  schema: string;
  directories: Migration[];
}

/**
 * Brings a database up to date and returns the names applied now (none when it already was). Safe
 * to call from several processes at once: the later one waits, then finds nothing to do. A
 * migration must not hold COMMIT or anything that cannot run in a transaction. Throws with the
 * engine's message when SQL fails or an applied migration was edited afterwards.
 */
export const applyMigrations = ({
  ownerUrl,
  schema,
  directories,
}: MigrationInput): Promise<string[]> =>
  connected(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [migratorsLock]);
    const connections = new WholeScripts(ownerUrl, directories);
    return withEngine(bindMigrationAwareSqlAdapterFactory(connections), schema, async (engine) => {
      await forgetUnfinished(client, engine);
      const migrationsList = {
        baseDir: '/migrations',
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: directories.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
        })),
      };
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList,
        filters: noFilter,
      });
      return appliedMigrationNames;
    }).finally(() => connections.close());
  });

/**
 * The SQL that makes an empty database look like this schema.prisma: where a developer's first
 * migration starts.
 */
export const diffFromEmpty = (schema: string): Promise<string> =>
  withEngine(noConnection(), schema, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: null,
      filters: noFilter,
    });
    return stdout ?? '';
  });

/**
 * Reads `<folder>/<n>_<name>/migration.sql` of several folders into one list sorted by name. A
 * folder that is not there, or two migrations of one name, is an error.
 */
export const readMigrations = async (...folders: string[]): Promise<Migration[]> => {
  const found = new Map<string, Migration>();
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const file = path.join(folder, entry.name, 'migration.sql');
      if (found.has(entry.name))
        throw new Error(`two migrations are called ${entry.name}: the second is ${file}`);
      found.set(entry.name, { name: entry.name, sql: await readFile(file, 'utf8') });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};
