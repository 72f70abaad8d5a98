import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['nl', 'fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'katrol.language';
const bundles = {
  nl: () => import('./nl/index.ts'),
  fr: () => import('./fr/index.ts'),
  en: () => import('./en/index.ts'),
};

const isLanguage = (value: string | null | undefined): value is Language =>
  LANGUAGES.some((one) => one === value);

function firstLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang');
  if (isLanguage(asked)) return asked;
  const kept = window.localStorage.getItem(KEPT);
  return isLanguage(kept) ? kept : 'nl';
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  const { texts } = await bundles[language]();
  i18next.addResourceBundle(language, 'translation', texts, true, true);
}

/** Starts the texts in the language kept on this device; Dutch is the first. */
export async function startTexts(): Promise<void> {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
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
