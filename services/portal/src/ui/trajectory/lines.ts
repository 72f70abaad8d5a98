/** A list as somebody types it: one a line. */
export const asText = (items: string[] = []): string => items.join('\n');
export const asLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
