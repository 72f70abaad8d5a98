export const DAY_MS = 86_400_000;

const pad = (value: number) => String(value).padStart(2, '0');

/** Today (or so many days from now) as ISO date, on the clock of the person. */
export function isoDay(inDays = 0): string {
  const date = new Date(Date.now() + inDays * DAY_MS);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
