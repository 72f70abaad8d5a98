import { NoAnswer } from '@katrol/solver';
import { attack, toldBy, type Rules } from './attack.ts';
import { tableOf, type Base } from './table.ts';
import { isGroup, knownGroups, type FileCell, type ReleasedFile } from './released-file.ts';

/** What was found out from files alone. */
export type FoundOut = { indicator: string; area: string; code: string; says: string };

const RULES: Rules = { threshold: 10, rounding: 5, sensitive: true };
const keyOf = ({ area, code }: { area: string; code: string }): string => `${area} ${code}`;

const UNNAMED = 'unnamed ';
const groupsOf = (area: string): string[] =>
  area.startsWith(UNNAMED) ? [area.slice(UNNAMED.length)].filter(Boolean) : knownGroups(area);

/** Attacks what files of the same days tell of one indicator; of what is open nothing is to be said. */
async function attackIndicator(
  indicator: string,
  files: FileCell[][],
  open: ReadonlySet<string>,
): Promise<FoundOut[]> {
  const [first = []] = files;
  // who reads does not know which branch serves which town: a place is one
  const base: Base[] = first
    .filter(({ area, code }) => !isGroup(area) && code !== 'all')
    .map(({ area, code }) => ({ area, code, branch: 'any', value: 0 }));
  if (base.length === 0) return [];
  // places and codes that are not named may hold somebody too
  const named = [...new Set(base.map(({ area }) => area))];
  const provinces = new Set(named.flatMap(knownGroups));
  const unnamed = [...provinces, ''].map((province) => `${UNNAMED}${province}`);
  const codes = [...new Set(base.map(({ code }) => code)), UNNAMED];
  for (const area of [...named, ...unnamed])
    for (const code of area.startsWith(UNNAMED) ? codes : [UNNAMED])
      base.push({ area, code, branch: 'any', value: 0 });
  const additive = first.every(({ adds }) => adds);
  const totals = first.filter(({ area, code }) => !isGroup(area) && code === 'all');
  const own = additive
    ? base
    : [...base, ...totals.map(({ area, code }) => ({ area, code, branch: 'any', value: 0 }))];
  const table = tableOf(own, ({ area }) => groupsOf(area), additive);
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
    first.flatMap((cell) => (open.has(keyOf(cell)) ? [] : (at.get(keyOf(cell)) ?? []))),
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

/** What files say together; where counts changed between them, what each says by itself. */
async function attackTogether(indicator: string, files: FileCell[][]): Promise<FoundOut[]> {
  // what one of them shows is no secret, also where a later one hides how it changed
  const shown = files.flat().filter(({ value }) => value !== undefined);
  const open = new Set(shown.map(keyOf));
  try {
    return await attackIndicator(indicator, files, open);
  } catch (error) {
    if (!(error instanceof NoAnswer) || files.length === 1) throw error;
    const each = await Promise.all(files.map((one) => attackIndicator(indicator, [one], open)));
    return each.flat();
  }
}

/** Attacks released files: those of the same days together. Gives what somebody can find out. */
export async function attackFiles(files: readonly ReleasedFile[]): Promise<FoundOut[]> {
  const found: FoundOut[] = [];
  for (const same of Map.groupBy(files, ({ period }) => period).values()) {
    const indicators = new Set(same.flatMap(({ cells }) => cells.map((cell) => cell.indicator)));
    for (const indicator of indicators) {
      const of = same.map(({ cells }) => cells.filter((cell) => cell.indicator === indicator));
      found.push(...(await attackTogether(indicator, of)), ...littleChanges(indicator, of));
    }
  }
  return found;
}
