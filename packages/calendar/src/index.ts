export { knows, offOn } from './holidays.ts';
export type { Known, Off, OffKind, Own, Period, Region } from './holidays.ts';
export { afterDaysOn, daysOf, daysOn, lastBefore } from './days.ts';
export type { BranchDays, Days } from './days.ts';
