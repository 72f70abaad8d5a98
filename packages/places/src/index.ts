import municipalityRows from './data/municipalities.json' with { type: 'json' };
import placeRows from './data/places.json' with { type: 'json' };

/** A municipality of Flanders or Brussels, also one that ended. */
export type Municipality = {
  nis: string;
  name: string;
  province: string;
  /** WGS84, of the main place */
  latitude: number;
  longitude: number;
  /** the last day on which it was one; '' is today */
  validUntil: string;
  /** the NIS code of what it went up in */
  succeededBy: string;
};

type Row = [string, string, string, number, number, string, string];

const all = new Map(
  (municipalityRows as unknown as Row[]).map(
    ([nis, name, province, latitude, longitude, validUntil, succeededBy]) => [
      nis,
      { nis, name, province, latitude, longitude, validUntil, succeededBy } as Municipality,
    ],
  ),
);

/** A municipality by its NIS code; undefined where there is none of it. */
export const municipality = (nis: string): Municipality | undefined => all.get(nis);

/** Those that are one today. */
export const municipalitiesToday = (): Municipality[] =>
  [...all.values()].filter(({ succeededBy }) => succeededBy === '');

/** The NIS code under which a municipality goes today: its own, or of what it went up in. */
export function today(nis: string): string {
  const known = all.get(nis);
  return known && known.succeededBy !== '' ? today(known.succeededBy) : nis;
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '')
    .map((word) => (word === 'st' ? 'sint' : word))
    .join(' ');

type Place = { nis: string; name: string; codes: readonly string[] };

const places: Place[] = (placeRows as unknown as [string, string, [string, string][]][]).flatMap(
  ([nis, , parts]) =>
    parts.map(([name, codes]) => ({ nis, name: plain(name), codes: codes.split(' ') })),
);
const byName = Map.groupBy(places, ({ name }) => name);
const ended = new Map([...all.values()].map(({ nis, name }) => [plain(name), today(nis)]));
const byCode = new Map<string, Set<string>>();
for (const { nis, codes } of places)
  for (const code of codes) byCode.set(code, (byCode.get(code) ?? new Set()).add(nis));

/**
 * The NIS code of today of the municipality that an address is in, as people write one; '' where it
 * is not known, or could be several.
 */
export function municipalityOf(address: { postalCode: string; municipality: string }): string {
  const code = address.postalCode.trim();
  const name = plain(address.municipality);
  const named = new Set((byName.get(name) ?? []).map(({ nis }) => nis));
  const coded = byCode.get(code) ?? new Set<string>();
  const both = [...named].filter((nis) => coded.has(nis));
  for (const candidates of [both, [...named], name === '' ? [...coded] : []])
    if (candidates.length === 1) return today(candidates[0] as string);
  if (both.length > 1 || named.size > 1) return '';
  return ended.get(name) ?? (coded.size === 1 ? today([...coded][0] as string) : '');
}
