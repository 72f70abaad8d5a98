import municipalityRows from './data/municipalities.json' with { type: 'json' };

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

/** Each one, ended ones too. */
export const everyMunicipality = (): Municipality[] => [...all.values()];

/** Those that are one today. */
export const municipalitiesToday = (): Municipality[] =>
  everyMunicipality().filter(({ succeededBy }) => succeededBy === '');

/** The NIS code under which a municipality goes today: its own, or of what it went up in. */
export function today(nis: string): string {
  const known = all.get(nis);
  return known && known.succeededBy !== '' ? today(known.succeededBy) : nis;
}
