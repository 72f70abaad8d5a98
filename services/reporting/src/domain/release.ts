import {
  ALL,
  protect,
  rounded,
  tableOf,
  toldBy,
  valueOf,
  type Base,
  type Earlier,
  type Groups,
  type Rules,
  type Table,
  type Told,
} from '@katrol/disclosure';
import { municipality } from '@katrol/places';
import { isAdditive, type Indicator } from './indicator.ts';
import type { Period } from './period.ts';

/** What is shown of a cell; `value` is not read where it is hidden. */
type ReleasedCell = {
  area: string;
  code: string;
  value: number;
  hidden: boolean;
  share: number;
};
export type ReleasedTable = { indicator: string; version: number; cells: ReleasedCell[] };
/** What could not be shown beside an earlier release, by its number. */
export type Withheld = { indicator: string; area: string; code: string; earlierNumber: number };

/** What a release keeps of a definition: enough to make it again when the document has changed. */
export type Definition = Pick<
  Indicator,
  'code' | 'version' | 'measure' | 'sensitive' | 'arrow' | 'title' | 'counted'
>;

/** A release of before, as far as it bounds a new one. */
export type EarlierRelease = { number: number; period: Period; tables: ReleasedTable[] };

/** Everything a release is made of: the same again gives the same. */
export type ReleaseAsked = {
  period: Period;
  definitions: Definition[];
  cube: Record<string, Base[]>;
  earlier: EarlierRelease[];
};
export type ReleaseMade = { tables: ReleasedTable[]; withheld: Withheld[] };

/** From 10 on, rounded to 5 (anchors/reliability 2.5): what is less is hidden, and what gives it back. */
const RULES: Omit<Rules, 'sensitive'> = { threshold: 10, rounding: 5 };
/** Rates are of 20 or more. */
const RATES_FROM = 20;

/** Towns lie in provinces; the towns of a branch that serves several are offered together. */
function groupsOf(cells: readonly Base[]): Groups {
  const areas = Map.groupBy(cells, ({ branch }) => branch);
  const several = new Set(
    [...areas].flatMap(([branch, of]) =>
      new Set(of.map(({ area }) => area)).size > 1 ? [branch] : [],
    ),
  );
  return ({ area, branch }) => {
    const province = municipality(area)?.province;
    return [
      ...(province === undefined ? [] : [`province:${province}`]),
      ...(several.has(branch) ? [`branch:${branch}`] : []),
    ];
  };
}

const cellsAt = (table: Table, { area, code }: { area: string; code: string }) =>
  table.aggregates.findIndex((one) => one.area === area && one.code === code);

/** The same days, told before: what was shown still bounds what is so. */
function toldOfSame(
  table: Table,
  rules: Rules,
  { number, tables }: EarlierRelease,
  indicator: string,
): { before: Told[]; kept: [number, string][] } {
  const before: Told[] = [];
  const kept: [number, string][] = [];
  for (const cell of tables.find((one) => one.indicator === indicator)?.cells ?? []) {
    const at = cellsAt(table, cell);
    const cells = table.aggregates[at]?.cells;
    if (cell.hidden || !cells) continue;
    const [least, most] = toldBy(cell.value, rules);
    const value = valueOf(table, cells);
    const by = String(number);
    if (value >= least && value <= most) before.push({ cells, least, most, by });
    // it changed by little: beside what was told, the change would be a small cell
    else if (Math.abs(value - cell.value) < rules.threshold + rules.rounding) kept.push([at, by]);
  }
  return { before, kept };
}

type Span = [least: number, most: number];
type Asked = { indicator: string; period: Period };

/** Between what a count lies, of which a release shows a cell; unknown where it does not. */
function spanIn(
  release: EarlierRelease | undefined,
  indicator: string,
  { area, code }: { area: string; code: string },
  rules: Rules,
): Span | undefined {
  const table = release?.tables.find((one) => one.indicator === indicator);
  const cell = table?.cells.find((one) => one.area === area && one.code === code);
  return cell && !cell.hidden ? toldBy(cell.value, rules) : undefined;
}

/** The three school years that a release is one of, or all of: each time three by their last. */
const threesOf = ({ kind, year }: Period): number[] =>
  kind === 'three_school_years' ? [year] : [year, year + 1, year + 2];

/**
 * Years and the three of them together, whichever was released first: a year that is hidden, or not
 * released, must not come out as the three less the others. Gives the aggregates that may not be
 * shown, and beside which release.
 */
