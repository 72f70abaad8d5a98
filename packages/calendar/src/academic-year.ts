/**
 * The Monday of ISO week 39, on which an academic year begins unless universities say otherwise: the
 * week of 23 September at the latest begins on it. An ISO date.
 */
export function usualStart(year: number): string {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
  return new Date(monday + 38 * 7 * 86_400_000).toISOString().slice(0, 10);
}
