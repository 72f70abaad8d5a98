import type nl from './nl.json';

/**
 * The words of what is printed for a family. A text set of its own: the screens speak three
 * languages, families many more.
 */
export type FamilyTexts = typeof nl;

const files = import.meta.glob<FamilyTexts>('./*.json', { import: 'default' });
const LATIN_DIGITS = '-u-ca-gregory-nu-latn';

/** Languages in which something can be printed for a family. */
export const FAMILY_LANGUAGES = Object.keys(files)
  .map((path) => path.slice(2, -5))
  .sort();

/** What ships in a language; of one that does not, the Dutch. */
export async function familyTexts(language: string): Promise<FamilyTexts> {
  const load = files[`./${language}.json`] ?? files['./nl.json'];
  if (!load) throw new Error('nothing is printed in Dutch');
  return await load();
}

/**
 * A day as the language says it, in the calendar and the digits of the letters that families get
 * here.
 */
export const familyDay = (isoDay: string, language: string): string =>
  new Intl.DateTimeFormat(`${language}${LATIN_DIGITS}`, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(`${isoDay}T12:00`));
