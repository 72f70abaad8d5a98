/** The services that hear what is in force and say that they applied it. */
export const hearers = ['matching', 'school-liaison'] as const;

const PATIENCE_MS = 24 * 3_600_000;

/** Told so long ago that a service should have said that it stopped. */
export const isMissing = (toldAt: string, now: Date): boolean =>
  toldAt !== '' && now.getTime() - Date.parse(toldAt) > PATIENCE_MS;

/** What was told before this moment is missed when nobody confirmed it. */
export const missedBefore = (now: Date): Date => new Date(now.getTime() - PATIENCE_MS);
