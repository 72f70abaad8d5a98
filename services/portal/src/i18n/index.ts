import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { ownWords } from './own-words.ts';

export const LANGUAGES = ['nl', 'fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'katrol.language';
/**
 * Texts come in parts, each with the pages that say it: what stands around every page, codes and
 * refusals, the form for everybody, the homes, and the others.
 */
const SAID = {
  nothing: ['first'],
  door: ['first', 'words', 'door'],
  homes: ['first', 'words', 'homes'],
  all: ['first', 'words', 'door', 'homes', 'rest'],
} as const;
/** What a page says. */
export type Says = keyof typeof SAID;
type Part = (typeof SAID)['all'][number];
const bundles = {
  nl: {
    first: async () => (await import('./nl/first.ts')).first,
    words: async () => (await import('./nl/words.ts')).words,
    door: async () => (await import('./nl/door.ts')).door,
    homes: async () => (await import('./nl/homes.ts')).homes,
    rest: async () => (await import('./nl/rest.ts')).rest,
  },
  fr: {
    first: async () => (await import('./fr/first.ts')).first,
    words: async () => (await import('./fr/words.ts')).words,
    door: async () => (await import('./fr/door.ts')).door,
    homes: async () => (await import('./fr/homes.ts')).homes,
    rest: async () => (await import('./fr/rest.ts')).rest,
  },
  en: {
    first: async () => (await import('./en/first.ts')).first,
    words: async () => (await import('./en/words.ts')).words,
    door: async () => (await import('./en/door.ts')).door,
    homes: async () => (await import('./en/homes.ts')).homes,
    rest: async () => (await import('./en/rest.ts')).rest,
  },
} satisfies Record<Language, Record<Part, () => Promise<object>>>;

const isLanguage = (value: string | null | undefined): value is Language =>
  LANGUAGES.some((one) => one === value);

function firstLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang');
  if (isLanguage(asked)) return asked;
  const kept = window.localStorage.getItem(KEPT);
  return isLanguage(kept) ? kept : 'nl';
}

const wanted = new Set<Part>(SAID.nothing);
const loaded = new Set<string>();

async function add(language: Language, part: Part): Promise<void> {
  const name = `${language} ${part}`;
  if (loaded.has(name)) return;
  i18next.addResourceBundle(language, 'translation', await bundles[language][part](), true, true);
  loaded.add(name);
}

const load = async (language: Language): Promise<void> =>
  void (await Promise.all([...wanted].map((part) => add(language, part))));

/** Brings the texts that a page says, beside its code. */
export async function texts(says: Says): Promise<void> {
  for (const part of SAID[says]) wanted.add(part);
  await load(isLanguage(i18next.language) ? i18next.language : 'nl');
}

/** Starts the texts in the language kept on this device; Dutch is the first. */
export async function startTexts(): Promise<void> {
  const language = firstLanguage();
  await i18next
    .use(initReactI18next)
    .use(ownWords)
    .init({
      postProcess: [ownWords.name],
      lng: language,
      fallbackLng: 'nl',
      resources: {},
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  await load(language);
  await speak(language);
}

/** Switches the whole portal to a language and remembers it. */
export async function speak(language: Language): Promise<void> {
  await load(language);
  window.localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
