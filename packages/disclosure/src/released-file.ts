import { municipality } from '@katrol/places';

/**
 * A cell as it stands in a file that was taken out; no value where it is hidden. `adds`: its codes
 * come to their total.
 */
export type FileCell = {
  indicator: string;
  area: string;
  code: string;
  value?: number;
  adds: boolean;
};
/** A released file: which release, of which days. */
export type ReleasedFile = { name: string; period: string; cells: FileCell[] };

/** The lines of a file as people's programs write one, with semicolons. */
function linesOf(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  for (const [, quoted, plain = '', end = ''] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^;\r\n]*))(;|\r?\n|$)/g,
  )) {
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ';') continue;
    lines.push(cells);
    cells = [];
  }
  return lines;
}

const HEAD = ['cijfer', 'plaats', 'code', 'aantal', 'van 100', 'eenheid'];
// families and tutors are counted once, under however many codes
const ADDS = ['aantal', 'uren'];

/** Reads a file that was exported from a release. Throws on what is none. */
export function readReleased(name: string, text: string): ReleasedFile {
  const lines = linesOf(text.replace(/^\uFEFF/, ''));
  const head = lines.findIndex((line) => HEAD.every((word, i) => line[i] === word));
  const period = lines[0]?.[2] ?? '';
  if (head < 0 || period === '') throw new Error(`${name} is no released file`);
  const cells = lines.slice(head + 1).flatMap((line) => {
    const [indicator = '', area = '', code = '', value = '', , unit = ''] = line;
    if (indicator === '') return [];
    const shown = Number(value);
    const known = value !== '' && Number.isInteger(shown);
    return [
      { indicator, area, code, adds: ADDS.includes(unit), ...(known ? { value: shown } : {}) },
    ];
  });
  return { name, period, cells };
}

/** The larger places that everybody knows a place to lie in. */
export function knownGroups(area: string): string[] {
  const province = municipality(area)?.province;
  return province === undefined ? [] : [`province:${province}`];
}

/** Places that are made of others. */
export const isGroup = (area: string): boolean =>
  area === 'all' || area.startsWith('province:') || area.startsWith('branch:');
