/** A language by its own name; in Dutch where the device does not know that. */
export const ownName = (language: string): string =>
  new Intl.DisplayNames([language, 'nl'], { type: 'language' }).of(language) ?? language;
