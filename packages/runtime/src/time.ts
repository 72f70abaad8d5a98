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

/** Is it an ISO date that the calendar knows (2026-02-30 is not), from 1900 to 2199? */
export function isIsoDate(text: string): boolean {
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

/** Is it a local date and time that exists, "2026-11-24T16:00"? */
export const isLocalDateTime = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/.test(text) && isIsoDate(text.slice(0, 10));

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
