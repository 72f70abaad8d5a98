import { COMMON } from './common-words.ts';

const OPENS = /(^|[.!?:;"“”«»()\n]\s*|^\s*[-*]\s*)$/;
// what joins the parts of a name, and is none itself
const JOINTS = new Set(
  'de den der van vande vanden vander von ten ter te el al ben bin abu ibn la le les du des d l da dos di oud ould ait'.split(
    ' ',
  ),
);
// how words end that are made from others: reading, freedom, kindly, rarement
const MADE = /(heid|lijk|lijke|ing|tie|ment|tion|ness|ly|tje|tjes|.{4}en)$/;
const AT_MOST = 5;

/** Names as people type them: without accents, dotless i, barred l, curly or no apostrophe. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll(/[łŁ]/g, 'l')
    .replaceAll(/['’‘`]/g, '')
    .toLowerCase();

/** The parts of the names that are known: "Van den Berg" is Berg, "El Amrani" is Amrani. */
const partsOf = (names: readonly string[]): Set<string> =>
  new Set(
    names
      .flatMap((name) => plain(name).split(/[\s-]+/))
      .filter((part) => part.length > 1 && !JOINTS.has(part)),
  );

/**
 * Words that may be names: those of the own families wherever they stand and however they are
 * written, words with a capital inside a sentence, and a first word that no sentence begins with
 * otherwise. A hint to the writer, not a judgement.
 */
export function seemsNames(text: string, own: readonly string[] = []): string[] {
  const known = partsOf(own);
  const found = new Set<string>();
  for (const match of text.matchAll(/\p{L}[\p{L}'’ʼ-]*/gu)) {
    const [word] = match;
    if (isKnown(word, known) || isCapital(word, text.slice(0, match.index))) found.add(word);
  }
  return [...found].slice(0, AT_MOST);
}

// "Noahs boek", "Noah's boek"
const isKnown = (word: string, known: ReadonlySet<string>): boolean =>
  [word, ...word.split('-')]
    .map(plain)
    .some((one) => known.has(one) || (one.endsWith('s') && known.has(one.slice(0, -1))));

// l’enfant, d’abord, qu’il
const ELIDED = /^\p{L}{1,2}['’]\p{Ll}/u;

function isCapital(word: string, before: string): boolean {
  if (ELIDED.test(word)) return false;
  if (!/^\p{Lu}\p{L}/u.test(word) || COMMON.has(plain(word)) || /^\p{Lu}+$/u.test(word))
    return false;
  return !OPENS.test(before) || !MADE.test(plain(word));
}

/** The same for free texts that name services: only the own families' names are told apart there. */
export const knownNames = (text: string, own: readonly string[]): string[] => {
  const known = partsOf(own);
  const words = text.match(/\p{L}[\p{L}'’ʼ-]*/gu) ?? [];
  return [...new Set(words.filter((word) => isKnown(word, known)))].slice(0, AT_MOST);
};
