import type pg from 'pg';
import type { AuditWhat, PrincipalKind } from '@katrol/proto/katrol/common/v1/codes';
import { column, type ListSpec } from '../list.ts';
import { raw, sql, type RawTx, type Sql } from '../sql.ts';
import { enter, type Scope } from '../transaction.ts';
import { AS_SEALER } from './chain.ts';

/** Lets `work` see what the kit sees of the audit; the rest of the transaction is its own again. */
export async function withSealersEye<T>(
  tx: RawTx,
  own: { scope: Scope; deadline: Date },
  work: () => Promise<T>,
): Promise<T> {
  await tx.query(raw(AS_SEALER));
  const found = await work();
  await enter(tx, own.scope, own.deadline.getTime() - Date.now());
  return found;
}

async function asSealer<T>(pool: pg.Pool, work: (c: pg.PoolClient) => Promise<T>): Promise<T> {
  const c = await pool.connect();
  let broken = false;
  try {
    await c.query('begin');
    await c.query(AS_SEALER);
    const result = await work(c);
    await c.query('commit');
    return result;
  } catch (error) {
    broken = !(await c.query('rollback').then(
      () => true,
      () => false,
    ));
    throw error;
  } finally {
    c.release(broken);
  }
}

/**
 * How many different files a person opened in the last hour, and how many in an hour of the last
 * four weeks in which they opened any.
 */
export const readingOf = (
  pool: pg.Pool,
  subject: string,
): Promise<{ lately: { what: string; id: string }[]; usual: number }> =>
  asSealer(pool, async (c) => {
    const lately = await c.query<{ what: string; id: string }>(
      `select distinct what, object_id as id from audit
        where subject = $1 and what in ('file', 'name') and outcome = 'ok'
        and occurred_at > now() - interval '1 hour'`,
      [subject],
    );
    const usual = await c.query<{ usual: number }>(
      `select coalesce(ceil(avg(opened)), 0)::int as usual from (
         select count(distinct object_id) as opened from audit
         where subject = $1 and what = 'file' and outcome = 'ok'
         and occurred_at between now() - interval '28 days' and now() - interval '1 hour'
         group by date_trunc('hour', occurred_at)) hours`,
      [subject],
    );
    return { lately: lately.rows, usual: usual.rows[0]?.usual ?? 0 };
  });

export type BulkReading = {
  subject: string;
  name: string;
  role: string;
  opened: number;
  usual: number;
  stopped: boolean;
  since: Date;
};

/** Keeps what is unusual, one row for each person and hour; says whether it is the first of it. */
export const keepBulkReading = (pool: pg.Pool, b: BulkReading): Promise<boolean> =>
  asSealer(pool, async (c) => {
    await c.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [b.subject]);
    const known = await c.query(
      `update bulk_reading set opened = greatest(opened, $2), stopped = stopped or $3
       where subject = $1 and recorded_at > now() - interval '1 hour'`,
      [b.subject, b.opened, b.stopped],
    );
    if (known.rowCount) return false;
    await c.query(
      `insert into bulk_reading (subject, name, role, opened, usual, stopped, since)
        values ($1, $2, $3, $4, $5, $6, $7)`,
      [b.subject, b.name, b.role, b.opened, b.usual, b.stopped, b.since],
    );
    return true;
  });

/** What one person did with a file on one day. */
export type ReadRow = {
  day: string;
  firstAt: Date;
  lastAt: Date;
  times: number;
  name: string;
  role: string;
  kind: PrincipalKind;
  what: AuditWhat;
  reason: string;
  branchCode: string;
};

/** Who opened more than usual within an hour. */
export type BulkRow = {
  id: string;
  subject: string;
  name: string;
  role: string;
  opened: number;
  usual: number;
  stopped: boolean;
  since: Date;
};

// what was done with the file itself, and the exports of its branch since it was there: a list was
// taken out that may have held it
const ofFiles = (objectIds: readonly string[]): Sql =>
  sql`select * from audit where object_id = any (${objectIds}::text[]) and outcome = 'ok'
    union all
    select e.* from audit e where e.what = 'export' and e.outcome = 'ok' and e.occurred_at >=
      (select min(o.occurred_at) from audit o where o.object_id = any (${objectIds}::text[])
        and o.outcome = 'ok' and o.branch_code = e.branch_code)`;

