import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { directionOf } from './direction.ts';
import { FAMILY_LANGUAGES, LANGUAGES, type FamilyLanguage, type Language } from './languages.ts';
import { ownWords } from './own-words.ts';

type Spoken = Language | FamilyLanguage;

/** Where a device keeps the language that was chosen on it. */
export const KEPT = 'katrol.language';
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

export const isLanguage = (value: string | null | undefined): value is Language =>
  LANGUAGES.some((one) => one === value);
const isOfFamilies = (value: string | null | undefined): value is FamilyLanguage =>
  FAMILY_LANGUAGES.some((one) => one === value);
export const isSpoken = (value: string | null | undefined): value is Spoken =>
  isLanguage(value) || isOfFamilies(value);

/** The language chosen on this device, of those that every screen speaks; Dutch is the first. */
export function keptLanguage(): Language {
  const kept = window.localStorage.getItem(KEPT);
  return isLanguage(kept) ? kept : 'nl';
}

/** The form for everybody chooses the device's own language; a choice of somebody goes before it. */
export function firstLanguage(): Spoken {
  const { pathname, search } = window.location;
  const asked = new URLSearchParams(search).get('lang');
  const forAll = pathname === '/' || pathname.startsWith('/aanmelden/');
  const chosen = asked ?? window.sessionStorage.getItem(KEPT);
  if (isLanguage(chosen) || (forAll && isOfFamilies(chosen))) return chosen;
  const byDevice = pathname.startsWith('/aanmelden/') && !window.localStorage.getItem(KEPT);
  const own = navigator.languages.map((one) => one.slice(0, 2).toLowerCase()).find(isSpoken);
  return byDevice && own ? own : keptLanguage();
}

const wanted = new Set<Part>(SAID.nothing);
const loaded = new Set<string>();

async function add(language: Language, part: Part): Promise<void> {
  const name = `${language} ${part}`;
  if (loaded.has(name)) return;
  i18next.addResourceBundle(language, 'translation', await bundles[language][part](), true, true);
  loaded.add(name);
}

async function addForFamilies(language: FamilyLanguage): Promise<void> {
  if (loaded.has(language)) return;
  const { formTexts } = await import('./for-families/form.ts');
  i18next.addResourceBundle(language, 'translation', await formTexts(language), true, true);
  loaded.add(language);
}

/** Brings what is said of what is shown. */
export async function load(language: Spoken): Promise<void> {
  // what a family's language lacks is said in Dutch
  const screens = isOfFamilies(language) ? 'nl' : language;
  await Promise.all([
    ...[...wanted].map((part) => add(screens, part)),
    ...(isOfFamilies(language) ? [addForFamilies(language)] : []),
  ]);
}

/** Brings the texts that a page says, beside its code. */
export async function texts(says: Says): Promise<void> {
  for (const part of SAID[says]) wanted.add(part);
  await load(isSpoken(i18next.language) ? i18next.language : 'nl');
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
  const asked = new URLSearchParams(window.location.search).get('lang') === language;
  await (asked ? speak : show)(language);
}

/** Switches the whole portal to a language. */
export async function show(language: Spoken): Promise<void> {
  await load(language);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  await i18next.changeLanguage(language);
}

/** Switches to a language and remembers it; one that only families read until the tab closes. */
export async function speak(language: Spoken): Promise<void> {
  if (isLanguage(language)) window.localStorage.setItem(KEPT, language);
  window.sessionStorage.setItem(KEPT, language);
  await show(language);
}