function acrossYears(
  table: Table,
  rules: Rules,
  earlier: readonly EarlierRelease[],
  { indicator, period }: Asked,
): [number, string][] {
  const last = (kind: Period['kind'], year: number): EarlierRelease | undefined =>
    earlier.findLast((one) => one.period.kind === kind && one.period.year === year);
  return threesOf(period).flatMap((year) => {
    const whole = last('three_school_years', year);
    const parts = [year - 2, year - 1, year].map((one) => last('school_year', one));
    const other = period.kind === 'three_school_years' ? parts.findLast(Boolean) : whole;
    if (!other) return [];
    return table.aggregates.flatMap((aggregate, at): [number, string][] => {
      const { cells } = aggregate;
      const own: Span = toldBy(rounded(valueOf(table, cells), rules), rules);
      const isWhole = period.kind === 'three_school_years';
      const together = isWhole ? own : spanIn(whole, indicator, aggregate, rules);
      const spans = parts.map((part, back) =>
        !isWhole && year - 2 + back === period.year
          ? own
          : spanIn(part, indicator, aggregate, rules),
      );
      return together && tells(together, spans, rules) ? [[at, String(other.number)]] : [];
    });
  });
}

/** Can be said of a year that is not shown that it is not 1, or not just under the threshold? */
function tells(
  [least, most]: Span,
  years: readonly (Span | undefined)[],
  { threshold }: Rules,
): boolean {
  const known = years.filter((span) => span !== undefined);
  const unknown = years.length - known.length;
  if (unknown === 0 || known.length === 0) return false;
  const up = most - known.reduce((sum, [low]) => sum + low, 0);
  const down = least - known.reduce((sum, [, high]) => sum + high, 0);
  return up < threshold - 1 || (unknown === 1 && down > 1);
}

/**
 * Only places and codes of which something is shown are named: one that is not named may have had
 * nobody, or too few, and nothing tells the one from the other.
 */
function namedOnly(cells: ReleasedCell[]): ReleasedCell[] {
  const shown = cells.filter(({ hidden }) => !hidden);
  const areas = new Set(shown.map(({ area }) => area));
  const codes = new Set(shown.map(({ code }) => code));
  return cells.filter(({ area, code }) => areas.has(area) && codes.has(code));
}

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What of an indicator may be shown. */
async function tableMade(
  { period, cube, earlier }: ReleaseAsked,
  definition: Definition,
): Promise<{ table: ReleasedTable; withheld: Withheld[] }> {
  const { code: indicator, version, measure, sensitive, arrow } = definition;
  const counted = cube[indicator] ?? [];
  const parts = counted.filter(({ code }) => code !== ALL);
  const additive = isAdditive({ measure }) && parts.length > 0;
  const base = additive ? parts : counted;
  const table = tableOf(base, groupsOf(counted), additive);
  const rules = { ...RULES, sensitive };
  const same = earlier
    .filter((one) => one.period.kind === period.kind && one.period.year === period.year)
    .map((one) => toldOfSame(table, rules, one, indicator));
  const options: Earlier = {
    before: same.flatMap(({ before }) => before),
    kept: new Map([
      ...same.flatMap(({ kept }) => kept),
      ...acrossYears(table, rules, earlier, { indicator, period }),
    ]),
  };
  const { shown, withheld } = await protect(table, rules, options);
  const cells = table.aggregates.map(({ area, code }, i) => {
    const value = shown[i];
    const total = shown[cellsAt(table, { area, code: ALL })];
    const isRate = code !== ALL && arrow === '' && value !== undefined;
    const rate = isRate && total !== undefined && total >= RATES_FROM;
    const share = rate ? Math.min(100, Math.round((100 * value) / total)) : -1;
    return { area, code, value: value ?? 0, hidden: value === undefined, share };
  });
  // by their bytes: the same on every machine
  cells.sort((a, b) => before(a.area, b.area) || before(a.code, b.code));
  return {
    table: { indicator, version, cells: namedOnly(cells) },
    withheld: withheld.map(({ aggregate, by }) => {
      const { area = '', code = '' } = table.aggregates[aggregate] ?? {};
      return { indicator, area, code, earlierNumber: Number(by) };
    }),
  };
}

/** Makes a release from its cube: what may be shown of each table, and what could not be. */
export async function makeTables(asked: ReleaseAsked): Promise<ReleaseMade> {
  const made: ReleaseMade = { tables: [], withheld: [] };
  for (const definition of asked.definitions) {
    const { table, withheld } = await tableMade(asked, definition);
    made.tables.push(table);
    made.withheld.push(...withheld);
  }
  return made;
}
