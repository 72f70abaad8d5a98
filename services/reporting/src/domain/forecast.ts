import { addMonths } from '@katrol/runtime';

/** How many families asked in a month, by its first day. */
export type Asked = ReadonlyMap<string, number>;

const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;
const at = (asked: Asked, month: string): number => asked.get(month) ?? 0;

/** What the same month of the year before had: the rule that a forecast must beat. */
const sameMonth = (asked: Asked, month: string): number => at(asked, addMonths(month, -12));

/**
 * How many families will ask in a month: half of it is the same month a year before, half the last
 * three months that are known by `from`.
 */
export function expectedIn(asked: Asked, month: string, from: string): number {
  const last = [1, 2, 3].map((back) => at(asked, addMonths(from, -back)));
  const recent = last.reduce((sum, one) => sum + one, 0) / last.length;
  return Math.round((sameMonth(asked, month) + recent) / 2);
}

/** How far off both rules were over the last so many months, in families. */
export type Backtest = { error: number; errorSameMonth: number; better: boolean; months: number };

export function backtest(asked: Asked, today: string, months = 12): Backtest {
  const first = [...asked.keys()].toSorted()[0] ?? monthOf(today);
  const off = { error: 0, errorSameMonth: 0, months: 0 };
  for (let back = 1; back <= months; back += 1) {
    const month = addMonths(monthOf(today), -back);
    if (addMonths(month, -12) < first) break;
    off.error += Math.abs(expectedIn(asked, month, month) - at(asked, month));
    off.errorSameMonth += Math.abs(sameMonth(asked, month) - at(asked, month));
    off.months += 1;
  }
  return { ...off, better: off.months > 0 && off.error < off.errorSameMonth };
}

export type ForecastMonth = {
  month: string;
  waiting: number;
  expected: number;
  losing: number;
  announced: number;
  gap: number;
};

type Known = {
  today: string;
  asked: Asked;
  /** families that wait today */
  waiting: number;
  /** families that can be taken on today by who is free */
  free: number;
  /** families whose tutor stops, by the first day of the month in which */
  losing: Asked;
  /** families that who was announced can take on, by the month in which they begin */
  announced: Asked;
};

/**
 * Supply against demand over the coming months. What is not met in a month waits in the next one.
 */
export function forecast(known: Known, months = 6): ForecastMonth[] {
  const { today, asked } = known;
  let waiting = known.waiting;
  let free = known.free;
  const from = monthOf(today);
  return Array.from({ length: months }, (_, ahead) => {
    const month = addMonths(from, ahead);
    const expected = expectedIn(asked, month, from);
    const losing = at(known.losing, month);
    const announced = free + at(known.announced, month);
    const gap = waiting + expected + losing - announced;
    const line = { month, waiting, expected, losing, announced, gap: Math.max(0, gap) };
    waiting = Math.max(0, gap);
    free = Math.max(0, -gap);
    return line;
  });
}
