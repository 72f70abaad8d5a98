import placeRows from './data/places.json' with { type: 'json' };
import { wordsOf } from './find.ts';
import { everyMunicipality, today } from './municipalities.ts';

const plain = (text: string): string => wordsOf(text).join(' ');

type Place = { nis: string; name: string; codes: readonly string[] };

const places: Place[] = (placeRows as unknown as [string, string, [string, string][]][]).flatMap(
  ([nis, , parts]) =>
    parts.map(([name, codes]) => ({ nis, name: plain(name), codes: codes.split(' ') })),
);
const byName = Map.groupBy(places, ({ name }) => name);
const ended = new Map(everyMunicipality().map(({ nis, name }) => [plain(name), today(nis)]));
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
  // a code beside another name is not looked at: Rotterdam's are those of Leuven
  return ended.get(name) ?? '';
}
