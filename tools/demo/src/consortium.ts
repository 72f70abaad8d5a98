import { readFileSync } from 'node:fs';
import type { Preset } from '@katrol/proto/katrol/intake/v1/codes';

/** A person of the demonstration, as the sign-in knows them. */
export type Person = {
  subject: string;
  username: string;
  name: string;
  roles: string[];
  branches: string[];
  university: string | null;
  tutor?: 'student' | 'volunteer';
  studiesAt?: string;
};
export type Branch = {
  code: string;
  name: string;
  municipalities: string[];
  place: { latitude: number; longitude: number };
  profile: Preset;
};
export type University = { code: string; name: string };
export type Cell = { x: number; y: number };

const read = <T>(name: string): T[] =>
  JSON.parse(
    readFileSync(new URL(`../${name}`, import.meta.resolve('@katrol/platform')), 'utf8'),
  ) as T[];

const everybody = read<Person>('people.json');
const everyUniversity = read<University>('universities.json');
export const people = (): readonly Person[] => everybody;
export const universities = (): readonly University[] => everyUniversity;

// whose people are choices on the first page of the sign-in come first
const featured = ['oostende', 'geraardsbergen'];
export const FEATURED = featured.length;
export const isFeatured = ({ code }: Branch): boolean => featured.includes(code);

/** The branches, those that a visitor sees first in front. */
export function branches(): Branch[] {
  const all = read<Branch>('branches.json');
  return [
    ...featured.flatMap((code) => all.filter((b) => b.code === code)),
    ...all.filter((b) => !featured.includes(b.code)),
  ];
}

const METRES_A_CELL = 500;
const METRES_A_DEGREE = { longitude: 111_320, latitude: 110_574 };

/** The square of about 500 m in which the branch lies. */
export const cellOf = ({ place }: Branch): Cell => ({
  x: Math.round(
    (place.longitude * Math.cos((51 * Math.PI) / 180) * METRES_A_DEGREE.longitude) / METRES_A_CELL,
  ),
  y: Math.round((place.latitude * METRES_A_DEGREE.latitude) / METRES_A_CELL),
});

/** The town a branch is named after. */
export const townOf = ({ name }: Branch): string =>
  name.replace(/^(De Katrol|SAM|Uilenspel|Student-tutoring|Huiswerkklas|Kompanjon|Leerbuddy) /, '');
