import i18next from 'i18next';
import { directionOf } from './direction.ts';
import { firstLanguage, KEPT, load, show } from './index.ts';

const PREFIX = 'form.';
const saidAnew = (): void => i18next.emit('languageChanged', i18next.language);

/** The form in a branch's own words, until the returned function is called. */
export function rewordForm(language: string, words: Readonly<Record<string, string>>): () => void {
  const own = Object.entries(words).flatMap(([key, text]) =>
    key.startsWith(PREFIX) ? [[key.slice(PREFIX.length), text] as const] : [],
  );
  if (own.length === 0) return () => undefined;
  const ships = own.map(([key]) => [key, i18next.getResource(language, 'translation', key)]);
  for (const [key, text] of own) i18next.addResource(language, 'translation', key, text, SILENT);
  saidAnew();
  return () => {
    // of a language that does not ship nothing was there
    if (ships.every(([, text]) => text === undefined))
      i18next.removeResourceBundle(language, 'translation');
    else
      for (const [key, text] of ships)
        i18next.addResource(language, 'translation', String(key), String(text ?? ''), SILENT);
    saidAnew();
  };
}

const SILENT = { silent: true };

/** Speaks a language in which a branch worded its form; what it lacks is said in Dutch. */
export async function speakAlso(language: string): Promise<void> {
  await load('nl');
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  await i18next.changeLanguage(language);
}

/**
 * Speaks the device's own language, where it is one of these and nobody chose another. The returned
 * function goes back to what the screens speak, from whichever of these is spoken then.
 */
export function speakAsDevice(offered: readonly string[]): () => void {
  const chosen = ['localStorage', 'sessionStorage'] as const;
  const free = chosen.every((kept) => window[kept].getItem(KEPT) === null);
  const own = offered.find((one) => one === navigator.language.split('-')[0]?.toLowerCase());
  if (free && own) void speakAlso(own);
  return () => {
    if (offered.includes(i18next.language)) void show(firstLanguage());
  };
}
