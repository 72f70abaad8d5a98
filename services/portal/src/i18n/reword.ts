import i18next from 'i18next';

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
