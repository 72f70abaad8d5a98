/** Survivors that may stay: the beginning of their name, and why. */
const reasons: readonly (readonly [string, string])[] = [];

/** Why a survivor may stay; empty where nobody said. */
export const excused = (name: string): string => {
  const why = reasons.find(([start]) => name.startsWith(start))?.[1];
  return why ? ` (${why})` : '';
};
