import type { FamilyLanguage } from '../languages.ts';
import { words } from '../nl/words.ts';

const files: Record<FamilyLanguage, () => Promise<{ default: object }>> = {
  ar: () => import('./form/ar.json'),
  es: () => import('./form/es.json'),
  fa: () => import('./form/fa.json'),
  pl: () => import('./form/pl.json'),
  ro: () => import('./form/ro.json'),
  tr: () => import('./form/tr.json'),
  uk: () => import('./form/uk.json'),
};

/** Languages by their names in one of them, as the device knows them; Dutch stands for the others. */
function languageNames(language: string): Record<string, string> {
  const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'none' });
  return Object.fromEntries(
    Object.keys(words.codes.Language).flatMap((code) => {
      const name = names.of(code);
      return name ? [[code, name]] : [];
    }),
  );
}

/** What the first page and the form for everybody say to a family. */
export async function formTexts(language: FamilyLanguage): Promise<object> {
  const texts = (await files[language]()).default as { codes: object };
  return { ...texts, codes: { ...texts.codes, Language: languageNames(language) } };
}
