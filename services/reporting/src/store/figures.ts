import { column, empty, join, raw, sql, type ListSpec, type Sql } from '@katrol/store';
import { waitBands } from '../domain/bands.ts';
import { ofFamilies, type Dimension, type Indicator } from '../domain/indicator.ts';
import type { Period } from '../domain/period.ts';
import type { Tx } from './client.ts';

/** Which families, by where they live, what they speak, in which stage; empty: all. */
export type FamilyFilter = {
  municipalities: readonly string[];
  languageBands: readonly string[];
  stages: readonly string[];
};
export const everyFamily: FamilyFilter = { municipalities: [], languageBands: [], stages: [] };

/** Are only some of the families meant? */
export const isNarrowed = (filter: FamilyFilter): boolean =>
  Object.values(filter).some(({ length }) => length > 0);

type Days = Pick<Period, 'from' | 'until'>;

/** One figure's rows in two periods; `isTotal` is all of them together. */
export type CountedRow = {
  indicator: string;
  now: boolean;
  isTotal: boolean;
  code: string;
  value: number;
  from: number;
};

const bounds = waitBands.slice(0, -1).map(({ untilDays }) => untilDays + 1);
const bands = waitBands.map(({ band }) => band);

/** How many days something lasted, or lasts until today. */
const lasted = (today: string): Sql => sql`(coalesce(f.until, ${today}::date) - f.day)`;

/** By what the rows of a figure are told apart, in SQL. */
export const rowsBy: Record<Dimension, (today: string) => Sql> = {
  '': () => sql`''`,
  code: () => sql`f.code`,
  other: () => sql`f.other`,
  about: () => sql`coalesce(f.about_id::text, '')`,
  municipality: () => sql`coalesce(c.municipality, '')`,
  language_band: () => sql`coalesce(c.language_band, '')`,
  stage: () => sql`coalesce(c.stage, '')`,
  tutor_kind: () => sql`coalesce(t.kind, '')`,
  university: () => sql`coalesce(t.university_code, '')`,
  wait_band: (today) =>
    sql`(${bands}::text[])[width_bucket(${lasted(today)}, ${bounds}::int[]) + 1]`,
};

/** What a figure measures, in SQL. */
export const measured = ({ measure }: Indicator, today: string): Sql => {
  if (measure === 'families') return sql`count(distinct coalesce(c.root_id, f.family_id))::int`;
  if (measure === 'tutors') return sql`count(distinct f.tutor_id)::int`;
  if (measure === 'hours') return sql`round(sum(f.amount) / 60.0)::int`;
  if (measure === 'median_days')
    return sql`round(percentile_cont(0.5) within group (order by ${lasted(today)}))::int`;
  return sql`count(*)::int`;
};

const BY_FAMILY: readonly Dimension[] = ['municipality', 'language_band', 'stage'];
const BY_TUTOR: readonly Dimension[] = ['tutor_kind', 'university'];

/** The facts with what they are told apart by, and nothing else: planning a page costs by the join. */
export function fromFor(
  { by, measure, area }: Indicator,
  all: { family: boolean; area: boolean },
): Sql {
  const family = all.family || BY_FAMILY.includes(by) || measure === 'families';
  const tutor = BY_TUTOR.includes(by) || (all.area && area === 'university');
  return sql`fact f${
    family ? sql` left join counted_family c on c.family_id = f.family_id` : empty
  }${tutor ? sql` left join counted_tutor t on t.tutor_id = f.tutor_id` : empty}`;
}
const everything = { family: true, area: true };

const one = (of: Sql, among: readonly string[]): Sql =>
  among.length === 0 ? empty : sql` and ${of} = any (${among})`;

/** Which facts an indicator counts. */
export const counts = ({ fact, where }: Indicator): Sql =>
  sql`f.kind = ${fact}${one(sql`f.code`, where.code ?? [])}${one(sql`f.other`, where.other ?? [])}${
    where.amount === 'some' ? sql` and f.amount > 0` : empty
  }`;

/** Which families are meant, in SQL. */
export const families = ({ municipalities, languageBands, stages }: FamilyFilter): Sql =>
  sql`${one(sql`c.municipality`, municipalities)}${one(sql`c.language_band`, languageBands)}${one(
    sql`c.stage`,
    stages,
  )}`;

/** Does a day lie in a period? In SQL. */
export const within = (day: Sql, { from: first, until }: Days): Sql =>
  sql`${day} between ${first}::date and ${until}::date`;

/** The day on which a fact counts, in SQL. */
export const dayOf = ({ countedOn }: Indicator): Sql =>
  raw(countedOn === 'until' ? 'f.until' : 'f.day');

