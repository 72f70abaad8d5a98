import type { FamilyLanguage } from '@katrol/proto/katrol/intake/v1/json';
import { door } from './nl/door.ts';
import { first } from './nl/first.ts';
import { words } from './nl/words.ts';
import ofForm from './for-families/form/tr.json';
import record from './for-families/nl.json';
import page from '../link/texts/nl.json';

/** The page that a parent's link opens, the form for everybody, and what a family gets on paper. */
export const SETS = ['page', 'form', 'record'] as const;
type Set = (typeof SETS)[number];
type Tree = { [name: string]: string | Tree };
/** Sentences by their key; that of the form begins with "form.", of what goes on paper with "record.". */
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

const flatForm = (tree: Tree): Sentences =>
  Object.fromEntries(Object.entries(flat(tree)).map(([name, said]) => [`form.${name}`, said]));

/** Of all that the screens say what the form says to a family. */
function formOf(screens: Tree, wanted: Tree = ofForm): Tree {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, one]): [string, string | Tree][] => {
      const said = screens[name];
      if (said === undefined || typeof said === 'string') return said ? [[name, said]] : [];
      return [[name, formOf(said, one as Tree)]];
    }),
  );
}

type Screens = { first: typeof first; words: typeof words; door: typeof door };
const screensOf = (of: Screens): Tree => ({
  ...of.first,
  ...of.words,
  ...of.door,
  // what stands around every page and what lists say share a name
  ui: { ...of.first.ui, ...of.words.ui },
});

/** What families read in Dutch, in the order in which they read it. */
export const DUTCH: Sentences = {
  ...flat(page),
  ...flatForm(formOf(screensOf({ first, words, door }))),
  ...flatRecord(record),
};

export const setOf = (key: string): Set =>
  key.startsWith('record.') ? 'record' : key.startsWith('form.') ? 'form' : 'page';

const pages = import.meta.glob<Tree>('../link/texts/*.json', { import: 'default' });
const records = import.meta.glob<Tree>('./for-families/*.json', { import: 'default' });
const forms = import.meta.glob<Tree>('./for-families/form/*.json', { import: 'default' });
const parts = import.meta.glob<Partial<Screens>>('./{fr,en}/{first,words,door}.ts');

/** What the form says in a language that ships: in one of the screens', or of families alone. */
async function formIn(language: string): Promise<Tree> {
  if (language === 'nl') return formOf(screensOf({ first, words, door }));
  const load = async (part: keyof Screens): Promise<Partial<Screens>> =>
    (await parts[`./${language}/${part}.ts`]?.()) ?? {};
  const loaded = await Promise.all([load('first'), load('words'), load('door')]);
  const screens: Partial<Screens> = Object.assign({}, ...loaded);
  const { first: around, words: said, door: asked } = screens;
  if (around && said && asked)
    return formOf(screensOf({ first: around, words: said, door: asked }));
  return (await forms[`./for-families/form/${language}.json`]?.()) ?? {};
}

/** Languages that ship, each whole. */
export const SHIPPED = Object.keys(pages)
  .map((path) => path.slice(path.lastIndexOf('/') + 1, -5))
  .sort();

/** What ships in a language; nothing of one that does not. */
export async function shippedIn(language: string): Promise<Sentences> {
  const [ofPage, form, ofRecord] = await Promise.all([
    pages[`../link/texts/${language}.json`]?.(),
    formIn(language),
    records[`./for-families/${language}.json`]?.(),
  ]);
  return { ...flat(ofPage ?? {}), ...flatForm(form), ...flatRecord(ofRecord ?? {}) };
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
