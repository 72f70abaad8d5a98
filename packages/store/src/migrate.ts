import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import type * as EngineTypes from '@prisma/schema-engine-wasm';
import pg from 'pg';

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

// Prisma's adapter cuts a script at every semicolon, which breaks function bodies: here it goes out whole, and
// PostgreSQL runs it as one transaction.
class WholeScripts extends PrismaPg {
  readonly #opened: { dispose(): Promise<void> }[] = [];

  override async connect() {
    const adapter = await super.connect();
    this.#opened.push(adapter);
    adapter.executeScript = async (script) => {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
    };
    return adapter;
  }

  // the engine closes nothing, and its own advisory lock lives as long as its connection
  async close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((adapter) => adapter.dispose()));
  }
}

// The engine insists on a connection even where it only compares texts: this one answers with no rows.
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

const connected = async <T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  let lost: Error | undefined;
  client.on('error', (error) => (lost = error));
  await client.connect();
  try {
    const result = await use(client);
    if (lost) throw lost;
    return result;
  } finally {
    await client.end();
  }
};

// A migration is one implicit transaction, so one that did not finish left nothing behind: it may simply run again.
const forgetUnfinished = async (client: pg.Client, engine: SchemaEngine): Promise<void> => {
  const known = await client.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  );
  if (!known.rows[0]?.found) return;
  const unfinished = await client.query<{ migration_name: string }>(
    `SELECT DISTINCT migration_name FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
  for (const row of unfinished.rows)
    await engine.markMigrationRolledBack({ migrationName: row.migration_name });
};

/** What {@link applyMigrations} needs: the owner's address, the text of schema.prisma, the migrations in order. */
export interface MigrationInput {
  ownerUrl: string;
  schema: string;
  directories: Migration[];
}

/**
 * Brings a database up to date and returns the names applied now (none when it already was). Safe to call from
 * several processes at once: the later one waits, then finds nothing to do. A migration must not hold COMMIT or
 * anything that cannot run in a transaction. Throws with the engine's message when SQL fails or an applied
 * migration was edited afterwards.
 */
export const applyMigrations = ({
  ownerUrl,
  schema,
  directories,
}: MigrationInput): Promise<string[]> =>
  connected(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [migratorsLock]);
    const connections = new WholeScripts({ connectionString: ownerUrl, max: 1 });
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

/** The SQL that makes an empty database look like this schema.prisma: where a developer's first migration starts. */
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
 * Reads `<folder>/<n>_<name>/migration.sql` of several folders into one list sorted by name. A folder that is not
 * there, or two migrations of one name, is an error.
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

const ours = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;
const noLedger = `c.relname NOT LIKE '\\_prisma\\_migrations%'`;

// One query a kind; each returns lines already in a stable order. Role names are replaced afterwards.
const snapshotParts: [string, string][] = [
  [
    'types',
    `SELECT format('type %s.%s enum (%s)', n.nspname, t.typname, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)) AS line
       FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
      WHERE ${ours} GROUP BY n.nspname, t.typname ORDER BY 1`,
  ],
  [
    'tables',
    `SELECT format('%s %s.%s%s%s', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END,
                   n.nspname, c.relname, CASE WHEN c.relrowsecurity THEN ' row security' END, CASE WHEN c.relforcerowsecurity THEN ' forced' END) AS line
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} AND c.relkind IN ('r', 'p', 'v', 'm', 'S') ORDER BY n.nspname, c.relname`,
  ],
  [
    'columns',
    `SELECT format('%s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' END,
                   CASE WHEN d.adbin IS NOT NULL THEN CASE WHEN a.attgenerated <> '' THEN ' generated ' ELSE ' default ' END || pg_get_expr(d.adbin, d.adrelid) END,
                   CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity' END) AS line
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE ${ours} AND ${noLedger} AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY n.nspname, c.relname, a.attname`,
  ],
  [
    'constraints',
    `SELECT format('%s.%s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} AND k.contype <> 'n' ORDER BY n.nspname, c.relname, k.conname`,
  ],
  [
    'indexes',
    `SELECT pg_get_indexdef(i.indexrelid) AS line
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} ORDER BY 1`,
  ],
  [
    'policies',
    `SELECT format('%s.%s %s %s to %s using (%s) check (%s)', tablename, policyname, lower(permissive), cmd, array_to_string(roles, ', '), qual, with_check) AS line
       FROM pg_policies n_p JOIN pg_namespace n ON n.nspname = n_p.schemaname WHERE ${ours} ORDER BY schemaname, tablename, policyname`,
  ],
  [
    'grants',
    `SELECT format('%s %s to %s', c.relname, string_agg(lower(g.privilege_type), ', ' ORDER BY g.privilege_type),
                   CASE g.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(g.grantee) END) AS line
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) g
      WHERE ${ours} AND ${noLedger} AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND g.grantee <> c.relowner
      GROUP BY c.relname, g.grantee
      UNION ALL
     SELECT format('%s.%s %s to %s', c.relname, a.attname, string_agg(lower(g.privilege_type), ', ' ORDER BY g.privilege_type), pg_get_userbyid(g.grantee))
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) g
      WHERE ${ours} AND ${noLedger} GROUP BY c.relname, a.attname, g.grantee ORDER BY 1`,
  ],
  [
    'triggers',
    `SELECT pg_get_triggerdef(t.oid) AS line
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} AND NOT t.tgisinternal ORDER BY 1`,
  ],
  [
    'functions',
    `SELECT pg_get_functiondef(p.oid) AS line
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
      WHERE ${ours} AND l.lanname IN ('sql', 'plpgsql') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      ORDER BY p.proname, pg_get_function_identity_arguments(p.oid)`,
  ],
];

/**
 * The database's structure as text that two equal databases share to the letter, for a committed test/schema.sql.
 * The roles `x_owner` and `x` of the given address appear as `<owner>` and `<runtime>`, whatever x is.
 */
export const schemaSnapshot = (url: string): Promise<string> =>
  connected(url, async (client) => {
    const who = await client.query<{ name: string }>('SELECT current_user AS name');
    const runtime = (who.rows[0]?.name ?? '').replace(/_owner$/, '');
    const role = new RegExp(`(?<=\\bto (?:[\\w<>]+, )*)"?(${runtime})(_owner)?"?(?![\\w])`, 'gi');
    const parts: string[] = [];
    for (const [title, sql] of snapshotParts) {
      const { rows } = await client.query<{ line: string }>(sql);
      const lines = rows.map(({ line }) => line.trimEnd());
      const named = ['grants', 'policies'].includes(title)
        ? lines.map((line) =>
            line.replace(role, (_, __, owner?: string) => (owner ? '<owner>' : '<runtime>')),
          )
        : lines;
      if (named.length > 0) parts.push(`-- ${title}\n${named.join('\n')}\n`);
    }
    return parts.join('\n');
  });
