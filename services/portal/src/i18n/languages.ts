/** What every screen speaks. */
export const LANGUAGES = ['nl', 'fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
/** What the first page and the form for everybody speak beside those. */
export const FAMILY_LANGUAGES = ['ar', 'es', 'fa', 'pl', 'ro', 'tr', 'uk'] as const;
export type FamilyLanguage = (typeof FAMILY_LANGUAGES)[number];
