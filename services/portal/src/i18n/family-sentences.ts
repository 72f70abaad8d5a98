import type { FamilyLanguage } from '@katrol/proto/katrol/intake/v1/json';
import record from './for-families/nl.json';
import page from '../link/texts/nl.json';

/** The page that a parent's link opens, and what a family gets on paper. */
export const SETS = ['page', 'record'] as const;
type Set = (typeof SETS)[number];
type Tree = { [name: string]: string | Tree };
/** Sentences by their key; of what goes on paper the key begins with "record.". */
export type Sentences = Record<string, string>;

// about the language itself, and what is said to schools in the languages of the screens
const NO_SENTENCES = new Set(['readBy', 'readOn', 'language', 'school']);

const flat = (tree: Tree, at = ''): Sentences =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([name, said]) => {
      if (at === '' && NO_SENTENCES.has(name)) return [];
      return typeof said === 'string'
        ? [[`${at}${name}`, said]]
        : Object.entries(flat(said, `${at}${name}.`));
    }),
  );
const flatRecord = (tree: Tree): Sentences =>
  Object.fromEntries(Object.entries(flat(tree)).map(([name, said]) => [`record.${name}`, said]));

/** What families read in Dutch, in the order in which they read it. */
export const DUTCH: Sentences = { ...flat(page), ...flatRecord(record) };

export const setOf = (key: string): Set => (key.startsWith('record.') ? 'record' : 'page');

const pages = import.meta.glob<Tree>('../link/texts/*.json', { import: 'default' });
const records = import.meta.glob<Tree>('./for-families/*.json', { import: 'default' });

/** Languages that ship, each whole. */
export const SHIPPED = Object.keys(pages)
  .map((path) => path.slice(path.lastIndexOf('/') + 1, -5))
  .sort();

/** What ships in a language; nothing of one that does not. */
export async function shippedIn(language: string): Promise<Sentences> {
  const [ofPage, ofRecord] = await Promise.all([
    pages[`../link/texts/${language}.json`]?.(),
    records[`./for-families/${language}.json`]?.(),
  ]);
  return { ...flat(ofPage ?? {}), ...flatRecord(ofRecord ?? {}) };
}

/** How many sentences the language has no words for, neither shipped nor the branch's own. */
export function missingIn({ language, sentences }: Pick<FamilyLanguage, 'language' | 'sentences'>) {
  if (SHIPPED.includes(language)) return 0;
  const own = new Set(sentences.filter((one) => one.text !== '').map((one) => one.key));
  return Object.keys(DUTCH).filter((key) => !own.has(key)).length;
}

/** What goes on paper with the branch's own words in it: over what ships, which is over Dutch. */
export function wordedRecord<T extends object>(shipped: T, words: Sentences): T {
  const worded = (tree: Tree, at: string): Tree =>
    Object.fromEntries(
      Object.entries(tree).map(([name, said]) => [
        name,
        typeof said === 'string' ? words[`${at}${name}`] || said : worded(said, `${at}${name}.`),
      ]),
    );
  return worded(shipped as Tree, 'record.') as T;
}
