import type { Base } from '@katrol/disclosure';
import { createHash } from 'node:crypto';
import { dateOf, isUuid } from '@katrol/runtime';
import { found, raw, sql } from '@katrol/store';
import type { Period } from '../domain/period.ts';
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
};

/** The hash of what is kept, in one spelling. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');

const columns = raw(`r.id::text, r.number, json_build_object('kind', r.period_kind,
  'year', r.period_year, 'from', r.from_day, 'until', r.until_day) as period,
  r.made_on::text as "madeOn", r.note, coalesce(r.corrects_id::text, '') as "correctsId",
  r.cube_hash as "cubeHash", r.hash, r.definitions, r.tables, r.withheld`);

/** Releases, the newest first. */
export const releasesOf = (tx: Tx, limit: number): Promise<Release[]> =>
  tx.query(sql`select ${columns} from release r order by r.number desc limit ${limit}`);

export async function loadRelease(tx: Tx, id: string, field = 'id'): Promise<Release> {
  const rows = isUuid(id)
    ? await tx.query<Release>(sql`select ${columns} from release r where r.id = ${id}::uuid`)
    : [];
  return await found(field, rows[0]);
}

/** What was released before a number, oldest first. */
export const earlierThan = (tx: Tx, number: number): Promise<EarlierRelease[]> =>
  tx.query(
    sql`select r.number, json_build_object('kind', r.period_kind, 'year', r.period_year,
        'from', r.from_day, 'until', r.until_day) as period, r.tables
      from release r where r.number < ${number} order by r.number`,
  );

/** The number that the next release gets. Whoever makes one waits for who does. */
export async function nextNumber(tx: Tx): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('release'))`);
  const [row] = await tx.query<{ next: number }>(
    sql`select coalesce(max(number), 0) + 1 as next from release`,
  );
  return row?.next ?? 1;
}

type NewRelease = Omit<Release, 'id'> & { cube: Record<string, Base[]> };

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
