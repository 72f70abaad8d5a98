/** A municipality of today, with each name that people use for it or a part of it. */
export type Municipality = { nis: string; name: string; places: Place[] };
type Place = { name: string; codes: string[] };
/** Where somebody lives, as they typed it. */
export type Found = { nis: string; municipality: string; place: string; codes: string[] };

/**
 * The municipalities of Flanders and Brussels with the parts of towns, the names from before a
 * merger, the French names and their postal codes. Facts from open data: the NIS codes and mergers
 * of vandenbroucke/belgian_municipalities and gehuybre/embuild-analyses, the parts and postal codes
 * of timomarant/gizmo.
 */
export async function municipalities(): Promise<Municipality[]> {
  const rows = (await import('./data/places.json')).default as unknown as [
    string,
    string,
    [string, string][],
  ][];
  return rows.map(([nis, name, places]) => ({
    nis,
    name,
    places: places.map(([place, codes]) => ({ name: place, codes: codes.split(' ') })),
  }));
}

/** The words of a text as they are compared: no accents, no capitals, "St." as "Sint". */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '')
    .map((word) => (word === 'st' ? 'sint' : word));

/** Whether each asked word begins one of the words that stand there. */
export const allBegin = (asked: readonly string[], there: readonly string[]): boolean =>
  asked.every((word) => there.some((one) => one.startsWith(word)));

/**
 * The places that a text may mean: each word begins the place's name, a postal code of it or, beside
 * one of those, its municipality's. Where a place fits more words by its own name, those that fit
 * fewer are not meant; those that are called just so come first.
 */
export function findPlaces(all: readonly Municipality[], text: string): Found[] {
  const asked = wordsOf(text);
  const fitting = all.flatMap(({ nis, name, places }) =>
    places.flatMap((place) => {
      const own = [...place.codes, ...wordsOf(place.name)];
      const words = asked.filter((word) => allBegin([word], own)).length;
      if (words === 0 || !allBegin(asked, [...own, ...wordsOf(name)])) return [];
      return [{ words, nis, municipality: name, place: place.name, codes: place.codes }];
    }),
  );
  const most = Math.max(...fitting.map(({ words }) => words));
  const exact = ({ place }: Found) => (wordsOf(place).join(' ') === asked.join(' ') ? 0 : 1);
  return fitting.filter(({ words }) => words === most).toSorted((a, b) => exact(a) - exact(b));
}