/** The figures of a branch in a year and in the one before, in one reading. */
export async function countFigures(
  tx: Tx,
  indicators: readonly Indicator[],
  asked: { branchCode: string; now: Days; before: Days; today: string; filter: FamilyFilter },
): Promise<CountedRow[]> {
  const { branchCode, now, before, today, filter } = asked;
  const parts = indicators.map((indicator) => {
    const day = dayOf(indicator);
    const from = fromFor(indicator, { family: isNarrowed(filter), area: false });
    return sql`(select ${indicator.code} as indicator, g.now, grouping(g.code) = 1 as "isTotal",
        coalesce(g.code, '') as code, ${measured(indicator, today)} as value, count(*)::int as "from"
      from ${from} cross join lateral (select ${day} >= ${now.from}::date as now,
        ${rowsBy[indicator.by](today)} as code) g
      where f.branch_code = ${branchCode} and ${counts(indicator)}
        and (${within(day, now)} or ${within(day, before)})${families(filter)}
      group by grouping sets ((g.now, g.code), (g.now)))`;
  });
  // many small parts: compiling them takes longer than they do
  tx.soon(sql`select set_config('jit', 'off', true)`);
  return await tx.query<CountedRow>(join(parts, ' union all '));
}

/** How many families that asked in a period live where: for the map and the filter. */
export const familiesByTown = (
  tx: Tx,
  { branchCode, days }: { branchCode: string; days: Days },
): Promise<{ code: string; value: number }[]> =>
  tx.query(
    sql`select c.municipality as code, count(distinct c.root_id)::int as value
      from fact f join counted_family c on c.family_id = f.family_id
      where f.branch_code = ${branchCode} and f.kind = 'referral' and ${within(sql`f.day`, days)}
      group by 1 order by 2 desc`,
  );

/** A fact of a list that a figure was counted from. */
export type CountedFact = {
  id: string;
  objectId: string;
  familyId: string;
  tutorId: string;
  day: string;
  until: string;
  code: string;
  amount: number;
};

/** What a figure was counted from, row by row. */
export const countedList = (
  branchCode: string,
  indicator: Indicator,
  { days, today }: { days: Days; today: string },
): ListSpec<CountedFact> => ({
  from: sql`(select f.kind || ' ' || f.source_id || ' ' || f.item as id,
      f.source_id::text as object_id, coalesce(f.family_id::text, '') as family_id,
      coalesce(f.tutor_id::text, '') as tutor_id, ${dayOf(indicator)} as day, f.until,
      ${rowsBy[indicator.by](today)} as code, f.amount,
      coalesce(c.municipality, '') as municipality, coalesce(c.language_band, '') as language_band
    from ${fromFor(indicator, everything)}
    where f.branch_code = ${branchCode} and ${counts(indicator)}
      and ${within(dayOf(indicator), days)}) l`,
  columns: {
    id: column(sql`l.id`),
    objectId: column(sql`l.object_id`),
    familyId: column(sql`l.family_id`, 'gezin'),
    tutorId: column(sql`l.tutor_id`, 'begeleider'),
    day: column(sql`l.day::text`, 'dag'),
    until: column(sql`coalesce(l.until::text, '')`, 'tot'),
    code: column(sql`l.code`, 'code'),
    amount: column(sql`l.amount`, 'aantal'),
  },
  where: sql`true`,
  filters: {
    code: { sql: sql`l.code`, kind: 'one', facet: true },
    municipality: { sql: sql`l.municipality`, kind: 'one' },
    language_band: { sql: sql`l.language_band`, kind: 'one' },
  },
  sorts: { day: { sql: sql`l.day`, type: 'date' } },
  defaultSort: '-day',
  id: sql`l.id`,
});

/** One cell of the cube of a release: of a branch, in a municipality, under a code. */
export type CubeCell = { branch: string; area: string; code: string; value: number };

/**
 * What others may count of an indicator in a period, per branch: families that agreed to figures,
 * and of who withdrew only what came after. `all`: each family once, where it may stand under
 * several codes.
 */
export async function cubeOf(
  tx: Tx,
  indicator: Indicator,
  { days, today, branches }: { days: Days; today: string; branches: readonly string[] },
): Promise<CubeCell[]> {
  const day = dayOf(indicator);
  const agreed = ofFamilies(indicator)
    ? sql`c.statistics and (c.withdrawn_on is null or f.day > c.withdrawn_on)`
    : sql`true`;
  const area = indicator.area === 'university' ? sql`t.university_code` : sql`c.municipality`;
  const rows = await tx.query<CubeCell>(
    sql`select f.branch_code as branch, g.area, case when grouping(g.code) = 1 then 'all'
        when g.code = '' then 'unknown' else g.code end as code,
        ${measured(indicator, today)} as value
      from ${fromFor(indicator, everything)}
      cross join lateral (select coalesce(nullif(${area}, ''), 'unknown') as area,
        ${rowsBy[indicator.by](today)} as code) g
      where f.branch_code = any (${branches}) and ${counts(indicator)} and ${within(day, days)}
        and ${agreed}
      group by grouping sets ((f.branch_code, g.area, g.code), (f.branch_code, g.area))
      order by 1, 2, 3`,
  );
  return indicator.by === '' ? rows.filter(({ code }) => code === 'all') : rows;
}
