import { searchable } from '@katrol/runtime';

// a title before a capital letter is a person, in each language of the screens
const TITLED =
  /\b([Jj]uf|[Mm]eester|[Mm]evrouw|[Mm]evr\.|[Mm]eneer|[Dd]hr\.|[Mm]ama|[Pp]apa|[Ff]amilie|[Gg]ezin|[Mm]adame|[Mm]onsieur|[Mm]me|M\.|[Mm]rs?\.?|[Mm]s\.?|[Mm]iss|[Tt]eacher)\s+\p{Lu}/u;

// what stands between a first name and a family name, and is a word of its own
const BETWEEN = new Set([
  'van',
  'vande',
  'vander',
  'den',
  'der',
  'ten',
  'ter',
  'het',
  'del',
  'ben',
]);

/** Somebody's name, and each part of it by which people call them. */
export const partsOf = (name: string): string[] => [
  name,
  ...name.split(/\s+/u).filter((part) => !BETWEEN.has(part.toLowerCase())),
];

/**
 * The names that a text about policy must not hold: of somebody with a title, or one of those
 * known. As people type them, without accents; a part of another word is none.
 */
export function namedIn(text: string, known: readonly string[]): string[] {
  const words = ` ${searchable(text).replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const found = known.filter((name) => {
    const plain = searchable(name).trim();
    return plain.length > 2 && words.includes(` ${plain} `);
  });
  const titled = TITLED.exec(text)?.[0];
  return titled ? [...found, titled] : found;
}
