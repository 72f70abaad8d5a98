type Texts = Record<string, string>;

/** A text of each language, by its code. */
const byLanguage = (files: Texts): Texts =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1, -5), text]),
  );

const invitation = byLanguage(
  import.meta.glob('../../link/texts/*.json', { import: 'invitation', eager: true }),
);
const readBy = byLanguage(
  import.meta.glob('../../link/texts/*.json', { import: 'readBy', eager: true }),
);
const readOn = byLanguage(
  import.meta.glob('../../link/texts/*.json', { import: 'readOn', eager: true }),
);

/** What a link's page speaks whole. */
export const speaks = (language: string): boolean => language in invitation;

/** What is sent along with a link, in the language of who gets it. */
export const invitationIn = (language: string, link: string): string =>
  (invitation[language] ?? '').replace('{link}', link);

/** Which speaker of the language read its texts, and when; undefined: nobody yet. */
export const speakerWhoRead = (language: string): { name: string; day: string } | undefined =>
  readBy[language] ? { name: readBy[language], day: readOn[language] ?? '' } : undefined;
