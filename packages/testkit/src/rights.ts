import { expect } from '@jest/globals';
import pg from 'pg';
import type { TestDatabase } from './database.ts';

// what the kit keeps for good: written by its functions only, or added to
const WRITTEN_BY_FUNCTION = ['audit', 'audit_checkpoint', 'audit_key', 'audit_seal'];
const ADDED_TO = ['inbox'];
// everything that runs with more than the caller's rights
const DEFINERS = [
  'audit_chain_end',
  'introduce_audit_key',
  'seal_audit',
  'sign_audit',
  'write_audit',
];

type Database = Pick<TestDatabase, 'admin' | 'url'>;
type Rights = { name: string; kind: string; rights: string[] };

const EVERY = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
  'MAINTAIN',
];

/** What a role may with each table and sequence; a right on one column counts as a right. */
const rightsOf = async (admin: pg.Pool, role: string): Promise<Rights[]> =>
  (
    await admin.query<Rights>(
      `select c.relname as name, c.relkind::text as kind, array(
          select p from unnest($2::text[]) p where case
            when c.relkind = 'S' then p in ('SELECT', 'UPDATE')
              and (has_sequence_privilege($1, c.oid, 'USAGE') or has_sequence_privilege($1, c.oid, p))
            else has_table_privilege($1, c.oid, p) or (p in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
              and has_any_column_privilege($1, c.oid, p)) end) as rights
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
        order by 1`,
      [role, EVERY],
    )
  ).rows;

/**
 * Walks the catalogue: what the runtime role may with every table, sequence and function keeps to
 * the rules. `appendOnly`: the service's own tables in which nothing is changed or deleted.
 */
export async function keepsToItsRights(t: Database, appendOnly: readonly string[]): Promise<void> {
  const role = new URL(t.url).username;
  const all = await rightsOf(t.admin, role);
  expect(all.length).toBeGreaterThan(9);
  const but = (allowed: readonly string[]) => (r: Rights) =>
    r.rights.some((p) => !allowed.includes(p));
  const named = (names: readonly string[]): Rights[] => all.filter((r) => names.includes(r.name));
  const closed = (r: Rights): boolean => r.kind === 'S' || r.name.startsWith('_prisma_migrations');
  expect(all.some((r) => r.name.startsWith('_prisma_migrations'))).toBe(true);
  expect(all.filter(closed).filter(but([]))).toEqual([]);
  expect(named(WRITTEN_BY_FUNCTION).filter(but(['SELECT']))).toEqual([]);
  expect(named([...ADDED_TO, ...appendOnly]).filter(but(['SELECT', 'INSERT']))).toEqual([]);
  expect(named(appendOnly).map((r) => r.name)).toEqual([...appendOnly].sort());
  expect(all.filter(but(['SELECT', 'INSERT', 'UPDATE', 'DELETE']))).toEqual([]);
  await ownsAndMakesNothing(t.admin, role);
  await runsNothingMore(t.admin, role);
}

async function ownsAndMakesNothing(admin: pg.Pool, role: string): Promise<void> {
  const { rows } = await admin.query(
    `select has_schema_privilege($1, 'public', 'CREATE') as schema,
        has_database_privilege($1, current_database(), 'CREATE') as database,
        has_database_privilege($1, current_database(), 'TEMP') as temporary,
        (select count(*)::int from pg_auth_members m join pg_roles r on r.oid = m.member
          where r.rolname = $1) as roles,
        (select count(*)::int from pg_default_acl d, aclexplode(d.defaclacl) g
          join pg_roles r on r.oid = g.grantee where r.rolname = $1) as comes`,
    [role],
  );
  const nothing = { schema: false, database: false, temporary: false, roles: 0, comes: 0 };
  expect(rows).toEqual([nothing]);
}

// a function with the caller's own rights gives none; one with its owner's is reviewed, and looks
// its names up where nobody else can put one
async function runsNothingMore(admin: pg.Pool, role: string): Promise<void> {
  const { rows } = await admin.query<{ name: string; pinned: boolean; super: boolean }>(
    `select p.proname as name, r.rolsuper as super,
        coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false) as pinned
      from pg_proc p join pg_roles r on r.oid = p.proowner
      where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and has_function_privilege($1, p.oid, 'EXECUTE') order by 1`,
    [role],
  );
  const known = DEFINERS.map((name) => ({ name, pinned: true, super: false }));
  expect(rows).toEqual(known);
  const others = await admin.query(
    `select proname from pg_proc where pronamespace = 'public'::regnamespace
        and proname in ('kit_runtime_role', 'refuse_rewriting', 'only_the_sealer')
        and has_function_privilege($1, oid, 'EXECUTE')`,
    [role],
  );
  expect(others.rows).toEqual([]);
}

type Attempt = { as?: string; sql: string };
const LINE = { kind: 'person', name: 'Iemand', role: '', rpc: '/x', what: 'file', branch_code: '' };
const SAID = { ...LINE, object_id: '', outcome: 'ok', reason: '', trace_id: '' };
const write = (line: object): string => `select write_audit('[${JSON.stringify(line)}]')`;
const forge = `decode(repeat('ab', 32), 'hex')`;
const ROW = `'x', 'person', '/x', 'ok'`;

