/** The time of the process; tests give their own. */
export type Clock = { now: () => Date };
export const systemClock: Clock = { now: () => new Date() };

const localParts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Brussels',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** The day in Europe/Brussels, as an ISO date. */
export const localDay = (at: Date): string => localParts.format(at).slice(0, 10);

/** Day and time in Europe/Brussels: "2026-11-24T16:00". */
export const localDateTime = (at: Date): string => localParts.format(at).replace(' ', 'T');

/** The ISO date `days` later. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The ISO date `months` later; the last day of the month where the day does not exist. */
export function addMonths(day: string, months: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  const wanted = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(wanted, last));
  return at.toISOString().slice(0, 10);
}

/** Whole days from one ISO date to another. */
export const daysBetween = (from: string, until: string): number =>
  Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** 1 = Monday ... 7 = Sunday. */
export const weekdayOf = (day: string): number =>
  ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** A date column's value as an ISO date, and back. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
export const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** The same for a day that may be empty. */
export const optionalDay = (date: Date | null): string => (date ? dayOf(date) : '');
export const optionalDate = (day: string): Date | null => (day === '' ? null : dateOf(day));