/** People who touched any of these files, each with when they did last; who did so last first. */
export const readersOf = (
  tx: RawTx,
  objectIds: readonly string[],
  most: number,
): Promise<{ name: string; lastAt: Date }[]> =>
  tx.query(
    sql`select (array_agg(name order by seq desc))[1] as name, max(occurred_at) as "lastAt"
      from (${ofFiles(objectIds)}) lines where name <> ''
      group by subject order by 2 desc, subject limit ${most}::int`,
  );

/**
 * What is on record about a file: a line for each day, person and kind of reading. Row-level
 * security leaves the caller's own branches. `first_at` is the order to read all of it in: reading
 * it writes lines too, and those never move one that is there.
 */
export const readList = (objectId: string): ListSpec<ReadRow> => ({
  from: sql`(select min(seq) as seq, (occurred_at at time zone 'Europe/Brussels')::date as day,
      min(occurred_at) as first_at, max(occurred_at) as last_at, count(*)::int as times, name, role,
      kind, what, reason, branch_code
    from (${ofFiles([objectId])}) lines
    group by day, subject, name, role, kind, what, reason, branch_code) r`,
  columns: {
    day: column(sql`r.day::text`),
    firstAt: column(sql`r.first_at`),
    lastAt: column(sql`r.last_at`),
    times: column(sql`r.times`),
    name: column(sql`r.name`),
    role: column(sql`r.role`),
    kind: column(sql`r.kind`),
    what: column(sql`r.what`),
    reason: column(sql`r.reason`),
    branchCode: column(sql`r.branch_code`),
  },
  where: sql`true`,
  filters: {
    what: { sql: sql`r.what`, kind: 'one', facet: true },
    day: { sql: sql`r.day`, kind: 'dates' },
  },
  sorts: {
    last_at: { sql: sql`r.last_at`, type: 'timestamptz' },
    first_at: { sql: sql`r.first_at`, type: 'timestamptz' },
    name: { sql: sql`r.name`, type: 'text' },
  },
  defaultSort: '-last_at',
  id: sql`r.seq`,
});

/** One refusal that concerns the caller's branches. */
export type RefusedRow = {
  at: Date;
  name: string;
  role: string;
  kind: PrincipalKind;
  rpc: string;
  reason: string;
  branchCode: string;
};

/** Who was refused what; row-level security leaves the caller's own branches. */
export const refusedList = (): ListSpec<RefusedRow> => ({
  from: sql`audit a`,
  columns: {
    at: column(sql`a.occurred_at`),
    name: column(sql`a.name`),
    role: column(sql`a.role`),
    kind: column(sql`a.kind`),
    rpc: column(sql`a.rpc`),
    reason: column(sql`a.outcome`),
    branchCode: column(sql`a.branch_code`),
  },
  where: sql`a.what = 'refused'`,
  filters: {
    reason: { sql: sql`a.outcome`, kind: 'one', facet: true },
    day: { sql: sql`(a.occurred_at at time zone 'Europe/Brussels')::date`, kind: 'dates' },
  },
  sorts: { at: { sql: sql`a.occurred_at`, type: 'timestamptz' } },
  defaultSort: '-at',
  id: sql`a.seq`,
});

export const bulkReadingList = (): ListSpec<BulkRow> => ({
  from: sql`bulk_reading b`,
  columns: {
    id: column(sql`b.id::text`),
    subject: column(sql`b.subject`),
    name: column(sql`b.name`),
    role: column(sql`b.role`),
    opened: column(sql`b.opened`),
    usual: column(sql`b.usual`),
    stopped: column(sql`b.stopped`),
    since: column(sql`b.since`),
  },
  where: sql`true`,
  filters: {},
  sorts: {
    since: { sql: sql`b.since`, type: 'timestamptz' },
    opened: { sql: sql`b.opened`, type: 'int' },
  },
  defaultSort: '-since',
  id: sql`b.id`,
});
