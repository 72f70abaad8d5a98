import { readFileSync } from 'node:fs';

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
export type Branch = { code: string; name: string; municipalities: string[]; place: { latitude: number; longitude: number }; profile: string };
export type University = { code: string; name: string };
export type Cell = { x: number; y: number };

const read = <T>(name: string): T[] => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.resolve('@katrol/embedded')), 'utf8')) as T[];

export const people = (): Person[] => read<Person>('people.json');
export const universities = (): University[] => read<University>('universities.json');

// whose people are choices on the first page of the sign-in come first
const FEATURED = ['oostende', 'geraardsbergen'];

/** The branches, those that a visitor sees first in front. */
export function branches(): Branch[] {
  const all = read<Branch>('branches.json');
  return [...FEATURED.flatMap((code) => all.filter((b) => b.code === code)), ...all.filter((b) => !FEATURED.includes(b.code))];
}

const METRES_A_CELL = 500;
const METRES_A_DEGREE = { longitude: 111_320, latitude: 110_574 };

/** The square of about 500 m in which the branch lies. */
export const cellOf = ({ place }: Branch): Cell => ({
  x: Math.round((place.longitude * Math.cos((51 * Math.PI) / 180) * METRES_A_DEGREE.longitude) / METRES_A_CELL),
  y: Math.round((place.latitude * METRES_A_DEGREE.latitude) / METRES_A_CELL),
});

/** The town a branch is named after. */
export const townOf = ({ name }: Branch): string => name.replace(/^(De Katrol|SAM|Uilenspel|Student-tutoring|Huiswerkklas|Kompanjon|Leerbuddy) /, '');
