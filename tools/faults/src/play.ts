import { fileURLToPath } from 'node:url';

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixture/${name}.ts`, import.meta.url));

/** A service of the platform in the place of the teller, and who hears it. */
export type Play = {
  /** how the teller calls itself */
  tellerName: string;
  teller: string;
  hearer: string;
  /** the database that the teller's is a copy of */
  template: string;
  env: Record<string, string>;
  /** what the teller holds, as key and value in its order */
  state: string;
};
/** What the fixture's own teller and hearer hold. */
export const STATE = 'select key, value from entry order by seq';
