const files = import.meta.glob<Record<string, unknown>>('./*.json', {
  eager: true,
  import: 'default',
});

/** One file a feature; its name is the first word of every key. */
export const texts: Record<string, unknown> = Object.fromEntries(
  Object.entries(files).map(([path, content]) => [path.slice(2, -5), content]),
);
