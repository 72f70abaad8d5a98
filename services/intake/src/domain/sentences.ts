const PLACEHOLDER = /\{\{?\w+\}?\}/g;

const placeholdersOf = (sentence: string): string =>
  (sentence.match(PLACEHOLDER) ?? []).sort().join(' ');

/** What is filled in stays what it is: each {name} of the Dutch sentence, as often as there. */
export const keepsPlaceholders = (dutch: string, text: string): boolean =>
  placeholdersOf(dutch) === placeholdersOf(text);
