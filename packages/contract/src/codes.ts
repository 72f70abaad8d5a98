/** Is it one of the codes? Narrows a text that was read to the union of the list. */
export const isCode = <C extends string>(list: readonly C[], text: string): text is C =>
  (list as readonly string[]).includes(text);

/** A code that was kept earlier. Throws on one that the contract does not know (any more). */
export function codeOf<C extends string>(list: readonly C[], text: string): C {
  if (!isCode(list, text)) throw new Error(`no code of ${list.join(', ')}`);
  return text;
}

/** The same where nothing may be said yet: empty stays empty. */
export const codeOrNone = <C extends string>(list: readonly C[], text: string): C | '' =>
  text === '' ? '' : codeOf(list, text);

/** Codes that were kept earlier. */
export const codesOf = <C extends string>(list: readonly C[], texts: readonly string[]): C[] =>
  texts.map((text) => codeOf(list, text));
