import { addDays, addMonths } from '@katrol/runtime';
import type { Indicator } from './indicator.ts';
import type { Period } from './period.ts';

/** A figure month by month: what happened in each, or what stood at its end. */
export type Course = Indicator & { at: 'month' | 'month_end' };

/** A month of a period, by its first day; of one that lies in it in part, that part. */
export type Month = { month: string; from: string; until: string };

const least = (...days: string[]): string => days.toSorted()[0] as string;

/** The months of a period as far as they have begun by `today`. */
export function monthsOf({ from, until }: Pick<Period, 'from' | 'until'>, today: string): Month[] {
  const months: Month[] = [];
  const end = least(until, today);
  for (let month = `${from.slice(0, 7)}-01`; month <= end; month = addMonths(month, 1)) {
    const last = addDays(addMonths(month, 1), -1);
    months.push({ month, from: month < from ? from : month, until: least(last, end) });
  }
  return months;
}
