type Thing = 'tutor' | 'referral' | 'family';
/** What a branch calls a thing, by language. */
type Said = Readonly<Record<string, string>> | undefined;
export type OwnWords = Partial<Record<Thing, Said>>;

/** The general word of each language, as the texts have it. */
const GENERAL: Record<string, Record<Thing, readonly string[]>> = {
  nl: { tutor: ['begeleider'], referral: ['aanmelding'], family: ['gezin'] },
  fr: {
    tutor: ['tuteur', 'accompagnateur'],
    referral: ['demande', 'signalement'],
    family: ['famille'],
  },
  en: { tutor: ['tutor'], referral: ['referral'], family: ['family'] },
};

/**
 * Texts in which the word stands alone, as a title, a label or a button: no article and no plural
 * hangs on it, which another word might ask otherwise.
 */
const TEXTS: Readonly<Record<string, Thing>> = {
  'ui.tutor': 'tutor',
  'codes.Role.tutor': 'tutor',
  'codes.Companion.tutor': 'tutor',
  'people.new': 'tutor',
  'people.newTitle': 'tutor',
  'people.enrol': 'tutor',
  'matching.tutorUntil': 'tutor',
  'families.takeReferral': 'referral',
  'referral.new': 'referral',
  'referral.enterTitle': 'referral',
  'referral.saveReferral': 'referral',
  'referral.send': 'referral',
  'referral.another': 'referral',
  'codes.FilePart.referral': 'referral',
  'ui.family': 'family',
  'families.pageTitle': 'family',
  'record.titleOf': 'family',
  'tutor.family': 'family',
  'tutor.newFamily': 'family',
  'tutor.planTitle': 'family',
};

/** A text with the branch's word in the place of the general one, with a capital where that has it. */
export function inOwnWords(
  own: OwnWords,
  { text, key, language }: { text: string; key: string; language: string },
): string {
  const thing = TEXTS[key];
  const word = thing ? own[thing]?.[language] : undefined;
  if (!thing || !word) return text;
  const general = GENERAL[language]?.[thing].join('|') ?? '';
  return text.replace(new RegExp(`(?<!\\p{L})(${general})(?!\\p{L})`, 'iu'), (found) =>
    found[0] === found[0]?.toUpperCase() ? `${word[0]?.toUpperCase()}${word.slice(1)}` : word,
  );
}
