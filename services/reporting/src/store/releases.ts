import type { Base } from '@katrol/disclosure';
import { createHash } from 'node:crypto';
import { dateOf, isUuid } from '@katrol/runtime';
import { found, raw, sql } from '@katrol/store';
import type { Period, PeriodKey } from '../domain/period.ts';
import type { Definition, EarlierRelease, ReleasedTable, Withheld } from '../domain/release.ts';
import type { CubeCell } from './figures.ts';
import type { Tx } from './client.ts';

/** A release as it was made. */
export type Release = {
  id: string;
  number: number;
  period: Period;
  madeOn: string;
  note: string;
  correctsId: string;
  cubeHash: string;
  hash: string;
  definitions: Definition[];
  tables: ReleasedTable[];
  withheld: Withheld[];
  /** how many cells of it are shown, and how many hidden */
  shown: number;
  hidden: number;
};

/** The hash of what is kept, in one spelling. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');

const line = `r.id::text, r.number, json_build_object('kind', r.period_kind,
  'year', r.period_year, 'from', r.from_day, 'until', r.until_day) as period,
  r.made_on::text as "madeOn", r.note, coalesce(r.corrects_id::text, '') as "correctsId",
  r.cube_hash as "cubeHash", r.hash, c.shown, c.hidden`;
const counted = raw(`release r cross join lateral (
  select count(*) filter (where not (cell->>'hidden')::boolean)::int as shown,
    count(*) filter (where (cell->>'hidden')::boolean)::int as hidden
  from jsonb_array_elements(r.tables) t, jsonb_array_elements(t->'cells') cell) c`);
const lineOnly = raw(`${line}, '[]'::json as tables, '[]'::json as withheld,
  '[]'::json as definitions`);
const whole = raw(`${line}, r.definitions, r.tables, r.withheld`);

/** Releases, the newest first, without their tables. */
export const releasesOf = (tx: Tx, limit: number): Promise<Release[]> =>
  tx.query(sql`select ${lineOnly} from ${counted} order by r.number desc limit ${limit}`);

export async function loadRelease(tx: Tx, id: string, field = 'id'): Promise<Release> {
  const rows = isUuid(id)
    ? await tx.query<Release>(sql`select ${whole} from ${counted} where r.id = ${id}::uuid`)
    : [];
  return await found(field, rows[0]);
}

/** The last release of a year; undefined where there is none. */
export async function lastOf(
  tx: Tx,
  { kind, year }: PeriodKey,
): Promise<Pick<Release, 'id' | 'number'> | undefined> {
  const [last] = await tx.query<Pick<Release, 'id' | 'number'>>(
    sql`select id::text, number from release
      where period_kind = ${kind} and period_year = ${year} order by number desc limit 1`,
  );
  return last;
}

/** What was released before a number of days that are among these, oldest first. */
export const earlierThan = (
  tx: Tx,
  number: number,
  { from, until }: Pick<Period, 'from' | 'until'>,
): Promise<EarlierRelease[]> =>
  tx.query(
    sql`select r.number, json_build_object('kind', r.period_kind, 'year', r.period_year,
        'from', r.from_day, 'until', r.until_day) as period, r.tables
      from release r where r.number < ${number}
        and r.from_day <= ${until}::date and r.until_day >= ${from}::date order by r.number`,
  );

/** The number that the next release gets. Whoever makes one waits for who does. */
export async function nextNumber(tx: Tx): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('release'))`);
  const [row] = await tx.query<{ next: number }>(
    sql`select coalesce(max(number), 0) + 1 as next from release`,
  );
  return row?.next ?? 1;
}

type NewRelease = Omit<Release, 'id' | 'shown' | 'hidden'> & { cube: Record<string, Base[]> };

/** Keeps a release with the cube that it was made from. */
export async function insertRelease(tx: Tx, { cube, period, ...r }: NewRelease): Promise<string> {
  const { id } = await tx.release.create({
    data: {
      number: r.number,
      periodKind: period.kind,
      periodYear: period.year,
      from: dateOf(period.from),
      until: dateOf(period.until),
      madeOn: dateOf(r.madeOn),
      note: r.note,
      correctsId: r.correctsId === '' ? null : r.correctsId,
      cubeHash: r.cubeHash,
      hash: r.hash,
      definitions: r.definitions,
      tables: r.tables,
      withheld: r.withheld,
    },
    select: { id: true },
  });
  const rows = Object.entries(cube).flatMap(([indicator, cells]) =>
    cells.map((cell) => ({ indicator, ...cell })),
  );
  await tx.execute(
    sql`insert into release_cube (release_id, branch_code, indicator, area, code, value)
      select ${id}::uuid, c.branch, c.indicator, c.area, c.code, c.value
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as c(branch text, indicator text, area text, code text, value int)`,
  );
  return id;
}

/** The cube of a release, in one order: of the branches that the transaction may reach. */
export async function cubeKept(tx: Tx, releaseId: string): Promise<Record<string, Base[]>> {
  const rows = await tx.query<CubeCell & { indicator: string }>(
    sql`select indicator, branch_code as branch, area, code, value from release_cube
      where release_id = ${releaseId}::uuid`,
  );
  const cube: Record<string, Base[]> = {};
  for (const { indicator, ...cell } of rows) (cube[indicator] ??= []).push(cell);
  return inOneOrder(cube);
}

const text = ({ branch, area, code }: Base): string => `${branch}\u0000${area}\u0000${code}`;

/** The same cube always reads the same. */
export const inOneOrder = (cube: Record<string, Base[]>): Record<string, Base[]> =>
  Object.fromEntries(
    Object.entries(cube)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([indicator, cells]) => [
        indicator,
        cells
          .map(({ branch, area, code, value }) => ({ branch, area, code, value }))
          .toSorted((a, b) => (text(a) < text(b) ? -1 : 1)),
      ]),
  );
