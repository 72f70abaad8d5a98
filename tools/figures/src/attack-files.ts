import { attack, tableOf, toldBy, type Base, type Rules } from '@katrol/disclosure';
import { isGroup, knownGroups, type FileCell, type ReleasedFile } from './released-file.ts';

/** What was found out from files alone. */
export type FoundOut = { indicator: string; area: string; code: string; says: string };

const RULES: Rules = { threshold: 10, rounding: 5, sensitive: true };
const keyOf = ({ area, code }: { area: string; code: string }): string => `${area} ${code}`;

/** Attacks what files of the same days tell of one indicator. */
async function attackIndicator(indicator: string, files: FileCell[][]): Promise<FoundOut[]> {
  const [first = []] = files;
  // who reads does not know which branch serves which town: a place is one
  const base: Base[] = first
    .filter(({ area, code }) => !isGroup(area) && code !== 'all')
    .map(({ area, code }) => ({ area, code, branch: 'any', value: 0 }));
  if (base.length === 0) return [];
  const additive = isSum(first);
  const totals = first.filter(({ area, code }) => !isGroup(area) && code === 'all');
  const own = additive
    ? base
    : [...base, ...totals.map((cell) => ({ ...cell, branch: 'any', value: 0 }))];
  const table = tableOf(own, ({ area }) => knownGroups(area), additive);
  const at = new Map(table.aggregates.map((one, i) => [keyOf(one), i]));
  const told = files.flatMap((cells) =>
    cells.flatMap((cell) => {
      const i = at.get(keyOf(cell));
      if (i === undefined || cell.value === undefined) return [];
      const [least, most] = toldBy(cell.value, RULES);
      return [{ cells: table.aggregates[i]?.cells ?? [], least, most, by: '' }];
    }),
  );
  const hidden = new Set(
    first.flatMap((cell) => (cell.value === undefined ? (at.get(keyOf(cell)) ?? []) : [])),
  );
  const findings = await attack(table, { told, hidden, rules: RULES });
  return findings.map(({ aggregate, least, most }) => {
    const { area = '', code = '' } = table.aggregates[aggregate] ?? {};
    return {
      indicator,
      area,
      code,
      says: `lies between ${Math.ceil(least)} and ${Math.floor(most)}`,
    };
  });
}

/** Do the shown codes of every place come to its total, within what rounding allows? */
function isSum(cells: readonly FileCell[]): boolean {
  const places = Map.groupBy(cells, ({ area }) => area);
  return [...places.values()].every((of) => {
    const total = of.find(({ code }) => code === 'all')?.value;
    const parts = of.filter(({ code }) => code !== 'all');
    const sum = parts.reduce((all, { value = 0 }) => all + value, 0);
    return total === undefined || sum <= total + 2 * (parts.length + 1);
  });
}

/** Cells that differ by a little between two files of the same days: the change is a small cell. */
function littleChanges(indicator: string, files: readonly FileCell[][]): FoundOut[] {
  const found: FoundOut[] = [];
  for (const [n, cells] of files.entries())
    for (const later of files.slice(n + 1))
      for (const cell of cells) {
        const other = later.find((one) => keyOf(one) === keyOf(cell));
        const change = Math.abs((other?.value ?? 0) - (cell.value ?? 0));
        const both = other?.value !== undefined && cell.value !== undefined;
        if (both && change > 0 && change < RULES.threshold)
          found.push({ indicator, area: cell.area, code: cell.code, says: `changed by ${change}` });
      }
  return found;
}

const differs = (files: readonly FileCell[][]): boolean => {
  const values = files.flat().filter(({ value }) => value !== undefined);
  const cells = Map.groupBy(values, keyOf);
  return [...cells.values()].some((same) => new Set(same.map(({ value }) => value)).size > 1);
};

/** Attacks released files: those of the same days together. Gives what somebody can find out. */
export async function attackFiles(files: readonly ReleasedFile[]): Promise<FoundOut[]> {
  const found: FoundOut[] = [];
  for (const same of Map.groupBy(files, ({ period }) => period).values()) {
    const indicators = new Set(same.flatMap(({ cells }) => cells.map((cell) => cell.indicator)));
    for (const indicator of indicators) {
      const of = same.map(({ cells }) => cells.filter((cell) => cell.indicator === indicator));
      const changed = littleChanges(indicator, of);
      // where a count changed, what was told of it no longer holds beside what is told now
      const together = differs(of) ? of.map((one) => [one]) : [of];
      for (const told of together) found.push(...(await attackIndicator(indicator, told)));
      found.push(...changed);
    }
  }
  return found;
}
