// breaks a line, steers a terminal, turns the reading direction, or carries text that nobody sees
const UNREADABLE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// a direction that ends where it began, the same around all of a text, and flags of regions
const EMBEDDED = /[\u202a\u202b][^\n\u202a-\u202e\u2066-\u2069]*\u202c/gu;
const ISOLATED = /[\u2066-\u2068][^\n\u202a-\u202e\u2066-\u2069]*\u2069/gu;
const FLAG = /\u{1f3f4}[\u{e0020}-\u{e007f}]+/gu;
const WRAPPED = /^[\u202a\u202b\u2066-\u2068]([^\u202a-\u202e\u2066-\u2069]*)[\u202c\u2069]$/u;
const NO_WIDTH = /[\u200b\u2060\ufeff]/gu;
const BREAKS = /\r\n?|[\u2028\u2029]/gu;

/**
 * A text as it is kept: in one Unicode form, with nothing around it (telephones wrap a number that
 * is copied from their contacts), without spaces that have no width, and with lines broken in one
 * way where it may hold several.
 */
export function tidyText(text: string, lines: boolean): string {
  const kept = text.normalize('NFC').replaceAll(NO_WIDTH, '').trim().replace(WRAPPED, '$1').trim();
  return lines ? kept.replaceAll(BREAKS, '\n') : kept;
}

/**
 * Does a tidy text hold only what people read, on one line, or on several where it may? Marks and
 * joiners of Arabic, Hebrew, Persian and emoji belong to that; so does a direction that ends again.
 */
export function isReadable(text: string, lines: boolean): boolean {
  const plain = [EMBEDDED, ISOLATED, FLAG].reduce((kept, one) => kept.replaceAll(one, ''), text);
  if (!lines) return plain.search(UNREADABLE) < 0 && plain.search(/\p{Co}/u) < 0;
  return plain.replaceAll(/[\n\t]/gu, '').search(UNREADABLE) < 0;
}

/** A text that others keep, such as a name at an identity provider, as one readable line. */
export const oneLine = (text: string): string =>
  tidyText(text, false).replaceAll(UNREADABLE, ' ').replaceAll(/\s+/gu, ' ').trim();

// what a spreadsheet takes for the beginning of a formula, behind whatever it does not see
const FORMULA =
  /(?<=^|[\n\v\f\r\u0085\u2028\u2029])(?=(?:[^\S\n\v\f\r\u2028\u2029]|\p{Cf})*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/gu;

/** A text of which no line is read as a formula. */
export const noFormula = (text: string): string => text.replaceAll(FORMULA, "'");
