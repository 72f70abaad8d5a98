import {
  ALL,
  protect,
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

type Span = { least: number; most: number };
const spanOf = (cell: ReleasedCell | undefined, rules: Rules): Span | undefined => {
  if (!cell || cell.hidden) return undefined;
  const [least, most] = toldBy(cell.value, rules);
  return { least, most };
};

/**
 * Years and the three of them together: what was hidden of one year must not come out as the three
 * less the two others. Gives the aggregates that may not be shown.
 */
function acrossYears(
  table: Table,
  rules: Rules,
  earlier: readonly EarlierRelease[],
  { indicator, period }: { indicator: string; period: Period },
): [number, string][] {
  if (period.kind !== 'three_school_years') return [];
  const years = [0, 1, 2].map((back) =>
    earlier.findLast(
      (one) => one.period.kind === 'school_year' && one.period.year === period.year - back,
    ),
  );
  return table.aggregates.flatMap(({ area, code, cells }, at): [number, string][] => {
    const parts = years.map((year) =>
      year?.tables
        .find((one) => one.indicator === indicator)
        ?.cells.find((one) => one.area === area && one.code === code),
    );
    const spans = parts.map((cell) => spanOf(cell, rules));
    const hidden = parts.filter((cell) => cell?.hidden).length;
    if (hidden === 0 || parts.includes(undefined)) return [];
    const [least, most] = toldBy(valueOf(table, cells), { ...rules, rounding: 1 });
    const known = spans.filter((span) => span !== undefined);
    const up = most - known.reduce((sum, span) => sum + span.least, 0);
    const down = least - known.reduce((sum, span) => sum + span.most, 0);
    const covered = up >= rules.threshold - 1 && (hidden > 1 || down <= 1);
    const number = years.find((_, i) => parts[i]?.hidden)?.number ?? 0;
    return covered ? [] : [[at, String(number)]];
  });
}

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
  cells.sort((a, b) => a.area.localeCompare(b.area) || a.code.localeCompare(b.code));
  return {
    table: { indicator, version, cells },
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
