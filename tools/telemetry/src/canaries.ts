import { tablesOf } from '@katrol/check/data-map';
import { sources } from '@katrol/check/files';
import type pg from 'pg';

const SHORTEST = 5;
// typed in as a referrer's name, and a code besides: it says nothing of anybody
const GENERAL = ['school'];
// the kit's own tables hold what every service holds; a repeated command's answer stays in its service
const services = ['intake', 'matching', 'volunteer-training'];

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};
const isCode = (text: string): boolean =>
  /^[a-z0-9_-]*$/.test(text) || /^[\d\s:./T+-]+$/.test(text) || /^[0-9a-f-]{36}$/.test(text);

/** Everything personal that was typed in so far: the values of the columns that the data map calls personal or free text, longest first. */
export async function personalValues(database: (name: string) => pg.Pool): Promise<string[]> {
  const found = new Set<string>();
  for (const service of services) {
    for (const { table, classed } of sources('.prisma')
      .filter((f) => f.path.startsWith(`services/${service}/`))
      .flatMap(tablesOf)) {
      const columns = [...classed.personal, ...classed.text];
      if (columns.length === 0) continue;
      const { rows } = await database(service.replaceAll('-', '_')).query<Record<string, unknown>>(
        `select ${columns.map((c) => `to_json("${c}") as "${c}"`).join(', ')} from "${table}"`,
      );
      for (const text of rows.flatMap(textsIn).filter((one) => !isCode(one)))
        found.add(text.trim().toLowerCase());
    }
  }
  return [...found]
    .filter((text) => text.length >= SHORTEST && !GENERAL.includes(text))
    .sort((a, b) => b.length - a.length);
}

/** Where something personal was found that must not be there. */
export type Hit = { where: string; value: string };

/** Looks for every value in every place, as bytes would show it. */
export function hitsIn(
  places: Record<string, readonly (Buffer | string)[]>,
  values: readonly string[],
): Hit[] {
  return Object.entries(places).flatMap(([where, pieces]) => {
    const all = Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
      .toString('utf8')
      .toLowerCase();
    return values.filter((value) => isIn(all, value)).map((value) => ({ where, value }));
  });
}

const isLetter = (c: string | undefined): boolean => c !== undefined && /[\p{L}\d]/u.test(c);

// "Ellen" is not in "herstellen"
function isIn(all: string, value: string): boolean {
  for (let at = all.indexOf(value); at >= 0; at = all.indexOf(value, at + 1)) {
    if (!isLetter(all[at - 1]) && !isLetter(all[at + value.length])) return true;
  }
  return false;
}
