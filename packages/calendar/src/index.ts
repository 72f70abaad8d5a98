export { isPublicHoliday } from './holidays.ts';
export type { Period } from './holidays.ts';
export { afterDaysOn, daysOf, daysOn, lastBefore } from './days.ts';
export type { BranchDays, Days } from './days.ts';