const FORBIDDEN: Attempt[] = [
  { sql: `insert into audit (subject, kind, rpc, outcome) values (${ROW})` },
  {
    sql: `insert into audit (subject, kind, rpc, outcome, occurred_at)
      values (${ROW}, now() - interval '1 day')`,
  },
  {
    sql: `insert into audit (seq, subject, kind, rpc, outcome) overriding system value
      values (1000000, ${ROW})`,
  },
  { sql: `insert into audit_seal (position, seq, hash) values (1000000, 1, ${forge})` },
  {
    sql: `insert into audit_checkpoint (position, recorded_at, hash, key_id, signature)
      values (1000000, now(), ${forge}, 'x', ${forge})`,
  },
  { sql: write(SAID) },
  { as: 'kit:seal', sql: write(SAID) },
  { as: 'kit:tidy', sql: write(SAID) },
  { as: 'somebody', sql: `select seal_audit(array[1::bigint], array[${forge}])` },
  { as: 'somebody', sql: `select sign_audit('x', ${forge})` },
  { as: 'somebody', sql: `select introduce_audit_key('x', 'x', 0, '', ${forge}, ${forge})` },
  // not at the end of the chain; behind a key that is not there
  { as: 'kit:seal', sql: `select introduce_audit_key('x', 'x', 99999, '', ${forge}, ${forge})` },
  {
    as: 'kit:seal',
    sql: `select introduce_audit_key('x', 'x', (select "position" from audit_chain_end()), 'nobody',
      ${forge}, ${forge})`,
  },
  // a hash that is not the row's; a row that is not there
  {
    as: 'kit:seal',
    sql: `select seal_audit(array[(select max(seq) from audit)], array[${forge}])`,
  },
  { as: 'kit:seal', sql: `select seal_audit(array[99999999::bigint], array[${forge}])` },
  { sql: 'select only_the_sealer()' },
  { sql: `select nextval('audit_seq_seq')` },
  { sql: `select setval('audit_seq_seq', 1000000)` },
  { sql: `select setval('outbox_seq_seq', 1)` },
  { sql: 'select * from _prisma_migrations' },
  { sql: 'delete from _prisma_migrations' },
  { sql: `update _prisma_migrations set checksum = ''` },
  { sql: 'alter table audit disable trigger append_only' },
  { sql: 'alter table audit no force row level security' },
  { sql: 'drop policy read_by_branch on audit' },
  { sql: 'create table mine (id int)' },
  { sql: 'create temporary table audit (id int)' },
  { sql: 'create function mine() returns int language sql as $$ select 1 $$' },
  { sql: 'set session_replication_role = replica' },
];

/** Changing, deleting and emptying what is only added to. */
const rewriting = async (admin: pg.Pool, tables: readonly string[]): Promise<Attempt[]> =>
  (
    await admin.query<{ table: string; column: string }>(
      `select table_name as table, min(column_name) as column from information_schema.columns
        where table_schema = 'public' and table_name = any ($1) group by 1`,
      [tables],
    )
  ).rows.flatMap(({ table, column }) => [
    { sql: `update ${table} set ${column} = ${column}` },
    { sql: `delete from ${table}` },
    { sql: `truncate ${table}` },
  ]);

/** Each thing that is forbidden, tried in the runtime role; what is allowed says who and when. */
export async function isRefusedTheRest(t: Database, appendOnly: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: t.url });
  await client.connect();
  const tried = async ({ as = '', sql }: Attempt): Promise<string> => {
    await client.query('begin');
    try {
      await client.query(`select set_config('katrol.subject', $1, true)`, [as]);
      await client.query(sql);
      return 'done';
    } catch (error) {
      return (error as pg.DatabaseError).code ?? String(error);
    } finally {
      await client.query('rollback');
    }
  };
  try {
    const kept = [...WRITTEN_BY_FUNCTION, ...ADDED_TO, ...appendOnly];
    for (const attempt of [...FORBIDDEN, ...(await rewriting(t.admin, kept))]) {
      expect([attempt.sql, await tried(attempt)]).toEqual([attempt.sql, '42501']);
    }
    await writesInItsOwnName(client, t.admin);
  } finally {
    await client.end();
  }
}

async function writesInItsOwnName(client: pg.Client, admin: pg.Pool): Promise<void> {
  const claimed = { seq: 7_000_000, subject: 'somebody else', occurred_at: '2020-01-01' };
  await client.query(`begin; select set_config('katrol.subject', 'the writer', true)`);
  await client.query(write({ ...SAID, ...claimed }));
  await client.query('commit');
  const { rows } = await admin.query(
    `select subject, seq < 7000000 as numbered, occurred_at > now() - interval '1 minute' as dated
      from audit order by seq desc limit 1`,
  );
  expect(rows).toEqual([{ subject: 'the writer', numbered: true, dated: true }]);
}
