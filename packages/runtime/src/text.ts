/**
 * Lower case, without accents and repeated spaces: how names are kept for searching and how a
 * search is asked.
 */
export const searchable = (...parts: string[]): string =>
  parts
    .join(' ')
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();

/** "23/11/2026", "23-11-2026" or ISO -> ISO; what is not understood stays as it is, to be named. */
export function isoDay(text: string): string {
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
  return parts
    ? `${parts[3]}-${parts[2]?.padStart(2, '0')}-${parts[1]?.padStart(2, '0')}`
    : text.trim();
}
