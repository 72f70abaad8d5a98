import type { Child } from '@katrol/proto/katrol/intake/v1/json';

/** First names by id; a child that stands in two files of a family has an id in each. */
export const firstNames = (children: readonly Child[]): Map<string, string> =>
  new Map(
    children.flatMap(({ id, sameIds, firstName }) =>
      [id, ...sameIds].map((one) => [one, firstName] as const),
    ),
  );
