/**
 * Today, or so many days from now, as ISO date in Belgium, where the platform's days begin and end.
 */
export const day = (inDays = 0): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels' }).format(
    Date.now() + inDays * 86_400_000,
  );
